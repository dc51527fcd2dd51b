package dev.tiphys.embedded.delivery;

import static dev.tiphys.embedded.delivery.DeliveryHost.APP;
import static dev.tiphys.embedded.delivery.DeliveryHost.configMap;
import static dev.tiphys.embedded.delivery.DeliveryHost.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.sandbox.Patch;
import dev.tiphys.sandbox.Writing;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Syncs of other revisions than the newest, and of manifests that somebody brings.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HostRevisionsTest {
  @TempDir private Path folder;
  private DeliveryHost host;

  @BeforeEach
  void up() throws Exception {
    host = new DeliveryHost(folder);
  }

  @AfterEach
  void down() {
    host.close();
  }

  private static String secret(String value) {
    return """
        apiVersion: v1
        kind: Secret
        metadata: {name: hidden}
        stringData: {password: "%s"}
        """
        .formatted(value);
  }

  @Test
  void any_revision_is_shown_compared_and_synced_though_it_was_never_the_newest() throws Exception {
    var old =
        host.push(
            Map.of(
                "app/a.yaml", configMap("a", "", "one"),
                "app/b.yaml", configMap("b", "", "one"),
                "app/s.yaml", secret("canary-1")));
    var newest = host.push(Map.of("app/a.yaml", configMap("a", "", "two")));
    host.create("");
    host.await(app -> app.at("/status/sync/revision").asText().equals(newest));

    var manifests = host.send("GET", APP + "/manifests?revision=" + old.substring(0, 8), null);
    assertThat(manifests.path("manifests")).hasSize(3);
    assertThat(manifests.toString()).contains("one").doesNotContain("canary");

    host.send("POST", APP + "/sync", "{\"revision\":\"%s\"}".formatted(old.substring(0, 8)));
    var synced = host.synced(old);
    assertThat(host.value("a")).isEqualTo("one");
    assertThat(host.value("b")).isEqualTo("one");
    assertThat(synced.at("/status/history/0/revision").asText()).isEqualTo(old);
    // What it wants by itself is the newest still.
    var compared = host.await(app -> app.at("/status/sync/status").asText().equals("OutOfSync"));
    assertThat(compared.at("/status/sync/revision").asText()).isEqualTo(newest);

    var differs = host.send("GET", APP + "/managed-resources?revision=" + old, null).path("items");
    assertThat(differs).hasSize(3).noneMatch(item -> item.path("modified").asBoolean());
    assertThat(host.refused("POST", APP + "/sync", "{\"revision\":\"nowhere\"}"))
        .contains("unable to resolve 'nowhere' to a commit SHA");
  }

  @Test
  void an_operation_that_somebody_writes_into_the_resource_is_carried_out() throws Exception {
    var revision = host.push(Map.of("app/a.yaml", configMap("a", "", "one")));
    var objects = host.host.sandbox().orElseThrow();
    var kind = objects.kind("argoproj.io/v1alpha1", "Application").orElseThrow();
    var application =
        """
        {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
         "metadata": {"name": "guestbook", "namespace": "argocd"},
         "spec": {"project": "default",
          "source": {"repoURL": "%s", "path": "app", "targetRevision": "main"},
          "destination": {"server": "https://kubernetes.default.svc", "namespace": "default"}}}"""
            .formatted(host.repository());
    objects.create(kind, "argocd", (ObjectNode) json(application), Writing.by("somebody"));
    host.await(app -> app.at("/status/sync/status").asText().equals("OutOfSync"));
    write("{\"operation\":{\"sync\":{\"revision\":\"nowhere\"}}}");
    var failed = host.await(app -> app.at("/status/operationState/phase").asText().equals("Error"));
    assertThat(failed.at("/status/operationState/message").asText())
        .contains("unable to resolve 'nowhere' to a commit SHA");
    write("{\"operation\":{\"sync\":{},\"initiatedBy\":{\"username\":\"me\"}}}");
    var synced = host.synced(revision);
    assertThat(synced.at("/status/history/0/initiatedBy/username").asText()).isEqualTo("me");
    assertThat(host.value("a")).isEqualTo("one");
    assertThat(objects.find(kind, "argocd", "guestbook").orElseThrow().has("operation")).isFalse();
  }

  private void write(String patch) {
    var objects = host.host.sandbox().orElseThrow();
    var kind = objects.kind("argoproj.io/v1alpha1", "Application").orElseThrow();
    objects.patch(
        kind, "argocd", "guestbook", new Patch.Merge(json(patch)), Writing.by("somebody"));
  }

  @Test
  void manifests_of_ones_own_are_compared_and_synced_and_prune_nothing() throws Exception {
    var first =
        host.push(
            Map.of(
                "app/a.yaml", configMap("a", "", "one"), "app/b.yaml", configMap("b", "", "one")));
    host.create("");
    host.await(app -> app.at("/status/sync/status").asText().equals("OutOfSync"));
    host.send("POST", APP + "/sync", "{}");
    host.synced(first);

    var local =
        """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"},
         "data": {"value": "mine"}}""";
    var request = JsonNodeFactory.instance.objectNode();
    request.putArray("manifests").add(local);
    var items = host.send("POST", APP + "/managed-resources", request.toString()).path("items");
    assertThat(items).hasSize(2);
    assertThat(items.get(0).path("modified").asBoolean()).isTrue();
    assertThat(items.get(1).path("targetState").asText()).isEqualTo("null");

    request.put("prune", true);
    host.send("POST", APP + "/sync", request.toString());
    var synced =
        host.await(
            app ->
                app.at("/operation").isMissingNode()
                    && app.at("/status/operationState/syncResult/revision").isMissingNode());
    assertThat(synced.at("/status/operationState/phase").asText()).isEqualTo("Succeeded");
    assertThat(host.value("a")).isEqualTo("mine");
    assertThat(host.value("b")).isEqualTo("one");
    assertThat(synced.at("/status/history")).hasSize(1);
    assertThat(synced.at("/status/operationState/operation").toString()).doesNotContain("mine");

    var patch = JsonNodeFactory.instance.objectNode().put("patchType", "merge");
    patch.put("patch", "{\"spec\":{\"syncPolicy\":{\"automated\":{}}}}");
    host.send("PATCH", APP, patch.toString());
    assertThat(host.refused("POST", APP + "/sync", request.toString()))
        .contains("cannot use local sync when Automatic Sync Policy is enabled");
    assertThat(host.refused("POST", APP + "/sync", "{\"revision\":\"other\"}"))
        .contains("Cannot sync to other: auto-sync currently set to main");
    assertThat(json(request.toString()).path("manifests")).hasSize(1);
  }
}
