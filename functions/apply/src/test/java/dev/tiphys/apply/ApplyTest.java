package dev.tiphys.apply;

import static dev.tiphys.apply.DeliveryWorld.configMap;
import static dev.tiphys.apply.DeliveryWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.applications.Destination;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.log.store.MemoryObjectStore;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ApplyTest {
  private static final String AUTOMATED = "{\"automated\":{\"prune\":true,\"selfHeal\":true}}";
  private static final String OTHER =
      """
      {"metadata":{"name":"other","namespace":"argocd"},"spec":{},
       "status":{"sync":{"status":"Synced"},"health":{"status":"%s"}}}""";

  @Test
  void waves_are_applied_one_after_the_other() {
    var world = new DeliveryWorld(new MemoryObjectStore(), new Random(1), AUTOMATED);
    world.deliver("r1", configMap("z", -1, "1"), configMap("b", 1, "1"), configMap("a", 0, "1"));
    assertThat(world.cluster.calls).containsExactly("write z", "write a", "write b");
    assertThat(world.state().history()).hasSize(1);
    assertThat(world.state().compared().status()).isEqualTo("Synced");
  }

  @Test
  void what_is_refused_fails_the_sync_and_is_tried_again() {
    var world =
        new DeliveryWorld(
            new MemoryObjectStore(), new Random(1), "{\"automated\":{},\"retry\":{\"limit\":2}}");
    world.cluster.refused.put("a", "the webhook denied it");
    world.deliver("r1", configMap("a", 0, "1"));
    var end = world.state().last().end();
    assertThat(end.phase()).isEqualTo(OperationPhase.FAILED);
    assertThat(end.message()).contains("(dry run)").endsWith("(retried 2 times).");
    assertThat(world.state().conditions())
        .anyMatch(each -> each.message().startsWith("Failed last sync attempt to [r1]"));
    world.cluster.refused.clear();
    world.deliver("r2", configMap("a", 0, "1"));
    assertThat(world.state().last().end().phase()).isEqualTo(OperationPhase.SUCCEEDED);
  }

  @Test
  void a_sync_waits_for_applications_that_it_depends_on() {
    var world = new DeliveryWorld(new MemoryObjectStore(), new Random(1), AUTOMATED);
    world.dependOn("other");
    world.other = json(OTHER.formatted("Progressing"));
    world.deliver("r1", configMap("a", 0, "1"));
    assertThat(world.cluster.calls).isEmpty();
    var sync = new SyncId("argocd", "app", world.state().operation().sync());
    assertThat(world.syncs.load(sync).state().message())
        .isEqualTo("Waiting for application argocd/other: it is Synced and Progressing");
    world.other = json(OTHER.formatted("Healthy"));
    world.wakeSync();
    assertThat(world.cluster.calls).containsExactly("write a");
  }

  @Test
  void fields_that_are_ignored_keep_their_live_values_where_that_is_asked_for() {
    var world =
        new DeliveryWorld(
            new MemoryObjectStore(),
            new Random(1),
            "{\"automated\":{},\"syncOptions\":[\"RespectIgnoreDifferences=true\"]}");
    world.ignore("/data/value");
    world.deliver("r1", configMap("a", 0, "1"));
    var key = new ObjectKey("", "ConfigMap", "default", "a");
    world.cluster.objects.get(key).withObject("/data").put("value", "tuned");
    var next = configMap("a", 0, "2");
    next.withObject("/data").put("more", "new");
    world.deliver("r2", next);
    assertThat(world.cluster.objects.get(key).path("data"))
        .isEqualTo(json("{\"value\":\"tuned\",\"more\":\"new\"}"));
  }

  @Test
  void an_application_may_ask_to_be_compared_by_its_server() {
    var world = new DeliveryWorld(new MemoryObjectStore(), new Random(1), "{}");
    var live = configMap("a", 0, "1");
    live.withObject("/metadata").put("namespace", "default");
    world.cluster.write(live, Destination.Way.PLAIN);
    world.annotate("argocd.argoproj.io/compare-options", "ServerSideDiff=true");
    world.deliver("r1", configMap("a", 0, "1"));
    assertThat(world.cluster.predicted).isEqualTo(1);
    world.annotate("argocd.argoproj.io/compare-options", "ServerSideDiff=false");
    world.deliver("r2", configMap("a", 0, "1"));
    assertThat(world.cluster.predicted).isEqualTo(1);
  }

  @Test
  void an_application_that_depends_on_nobody_that_exists_is_an_error() {
    var world = new DeliveryWorld(new MemoryObjectStore(), new Random(1), AUTOMATED);
    world.dependOn("nobody");
    world.deliver("r1", configMap("a", 0, "1"));
    assertThat(world.state().operation()).isNull();
    assertThat(world.state().conditions())
        .anyMatch(
            each ->
                each.type().equals("InvalidSpecError")
                    && each.message().contains("there is no application argocd/nobody"));
  }
}
