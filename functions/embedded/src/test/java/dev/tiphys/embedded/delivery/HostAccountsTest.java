package dev.tiphys.embedded.delivery;

import static dev.tiphys.embedded.delivery.DeliveryHost.configMap;
import static dev.tiphys.embedded.delivery.DeliveryHost.is;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Accounts and roles of a host: their tokens, and what the policies let them do.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostAccountsTest {
  private static final String ACCOUNTS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: argocd-cm, namespace: argocd}
      data: {accounts.dev: apiKey, accounts.old: login}
      ---
      """;
  private static final String POLICIES =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: argocd-rbac-cm, namespace: argocd}
      data:
        policy.csv: |
          p, role:dev, applications, get, default/*, allow
          p, role:dev, applications, sync, default/app, allow
          g, dev, role:dev
      """;

  @TempDir private Path folder;

  private static String token(DeliveryHost host, String path, String body) throws Exception {
    return host.send("POST", path, body).path("token").asText();
  }

  private static List<JsonNode> document(String yaml) {
    return List.of(YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "x").getFirst().toJson());
  }

  @Test
  void an_account_may_what_its_role_says_until_its_token_is_revoked() throws Exception {
    try (var host = new DeliveryHost(folder, ACCOUNTS + POLICIES)) {
      host.push(Map.of("app/a.yaml", configMap("a", "1")));
      host.create("app", "\"name\":\"in-cluster\"", "");
      host.create("other", "\"name\":\"in-cluster\"", "");
      host.await("app", is("OutOfSync", "Missing"));
      var token = token(host, "/api/v1/account/dev/token", "{\"id\":\"t\"}");

      host.logIn(token);
      host.send("POST", "/api/v1/applications/app/sync", "{}");
      var refused = host.ask("POST", "/api/v1/applications/other/sync", "{}");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body())
          .contains("permission denied: applications, sync, default/other, sub: dev, iat: ");
      host.logIn(null);
      var synced = host.await("app", is("Synced", "Healthy"));
      assertThat(synced.at("/status/history/0/initiatedBy/username").asText()).isEqualTo("dev");

      assertThat(host.send("GET", "/api/v1/account/dev", null).at("/tokens/0/id").asText())
          .isEqualTo("t");
      host.send("DELETE", "/api/v1/account/dev/token/t", null);
      host.logIn(token);
      var late = host.ask("GET", "/api/v1/applications", null);
      assertThat(late.statusCode()).isEqualTo(401);
      assertThat(late.body()).contains("invalid session: token is revoked");
    }
  }

  @Test
  void policies_are_followed_as_they_change_and_a_bad_one_changes_nothing() throws Exception {
    try (var host = new DeliveryHost(folder, ACCOUNTS + POLICIES)) {
      var token = token(host, "/api/v1/account/dev/token", "{}");
      var settings = host.host.deliverySettings();
      host.logIn(token);
      assertThat(host.ask("GET", "/api/v1/certificates", null).statusCode()).isEqualTo(403);

      settings.tell(document(POLICIES.replace("g, dev, role:dev", "g, dev, role:admin")));
      assertThat(host.ask("GET", "/api/v1/certificates", null).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> settings.tell(document(POLICIES.replace("g, dev,", "x, dev,"))))
          .hasMessage("argocd-rbac-cm: policy, line 3: expected p or g as first field, found 'x'");
      assertThat(host.ask("GET", "/api/v1/certificates", null).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_token_of_a_role_counts_in_its_project_as_long_as_the_project_tells_of_it()
      throws Exception {
    try (var host = new DeliveryHost(folder, ACCOUNTS + POLICIES)) {
      var project =
          """
          {"project": {"metadata": {"name": "web"}, "spec": {"sourceRepos": ["*"],
           "destinations": [{"server": "*", "namespace": "*"}],
           "roles": [{"name": "ci",
            "policies": ["p, proj:web:ci, applications, *, web/*, allow"]}]}}}""";
      host.send("POST", "/api/v1/projects", project);
      host.push(Map.of("app/a.yaml", configMap("a", "1")));
      host.create("mine", "\"name\":\"in-cluster\"", ",\"project\":\"web\"");
      host.create("other", "\"name\":\"in-cluster\"", "");
      var path = "/api/v1/projects/web/roles/ci/token";
      var token = token(host, path, "{\"id\":\"t\",\"expiresIn\":3600}");
      var shown = host.send("GET", "/api/v1/projects/web", null);
      assertThat(shown.at("/spec/roles/0/jwtTokens/0/id").asText()).isEqualTo("t");
      assertThat(shown.toString()).doesNotContain(token);

      host.logIn(token);
      var seen = host.send("GET", "/api/v1/applications", null).path("items");
      assertThat(seen).hasSize(1);
      assertThat(seen.at("/0/metadata/name").asText()).isEqualTo("mine");
      host.logIn(null);
      host.send("DELETE", path + "/0?id=t", null);
      host.logIn(token);
      assertThat(host.ask("GET", "/api/v1/applications", null).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void only_accounts_that_may_have_tokens_get_them() throws Exception {
    try (var host = new DeliveryHost(folder, ACCOUNTS)) {
      var refused = host.ask("POST", "/api/v1/account/old/token", "{}");
      assertThat(refused.body()).contains("account old does not have capability apiKey");
      host.send("POST", "/api/v1/account/dev/token", "{\"id\":\"t\"}");
      var twice = host.ask("POST", "/api/v1/account/dev/token", "{\"id\":\"t\"}");
      assertThat(twice.body()).contains("account already has token with id 't'");
      host.logIn("aaaa.bbbb.cccc");
      assertThat(host.ask("GET", "/api/v1/applications", null).statusCode()).isEqualTo(401);
    }
  }
}
