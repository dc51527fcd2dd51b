package dev.tiphys.sources.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tiphys.sources.Credentials;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.Repository.Options;
import dev.tiphys.sources.SourceFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Content that Git LFS keeps, from a server that speaks its batch API.
@DisplayNameGeneration(ReplaceUnderscores.class)
class LfsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] CONTENT = "a: large\n".getBytes(UTF_8);

  @TempDir private Path folder;
  private final List<String> asked = new ArrayList<>();
  private byte[] given = CONTENT;
  private String host = "127.0.0.1";
  private HttpServer server;
  private GitRepositories repositories;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    repositories = new GitRepositories(folder, GitLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    repositories.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var sent = exchange.getRequestHeaders();
    asked.add(path + " " + sent.getFirst("Authorization") + " " + sent.getFirst("X-Once"));
    byte[] body;
    if (path.equals("/team/app.git/info/lfs/objects/batch")) {
      var object = JSON.readTree(exchange.getRequestBody()).path("objects").path(0);
      body =
          """
          {"objects": [{"oid": "%s", "size": 9, "actions": {"download":
            {"href": "http://%s:%d/content", "header": {"X-Once": "token"}}}}]}
          """
              .formatted(object.path("oid").asText(), host, server.getAddress().getPort())
              .getBytes(UTF_8);
    } else {
      body = given;
    }
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Lfs lfs() {
    var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/team/app";
    return repositories.lfs(
        Repository.anonymous(Kind.GIT, url)
            .with(Credentials.password("me", "secret"))
            .with(new Options(false, true, false, false, 0, "", "")));
  }

  private static String id() throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
  }

  @Test
  void content_is_brought_once_with_what_the_server_says_to_send() throws Exception {
    assertThat(lfs().content(id(), CONTENT.length)).isEqualTo(CONTENT);
    assertThat(lfs().content(id(), CONTENT.length)).isEqualTo(CONTENT);
    assertThat(asked)
        .containsExactly(
            "/team/app.git/info/lfs/objects/batch Basic bWU6c2VjcmV0 null",
            "/content Basic bWU6c2VjcmV0 token");
  }

  @Test
  void other_content_than_was_asked_for_is_refused() throws Exception {
    given = "a: other\n".getBytes(UTF_8);
    assertThatThrownBy(() -> lfs().content(id(), CONTENT.length))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining("gave other content");
  }

  @Test
  void more_than_was_said_is_not_read() throws Exception {
    given = new byte[1 << 20];
    assertThatThrownBy(() -> lfs().content(id(), CONTENT.length))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining("more than 9 bytes");
  }

  @Test
  void another_host_is_in_no_private_network_and_gets_no_credentials() throws Exception {
    host = "localhost";
    assertThatThrownBy(() -> lfs().content(id(), CONTENT.length))
        .hasMessageContaining("never reached");
    assertThat(asked).hasSize(1);
  }

  @Test
  void content_of_a_repository_is_fetched_only_if_it_says_so() {
    var outlying =
        new Outlying(
            repositories,
            Repository.anonymous(Kind.GIT, "https://git.example/app"),
            GitRepositories.Finder.NONE,
            true,
            0,
            new java.util.concurrent.atomic.AtomicInteger());
    assertThatThrownBy(() -> outlying.large("a.yaml", "0", 1)).hasMessageContaining("enableLfs");
  }
}
