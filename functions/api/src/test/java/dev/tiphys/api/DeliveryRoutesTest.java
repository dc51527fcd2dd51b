package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.api.Applications.Key;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The routes of Argo CD, over HTTP.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryRoutesTest extends ApiTest {
  private static final String BASE = "/api/v1/applications";
  private static final String WEB =
      """
      {"metadata": {"name": "web"},
       "spec": {"project": "%s", "source": {"repoURL": "https://git.example.com/a.git", "path": "."},
                "destination": {"server": "https://kubernetes.default.svc", "namespace": "web"},
                "syncPolicy": {%s}}}""";

  private final MemoryDelivery delivery = new MemoryDelivery();

  @BeforeEach
  @Override
  void start() throws IOException {
    server = ApiServer.start(host, host, host, delivery, settings());
    client = Client.of(server);
  }

  private JsonNode made(String project, String policy) {
    var answer = client.post(BASE, WEB.formatted(project, policy));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private Client.Answer patch(String path, String body) {
    return client.send("PATCH", path, body);
  }

  @Test
  void an_application_is_created_where_the_host_has_them() {
    assertThat(made("default", "").at("/metadata/namespace").asText()).isEqualTo("argocd");
    assertThat(client.get(BASE + "/web").json().at("/spec/project").asText()).isEqualTo("default");
    assertThat(client.get(BASE + "/web?appNamespace=other").status()).isEqualTo(404);
  }

  @Test
  void creating_another_of_a_name_needs_upsert_and_creating_the_same_does_nothing() {
    var first = made("default", "");
    assertThat(made("default", "")).isEqualTo(first);
    var refused = client.post(BASE, WEB.formatted("other", ""));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).contains("use upsert flag to force update");
    var replaced = client.post(BASE + "?upsert=true", WEB.formatted("other", "")).json();
    assertThat(replaced.at("/spec/project").asText()).isEqualTo("other");
  }

  @Test
  void a_client_writes_no_status() {
    var answer =
        client.post(BASE, "{\"metadata\":{\"name\":\"web\"},\"spec\":{},\"status\":{\"a\":1}}");
    assertThat(answer.json().has("status")).isFalse();
  }

  @Test
  void an_application_is_patched_by_operations_and_by_merging() {
    made("default", "");
    var merge =
        "{\"patchType\":\"merge\",\"patch\":\"{\\\"spec\\\":{\\\"project\\\":\\\"a\\\"}}\"}";
    assertThat(patch(BASE + "/web", merge).json().at("/spec/project").asText()).isEqualTo("a");
    var operations =
        "{\"patch\":\"[{\\\"op\\\":\\\"replace\\\",\\\"path\\\":\\\"/spec/project\\\","
            + "\\\"value\\\":\\\"b\\\"}]\"}";
    assertThat(patch(BASE + "/web", operations).json().at("/spec/project").asText()).isEqualTo("b");
    var renaming =
        "{\"patchType\":\"merge\",\"patch\":\"{\\\"metadata\\\":{\\\"name\\\":\\\"x\\\"}}\"}";
    assertThat(patch(BASE + "/web", renaming).status()).isEqualTo(400);
    assertThat(patch(BASE + "/web", "{\"patch\":\"{\"}").message()).startsWith("patch: expected");
  }

  @Test
  void a_sync_becomes_the_operation_of_the_application() {
    made("default", "\"syncOptions\": [\"CreateNamespace=true\"]");
    var request =
        """
        {"revision": "v1", "prune": true, "strategy": {"hook": {"force": true}},
         "resources": [{"group": "apps", "kind": "Deployment", "name": "web"}],
         "retryStrategy": {"limit": 2}, "infos": [{"name": "why", "value": "because"}]}""";
    var operation = client.post(BASE + "/web/sync", request).json().path("operation");
    assertThat(operation.at("/sync/revision").asText()).isEqualTo("v1");
    assertThat(operation.at("/sync/prune").asBoolean()).isTrue();
    assertThat(operation.at("/sync/syncStrategy/hook/force").asBoolean()).isTrue();
    assertThat(operation.at("/sync/resources/0/kind").asText()).isEqualTo("Deployment");
    assertThat(operation.at("/sync/syncOptions/0").asText()).isEqualTo("CreateNamespace=true");
    assertThat(operation.at("/retry/limit").asInt()).isEqualTo(2);
    assertThat(operation.at("/info/0/value").asText()).isEqualTo("because");
  }

  @Test
  void options_of_a_sync_replace_those_of_the_application() {
    made("default", "\"syncOptions\": [\"CreateNamespace=true\"]");
    var operation =
        client
            .post(BASE + "/web/sync", "{\"syncOptions\": {\"items\": [\"Replace=true\"]}}")
            .json()
            .path("operation");
    assertThat(operation.at("/sync/syncOptions")).hasToString("[\"Replace=true\"]");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"prune\": \"yes\"}`;prune: expected true or false",
        "`{\"purge\": true}`;purge is not a field here",
        "`{\"revisions\": [\"a\"], \"sourcePositions\": [1]}`;revisions: expected none",
        "`{\"revisions\": [\"a\"]}`;revisions and sourcePositions: expected as many"
      },
      delimiter = ';')
  void a_sync_that_cannot_be_meant_is_refused(String request, String message) {
    made("default", "");
    var answer = client.post(BASE + "/web/sync", request);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains(message);
    assertThat(delivery.done).isEmpty();
  }

  @Test
  void a_rollback_takes_what_the_history_says_and_no_hooks() {
    made("default", "");
    delivery.change(
        new Key("argocd", "web"),
        application -> {
          var entry = application.withObject("/status").putArray("history").addObject();
          entry.put("id", 4).put("revision", "abc").putObject("source").put("path", "old");
          return application;
        });
    var operation =
        client
            .post(BASE + "/web/rollback", "{\"id\": 4, \"prune\": true}")
            .json()
            .at("/operation/sync");
    assertThat(operation.path("revision").asText()).isEqualTo("abc");
    assertThat(operation.at("/source/path").asText()).isEqualTo("old");
    assertThat(operation.path("syncStrategy")).hasToString("{\"apply\":{}}");
    assertThat(client.post(BASE + "/web/rollback", "{\"id\": 5}").message())
        .contains("does not have deployment with id 5");
  }

  @Test
  void what_is_synced_automatically_is_not_rolled_back() {
    made("default", "\"automated\": {}");
    assertThat(client.post(BASE + "/web/rollback", "{\"id\": 1}").message())
        .isEqualTo("rollback cannot be initiated when auto-sync is enabled");
  }

  @ParameterizedTest
  @CsvSource({"'',FOREGROUND", "?cascade=false,NONE", "?propagationPolicy=background,BACKGROUND"})
  void deleting_cascades_unless_told_otherwise(String query, String cascade) {
    made("default", "");
    assertThat(client.delete(BASE + "/web" + query).status()).isEqualTo(200);
    assertThat(delivery.done).containsExactly("delete argocd/web " + cascade);
  }

  @Test
  void a_watch_of_one_tells_of_no_other() {
    client.post(BASE, WEB.formatted("default", "").replace("\"web\"", "\"before\""));
    made("default", "");
    try (var watch = client.open("/api/v1/stream/applications?name=web")) {
      assertThat(watch.next().at("/result/type").asText()).isEqualTo("ADDED");
      client.post(BASE, WEB.formatted("default", "").replace("\"web\"", "\"other\""));
      client.post(BASE + "/web/sync", "{}");
      var event = watch.next().path("result");
      assertThat(event.path("type").asText()).isEqualTo("MODIFIED");
      assertThat(event.at("/object/metadata/name").asText()).isEqualTo("web");
      client.delete(BASE + "/web");
      assertThat(watch.next().at("/result/type").asText()).isEqualTo("DELETED");
    }
  }

  @Test
  void managed_objects_are_chosen_by_the_query_and_actions_run_on_one() {
    made("default", "");
    var items = client.get(BASE + "/web/managed-resources?kind=Deployment").json().path("items");
    assertThat(items).hasSize(1);
    var action =
        """
        {"action": "scale", "resourceActionParameters": [{"name": "replicas", "value": "3"}]}""";
    client.post(BASE + "/web/resource/actions/v2?kind=Deployment&resourceName=web", action);
    var named =
        """
        {"group": "apps", "version": "v1", "kind": "Deployment", "resourceName": "web",
         "action": "restart"}""";
    client.post(BASE + "/web/resource/actions/v2", named);
    assertThat(delivery.done)
        .containsExactly(
            "act argocd/web Deployment/web scale{replicas=3}",
            "act argocd/web Deployment/web restart{}");
  }

  @Test
  void secrets_of_a_repository_go_in_and_never_out() {
    var given =
        """
        {"repo": "https://git.example.com/a.git", "username": "me", "password": "s3cret",
         "insecure": true}""";
    var base = "/api/v1/repositories";
    assertThat(client.post(base, given).text()).doesNotContain("s3cret");
    var listed = client.get(base);
    assertThat(listed.text()).doesNotContain("s3cret");
    assertThat(listed.json().at("/items/0/username").asText()).isEqualTo("me");
    assertThat(listed.json().at("/items/0/connectionState/status").asText())
        .isEqualTo("Successful");
    assertThat(delivery.list(Registrations.Type.REPOSITORY).getFirst().data())
        .containsEntry("password", "s3cret")
        .containsEntry("insecure", "true")
        .containsEntry("url", "https://git.example.com/a.git");
    var one = base + "/https%3A%2F%2Fgit.example.com%2Fa.git";
    assertThat(client.get(one).text()).doesNotContain("s3cret");
    assertThat(client.post(base, given.replace("\"me\"", "\"you\"")).message()).contains("upsert");
    assertThat(client.delete(one).status()).isEqualTo(200);
    assertThat(client.get(one).status()).isEqualTo(404);
  }

  @Test
  void how_to_log_in_to_a_cluster_goes_in_and_never_out() {
    var given =
        """
        {"server": "https://1.2.3.4:6443/", "name": "far", "namespaces": ["a", "b"],
         "labels": {"env": "prod"}, "config": {"bearerToken": "s3cret"}}""";
    var base = "/api/v1/clusters";
    assertThat(client.post(base, given).text()).doesNotContain("s3cret");
    var far = client.get(base + "/far?id.type=name");
    assertThat(far.text()).doesNotContain("s3cret");
    assertThat(far.json().path("server").asText()).isEqualTo("https://1.2.3.4:6443");
    assertThat(far.json().at("/labels/env").asText()).isEqualTo("prod");
    var kept = delivery.list(Registrations.Type.CLUSTER).getFirst();
    assertThat(kept.data())
        .containsEntry("config", "{\"bearerToken\":\"s3cret\"}")
        .containsEntry("namespaces", "a,b");
    assertThat(kept.name()).startsWith("cluster-1.2.3.4-");
    assertThat(client.delete(base + "/https%3A%2F%2F1.2.3.4%3A6443").status()).isEqualTo(200);
    assertThat(client.get(base).json().path("items")).isEmpty();
    assertThat(client.post(base, "{\"server\": \"here\"}").message()).startsWith("server: ");
  }

  @Test
  void a_project_that_applications_are_in_stays() {
    var project = "{\"project\": {\"metadata\": {\"name\": \"team\"}, \"spec\": {}}}";
    assertThat(client.post("/api/v1/projects", project).status()).isEqualTo(200);
    made("team", "");
    assertThat(client.delete("/api/v1/projects/team").message())
        .isEqualTo("project is referenced by 1 applications");
    client.delete(BASE + "/web");
    assertThat(client.delete("/api/v1/projects/team").status()).isEqualTo(200);
  }

  @Test
  void a_host_that_delivers_nothing_has_no_such_routes() throws IOException {
    try (var other = ApiServer.start(host, host, host, settings());
        var its = Client.of(other)) {
      assertThat(its.get(BASE).status()).isEqualTo(404);
    }
  }
}
