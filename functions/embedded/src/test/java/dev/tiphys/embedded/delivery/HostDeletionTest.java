package dev.tiphys.embedded.delivery;

import static dev.tiphys.embedded.delivery.DeliveryHost.APP;
import static dev.tiphys.embedded.delivery.DeliveryHost.configMap;
import static dev.tiphys.embedded.delivery.DeliveryHost.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deletions of applications, with hooks and with people who have to say yes.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HostDeletionTest {
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

  private void approve() {
    approve("\"%s\"".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS)));
  }

  private void approve(String when) {
    var patch = JsonNodeFactory.instance.objectNode().put("patchType", "merge");
    patch.put(
        "patch",
        "{\"metadata\":{\"annotations\":{\"argocd.argoproj.io/deletion-approved\":%s}}}"
            .formatted(when));
    host.send("PATCH", APP, patch.toString());
  }

  private static String waiting(JsonNode application) {
    return application.at("/status/deletion/waiting/for").asText();
  }

  @Test
  void hooks_run_around_the_deletion_of_the_objects() throws Exception {
    var first =
        host.push(
            Map.of(
                "app/a.yaml",
                configMap("a", "", "one"),
                "app/before.yaml",
                workflow("before", "argocd.argoproj.io/hook: PreDelete", "sleep 5"),
                "app/after.yaml",
                workflow(
                    "after",
                    "argocd.argoproj.io/hook: PostDelete, "
                        + "argocd.argoproj.io/hook-delete-policy: HookSucceeded",
                    "echo goodbye")));
    host.create("\"automated\":{}");
    var synced = host.synced(first);
    assertThat(synced.at("/metadata/finalizers").toString())
        .contains("pre-delete-finalizer.argocd.argoproj.io/cleanup")
        .contains("post-delete-finalizer.argocd.argoproj.io");
    assertThat(host.live("Workflow", "before")).isEmpty();

    host.send("DELETE", APP, null);
    var waits =
        host.await(
            app -> waiting(app).equals("waiting for PreDelete hook argoproj.io/Workflow/before"));
    assertThat(waits.at("/metadata/deletionTimestamp").asText()).isNotEmpty();
    assertThat(host.value("a")).isEqualTo("one");
    assertThat(host.refused("POST", APP + "/sync", "{}")).contains("application is deleting");

    host.await(JsonNode::isMissingNode);
    assertThat(host.live("ConfigMap", "a")).isEmpty();
    // It ran, and its policy deletes it; the other one is left, as hooks are.
    assertThat(host.live("Workflow", "after")).isEmpty();
    assertThat(host.live("Workflow", "before").at("/status/phase").asText()).isEqualTo("Succeeded");
  }

  @Test
  void what_asks_for_confirmation_is_neither_pruned_nor_deleted_before_that() throws Exception {
    var asks = "argocd.argoproj.io/sync-options: \"Prune=confirm,Delete=confirm\"";
    host.push(
        Map.of(
            "app/a.yaml", configMap("a", asks, "one"),
            "app/b.yaml", configMap("b", asks, "one"),
            "app/c.yaml", configMap("c", "argocd.argoproj.io/sync-wave: \"1\"", "one")));
    host.create("\"automated\":{\"prune\":true}");
    host.await(app -> app.at("/status/history/0").isObject());
    var second =
        host.push(
            Map.of(
                "app/b.yaml", configMap("b", asks, "one"),
                "app/c.yaml", configMap("c", "argocd.argoproj.io/sync-wave: \"1\"", "one")));
    host.send("GET", APP + "?refresh=normal", null);
    host.await(
        app ->
            app.at("/status/operationState/waiting/for")
                .asText()
                .startsWith("Waiting for pruning confirmation of"));
    assertThat(host.value("a")).isEqualTo("one");
    approve();
    host.synced(second);
    assertThat(host.live("ConfigMap", "a")).isEmpty();

    // It would count for whatever is asked for within its second.
    approve("null");
    host.send("DELETE", APP, null);
    host.await(app -> waiting(app).equals("waiting for confirmation to delete /ConfigMap/b"));
    assertThat(host.value("c")).isEqualTo("one");
    approve();
    host.await(JsonNode::isMissingNode);
    assertThat(host.live("ConfigMap", "b")).isEmpty();
    assertThat(host.live("ConfigMap", "c")).isEmpty();
  }

  @Test
  void without_cascade_the_objects_stay_even_when_the_deletion_has_begun() throws Exception {
    var asks = "argocd.argoproj.io/sync-options: Delete=confirm";
    var first = host.push(Map.of("app/a.yaml", configMap("a", asks, "one")));
    host.create("\"automated\":{}");
    host.synced(first);
    host.send("DELETE", APP, null);
    host.await(app -> waiting(app).startsWith("waiting for confirmation"));
    host.send("DELETE", APP + "?cascade=false", null);
    assertThat(host.refused("GET", APP, null)).contains("not found");
    assertThat(host.value("a")).isEqualTo("one");
  }
}
