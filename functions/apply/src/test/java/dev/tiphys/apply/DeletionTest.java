package dev.tiphys.apply;

import static dev.tiphys.apply.DeliveryWorld.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.log.store.MemoryObjectStore;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeletionTest {
  private static final String AUTOMATED = "{\"automated\":{\"prune\":true}}";
  private static final String PRE = "pre-delete-finalizer.argocd.argoproj.io";
  private static final String CASCADE = "resources-finalizer.argocd.argoproj.io";
  private static final String POST = "post-delete-finalizer.argocd.argoproj.io";

  private final DeliveryWorld world =
      new DeliveryWorld(new MemoryObjectStore(), new Random(1), AUTOMATED);

  private static ObjectNode with(ObjectNode object, String annotation, String value) {
    object.withObject("/metadata/annotations").put(annotation, value);
    return object;
  }

  private static ObjectNode hook(String name, String type) {
    var hook = configMap(name, 0, "").put("apiVersion", "batch/v1").put("kind", "Job");
    return with(hook, "argocd.argoproj.io/hook", type);
  }

  private void becomes(String job, String condition) {
    var key = new ObjectKey("batch", "Job", "default", job);
    var conditions = world.cluster.objects.get(key).withObject("/status").putArray("conditions");
    conditions.addObject().put("type", condition).put("status", "True").put("message", "it is so");
  }

  private String waiting() {
    return world.state().deletion().waiting().what();
  }

  private void deleted(ObjectNode... objects) {
    world.deliver("r1", objects);
    world.cluster.calls.clear();
  }

  @Test
  void objects_go_wave_by_wave_the_last_first_and_each_waits_for_the_one_before() {
    deleted(configMap("a", 0, "1"), configMap("b", 1, "1"), configMap("c", 1, "1"));
    world.cluster.held.add("b");
    world.delete(CASCADE);
    assertThat(world.cluster.calls).containsExactlyInAnyOrder("delete b", "delete c");
    assertThat(waiting()).isEqualTo("waiting for deletion of /ConfigMap/b");
    world.wake();
    assertThat(world.cluster.calls).hasSize(2);
    world.cluster.objects.remove(new ObjectKey("", "ConfigMap", "default", "b"));
    world.wake();
    assertThat(world.cluster.calls).endsWith("delete a").hasSize(3);
    assertThat(world.state().deletion().over()).isTrue();
  }

  @Test
  void without_a_finalizer_the_objects_stay() {
    deleted(configMap("a", 0, "1"));
    world.delete();
    assertThat(world.cluster.calls).isEmpty();
    assertThat(world.state().deletion().over()).isTrue();
  }

  @Test
  void what_somebody_keeps_or_has_taken_over_stays() {
    deleted(
        with(configMap("a", 0, "1"), "argocd.argoproj.io/sync-options", "Delete=false"),
        with(configMap("b", 0, "1"), "helm.sh/resource-policy", "keep"),
        configMap("c", 0, "1"),
        configMap("d", 0, "1"));
    with(
        world.cluster.objects.get(new ObjectKey("", "ConfigMap", "default", "c")),
        "argocd.argoproj.io/tracking-id",
        "other:/ConfigMap:default/c");
    world.delete(CASCADE);
    assertThat(world.cluster.calls).containsExactly("delete d");
    assertThat(world.state().deletion().over()).isTrue();
  }

  @Test
  void what_asks_for_a_person_holds_everything_back() {
    deleted(
        with(configMap("a", 0, "1"), "argocd.argoproj.io/sync-options", "Delete=confirm"),
        configMap("b", 1, "1"));
    world.approve();
    world.wake();
    world.delete(CASCADE);
    assertThat(world.cluster.calls).isEmpty();
    assertThat(waiting()).isEqualTo("waiting for confirmation to delete /ConfigMap/a");
    world.approve();
    world.wake();
    assertThat(world.cluster.calls).containsExactly("delete b", "delete a");
  }

  @Test
  void hooks_run_before_and_after_the_objects_are_deleted() {
    deleted(configMap("a", 0, "1"), hook("before", "PreDelete"), hook("after", "PostDelete"));
    world.delete(PRE, CASCADE, POST, PRE + "/cleanup", POST + "/cleanup");
    assertThat(waiting()).isEqualTo("waiting for the manifests of the sources");
    world.deliver(
        "r1",
        configMap("a", 0, "1"),
        hook("before", "PreDelete"),
        with(
            hook("after", "PostDelete"), "argocd.argoproj.io/hook-delete-policy", "HookSucceeded"));
    assertThat(world.cluster.calls).containsExactly("write before");
    assertThat(waiting()).isEqualTo("waiting for PreDelete hook batch/Job/before");
    becomes("before", "Complete");
    world.wake();
    assertThat(world.cluster.calls).containsExactly("write before", "delete a", "write after");
    becomes("after", "Complete");
    world.wake();
    assertThat(world.cluster.calls).endsWith("write after", "delete after");
    assertThat(world.state().deletion().over()).isTrue();
  }

  @Test
  void a_hook_that_fails_is_an_error_and_is_tried_again() {
    deleted(configMap("a", 0, "1"), hook("before", "PreDelete"));
    world.delete(PRE, CASCADE);
    world.deliver("r1", configMap("a", 0, "1"), hook("before", "PreDelete"));
    becomes("before", "Failed");
    world.wake();
    assertThat(world.state().conditions())
        .anyMatch(
            each ->
                each.type().equals("DeletionError")
                    && each.message().equals("PreDelete hook batch/Job/before failed: it is so"));
    assertThat(world.cluster.calls).containsExactly("write before", "delete before");
    world.wake();
    assertThat(world.cluster.calls).endsWith("write before");
    becomes("before", "Complete");
    world.wake();
    assertThat(world.state().conditions()).isEmpty();
    assertThat(world.state().deletion().over()).isTrue();
  }

  @Test
  void a_process_that_dies_at_any_moment_leaves_a_deletion_that_goes_on() {
    var hooks = new ObjectNode[] {configMap("a", 0, "1"), hook("before", "PreDelete")};
    deleted(hooks);
    world.dying = true;
    world.delete(PRE, CASCADE);
    for (var times = 0; times < 10 && !world.state().deletion().over(); times++) {
      // What it had to say is lost; only the log and the cluster are left.
      if (world.state().rendered().at().isBefore(world.state().deletion().requestedAt())) {
        world.deliver("r1", hooks);
      }
      if (!world.cluster.objects.isEmpty() && world.cluster.calls.contains("write before")) {
        becomes("before", "Complete");
      }
      world.wake();
    }
    assertThat(world.cluster.calls).containsExactly("write before", "delete a");
    assertThat(world.state().deletion().over()).isTrue();
  }

  @Test
  void nothing_is_synced_any_more() {
    deleted(configMap("a", 0, "1"));
    world.cluster.held.add("a");
    world.delete(CASCADE);
    world.deliver("r2", configMap("a", 0, "2"), configMap("b", 0, "2"));
    assertThat(world.cluster.calls).containsExactly("delete a");
    assertThat(world.state().operation()).isNull();
  }
}
