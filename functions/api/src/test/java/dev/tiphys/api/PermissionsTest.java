package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who may use the routes of Argo CD.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PermissionsTest extends ApiTest {
  private static final String BASE = "/api/v1/applications";
  private static final String WEB =
      """
      {"metadata": {"name": "%s"}, "spec": {"project": "%s", "source": {"repoURL": "https://a/b"},
       "destination": {"server": "https://kubernetes.default.svc", "namespace": "web"}}}""";

  private final MemoryDelivery delivery = new MemoryDelivery();

  @Override
  ApiSettings settings() {
    return super.settings().withToken("server-token");
  }

  @BeforeEach
  @Override
  void start() throws IOException {
    server = ApiServer.start(host, host, host, delivery, settings());
    client = Client.of(server);
    as("server-token", "POST", BASE, WEB.formatted("web", "default"));
    as("server-token", "POST", BASE, WEB.formatted("other", "secret"));
  }

  private Client.Answer as(String token, String method, String path, String body) {
    return client.send(method, path, body, "Authorization", "Bearer " + token);
  }

  private Client.Answer dev(String method, String path, String body) {
    return as("a.dev.b", method, path, body);
  }

  private void rights(String... rights) {
    delivery.accounts.rights.put("dev", new HashSet<>(Arrays.asList(rights)));
  }

  @Test
  void the_token_of_the_server_may_everything() {
    assertThat(as("server-token", "GET", BASE, null).json().path("items")).hasSize(2);
    assertThat(as("server-token", "GET", "/api/v1/workflows/default", null).status())
        .isEqualTo(200);
  }

  @Test
  void what_may_not_be_seen_is_not_there() {
    rights("applications, get, default/web");

    assertThat(dev("GET", BASE, null).json().path("items").findValuesAsText("name"))
        .containsExactly("web");
    for (var name : new String[] {"other", "nowhere"}) {
      var answer = dev("GET", BASE + "/" + name, null);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.message()).isEqualTo("permission denied");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /web/sync | {} | sync",
        "DELETE | /web/operation | | sync",
        "DELETE | /web | | delete",
        "PUT | /web/spec | {\"project\": \"default\"} | update",
        "POST | /web/sync | {\"manifests\": [\"{}\"]} | sync",
        "POST | /web/resource/actions/v2 | {\"action\": \"restart\", \"kind\": \"Pod\"} | action//Pod/restart",
      })
  void what_is_not_allowed_is_refused_in_the_words_of_argo_cd(
      String method, String path, String body, String action) {
    rights("applications, get, default/web");

    var answer = dev(method, BASE + path, body);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.message())
        .isEqualTo(
            "permission denied: applications, %s, default/web, sub: dev, iat: 1970-01-01T00:00:07Z"
                .formatted(action));
    assertThat(delivery.done).isEmpty();
  }

  @Test
  void a_sync_says_who_asked_for_it() {
    rights("applications, get, default/web", "applications, sync, default/web");

    var answer = dev("POST", BASE + "/web/sync", "{}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/operation/initiatedBy/username").asText()).isEqualTo("dev");
  }

  @Test
  void to_move_an_application_needs_the_right_to_create_it_there() {
    rights("applications, get, default/web", "applications, update, default/web");

    var moved = dev("PUT", BASE + "/web/spec", "{\"project\": \"secret\"}");

    assertThat(moved.status()).isEqualTo(403);
    assertThat(moved.message()).startsWith("permission denied: applications, create, secret/web");
  }

  @Test
  void everything_but_delivery_needs_the_token_of_the_server() {
    rights("workflows, get, *");

    assertThat(dev("GET", "/api/v1/workflows/default", null).status()).isEqualTo(403);
    assertThat(dev("POST", "/", "{}").status()).isEqualTo(403);
    assertThat(dev("GET", "/metrics", null).status()).isEqualTo(403);
    assertThat(dev("GET", "/nowhere", null).status()).isEqualTo(404);
  }

  @Test
  void projects_repositories_clusters_and_certificates_are_guarded_too() {
    rights();
    var server = "\"server\":\"https://prod\"";

    assertThat(dev("GET", "/api/v1/repositories", null).json().path("items")).isEmpty();
    assertThat(dev("POST", "/api/v1/repositories", "{\"repo\":\"https://a/b\"}").message())
        .startsWith("permission denied: repositories, create, https://a/b, sub: dev");
    assertThat(dev("POST", "/api/v1/clusters", "{%s,\"config\":{}}".formatted(server)).message())
        .startsWith("permission denied: clusters, create, https://prod, sub: dev");
    assertThat(
            dev("POST", "/api/v1/projects", "{\"project\":{\"metadata\":{\"name\":\"p\"}}}")
                .message())
        .startsWith("permission denied: projects, create, p, sub: dev");
    assertThat(dev("GET", "/api/v1/certificates", null).message())
        .startsWith("permission denied: certificates, get, , sub: dev");
    assertThat(dev("DELETE", "/api/v1/gpgkeys?keyID=0123456789ABCDEF", null).message())
        .startsWith("permission denied: gpgkeys, delete");
  }

  @Test
  void a_token_that_does_not_count_is_refused_even_where_none_is_asked_for() throws Exception {
    assertThat(as("a.gone.b", "GET", BASE, null).status()).isEqualTo(401);
    assertThat(as("a.gone.b", "GET", BASE, null).message())
        .isEqualTo("invalid session: token is revoked");
    assertThat(client.get(BASE).status()).isEqualTo(401);
    stop();
    this.server = ApiServer.start(host, host, host, delivery, super.settings());
    client = Client.of(this.server);
    assertThat(client.get(BASE).status()).isEqualTo(200);
    assertThat(as("a.gone.b", "GET", BASE, null).status()).isEqualTo(401);
  }

  @Test
  void who_has_no_token_may_what_is_open_to_all() {
    delivery.accounts.open = true;
    delivery.accounts.rights.put(
        "", new HashSet<>(Arrays.asList("applications, get, default/web")));

    assertThat(client.get(BASE).json().path("items")).hasSize(1);
    assertThat(client.post(BASE + "/web/sync", "{}").status()).isEqualTo(403);
    assertThat(client.get("/api/v1/workflows/default").status()).isEqualTo(401);
  }

  @Test
  void accounts_see_themselves_and_make_tokens_of_their_own() {
    rights("applications, get, default/web");

    assertThat(dev("GET", "/api/v1/account", null).json().path("items")).isEmpty();
    assertThat(dev("GET", "/api/v1/account/dev", null).json().at("/tokens/0/id").asText())
        .isEqualTo("t-1");
    assertThat(dev("GET", "/api/v1/account/admin", null).status()).isEqualTo(403);
    var issued =
        dev("POST", "/api/v1/account/dev/token", "{\"id\":\"x\",\"expiresIn\":\"60\"}").json();
    assertThat(issued.path("token").asText()).isEqualTo("a.dev.b");
    dev("DELETE", "/api/v1/account/dev/token/x", null);
    assertThat(delivery.accounts.done).containsExactly("issue dev x PT1M", "revoke dev x");
    assertThat(dev("POST", "/api/v1/account/admin/token", "{}").status()).isEqualTo(403);
  }

  @Test
  void everybody_may_ask_what_they_may() {
    rights("applications, get, default/web");
    var can = "/api/v1/account/can-i/applications/";

    assertThat(dev("GET", can + "get/default/web", null).json().path("value").asText())
        .isEqualTo("yes");
    assertThat(dev("GET", can + "sync/default/web", null).json().path("value").asText())
        .isEqualTo("no");
    assertThat(dev("GET", "/api/v1/session/userinfo", null).json().path("username").asText())
        .isEqualTo("dev");
  }
}
