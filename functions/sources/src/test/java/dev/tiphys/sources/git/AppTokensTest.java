package dev.tiphys.sources.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tiphys.sources.Credentials;
import dev.tiphys.sources.Credentials.GitHubApp;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.http.Fetch;
import dev.tiphys.sources.http.HttpConnections;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Tokens of GitHub Apps, from a server that speaks that part of GitHub's API.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AppTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  private final KeyPair key = SshGitServer.rsa();
  private final HttpConnections http = new HttpConnections(Duration.ofSeconds(5));
  private final List<String> asked = new ArrayList<>();
  private Instant now = NOW;
  private HttpServer server;
  private AppTokens tokens;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    tokens = new AppTokens(new Fetch(http, Duration.ofSeconds(5)), () -> now);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    asked.add(exchange.getRequestMethod() + " " + path);
    var right = isSigned(exchange.getRequestHeaders().getFirst("Authorization"));
    var creates = path.equals("/api/app/installations/7/access_tokens");
    var body =
        creates
            ? "{\"token\": \"t%d\", \"expires_at\": \"%s\"}"
                .formatted(asked.size(), now.plusSeconds(3600))
            : "{\"id\": 7}";
    exchange.sendResponseHeaders(right ? creates ? 201 : 200 : 401, 0);
    exchange.getResponseBody().write(body.getBytes(UTF_8));
    exchange.close();
  }

  private boolean isSigned(String authorization) {
    try {
      var parts = authorization.substring("Bearer ".length()).split("[.]");
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
      var claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]))
          && claims.contains("\"iss\":\"42\"");
    } catch (java.security.GeneralSecurityException e) {
      return false;
    }
  }

  private Repository repository(String installation, String pem) {
    var app =
        new GitHubApp(
            "42", installation, pem, "http://127.0.0.1:" + server.getAddress().getPort() + "/api");
    return Repository.anonymous(Kind.GIT, "https://git.example/team/app.git")
        .with(new Credentials("", "", "", "", "", "", app));
  }

  @Test
  void an_app_gets_a_token_for_an_hour_and_a_new_one_then() {
    var repository = repository("7", SshGitServer.pem(key));
    assertThat(tokens.applied(repository).credentials().password()).isEqualTo("t1");
    assertThat(tokens.applied(repository).credentials().password()).isEqualTo("t1");
    now = NOW.plus(Duration.ofMinutes(56));
    assertThat(tokens.applied(repository).credentials().password()).isEqualTo("t2");
    assertThat(tokens.applied(repository).credentials().username()).isEqualTo("x-access-token");
  }

  @Test
  void an_installation_that_is_not_given_is_looked_up() {
    tokens.applied(repository("", SshGitServer.pem(key)));
    assertThat(asked)
        .containsExactly(
            "GET /api/repos/team/app/installation", "POST /api/app/installations/7/access_tokens");
  }

  @Test
  void another_key_opens_nothing_and_none_is_told() {
    assertThatThrownBy(() -> tokens.applied(repository("7", SshGitServer.pem(SshGitServer.rsa()))))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining("answered 401");
    assertThatThrownBy(() -> tokens.applied(repository("7", "canary")))
        .hasMessageContaining("githubAppPrivateKey")
        .hasMessageNotContaining("canary");
  }
}
