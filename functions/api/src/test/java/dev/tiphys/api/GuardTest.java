package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GuardTest extends ApiTest {
  private static final String TOKEN = "a-secret-token";
  private static final String FRIEND = "https://ci.example.com";
  private static final String VERSION = "/api/v1/version";
  private static final String LIST = "/api/v1/workflows/argo";

  @Override
  ApiSettings settings() {
    return super.settings().withToken(TOKEN).withOrigins(Set.of(FRIEND));
  }

  private Client.Answer with(String method, String path, String... headers) {
    var all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Authorization";
    all[headers.length + 1] = "Bearer " + TOKEN;
    return client.send(method, path, method.equals("GET") ? null : HELLO.formatted("a"), all);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/version",
    "POST, /",
    "GET, /api/v1/workflows/argo",
    "POST, /api/v1/workflows/argo",
    "GET, /api/v1/workflow-events/argo",
    "GET, /api/v1/workflows/argo/a/log",
    "GET, /nothing",
  })
  void nothing_is_answered_without_the_token(String method, String path) {
    var answer = client.send(method, path, null);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.json().path("code").asInt()).isEqualTo(16);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer a-secret-toke",
    "Bearer a-secret-tokens",
    "Bearer",
    "Basic a-secret-token",
    "a-secret-token",
    "Bearer null"
  })
  void a_wrong_token_is_none(String header) {
    assertThat(client.send("GET", VERSION, null, "Authorization", header).status()).isEqualTo(401);
    assertThat(
            client
                .send(
                    "GET",
                    VERSION,
                    null,
                    "Authorization",
                    header,
                    "Authorization",
                    "Bearer " + TOKEN)
                .status())
        .isEqualTo(401);
  }

  @Test
  void the_token_opens_and_is_said_nowhere() {
    assertThat(with("GET", VERSION).json().path("version").asText()).isEqualTo("v0.1.0");
    assertThat(with("GET", "/api/v1/userinfo").json().path("subject").asText()).isEqualTo("token");
    assertThat(settings().toString()).doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://evil.example.com",
    "Origin, null",
    "Origin, http://localhost:1",
    "Origin, https://ci.example.com.evil.example.com",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
  })
  void pages_of_other_sites_change_nothing_and_read_nothing(String name, String value) {
    for (var method : new String[] {"POST", "GET"}) {
      var answer = with(method, LIST, name, value);
      assertThat(answer.status()).as(answer.text()).isEqualTo(403);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }
    assertThat(host.list("")).isEmpty();
  }

  @Test
  void our_own_pages_and_friends_may_do_everything() {
    var own = server.uri().toString();
    assertThat(with("POST", LIST, "Origin", own, "Sec-Fetch-Site", "same-origin").status())
        .isEqualTo(200);
    var friend = with("GET", LIST, "Origin", FRIEND, "Sec-Fetch-Site", "cross-site");
    assertThat(friend.status()).isEqualTo(200);
    assertThat(friend.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
    assertThat(friend.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void a_link_from_elsewhere_may_be_followed() {
    var followed =
        with("GET", VERSION, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate");
    assertThat(followed.status()).isEqualTo(200);
    var posted = with("POST", LIST, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate");
    assertThat(posted.status()).isEqualTo(403);
  }

  @Test
  void browsers_may_ask_first_without_the_token() {
    var friend =
        client.send(
            "OPTIONS", LIST, null, "Origin", FRIEND, "Access-Control-Request-Method", "POST");
    assertThat(friend.status()).isEqualTo(204);
    assertThat(friend.header("Access-Control-Allow-Methods")).contains("POST");
    assertThat(friend.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
    var stranger = client.send("OPTIONS", LIST, null, "Origin", "https://evil.example.com");
    assertThat(stranger.status()).isEqualTo(403);
    assertThat(stranger.header("Access-Control-Allow-Methods")).isEmpty();
  }

  @Test
  void a_foreign_name_that_resolves_to_us_is_not_us() throws IOException {
    try (var socket = new Socket("localhost", server.address().getPort())) {
      var request =
          "GET %s HTTP/1.1\r\nHost: evil.example.com:%d\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
              .formatted(VERSION, server.address().getPort(), TOKEN);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 403")
          .contains("evil.example.com")
          .doesNotContain("v0.1");
    }
  }

  @Test
  void every_answer_tells_browsers_to_be_careful() {
    for (var path : new String[] {VERSION, "/nothing", LIST}) {
      var answer = with("GET", path);
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }
  }
}
