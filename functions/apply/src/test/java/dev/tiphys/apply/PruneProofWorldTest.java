package dev.tiphys.apply;

import static dev.tiphys.apply.DeliveryWorld.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.sync.PruneProof;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.store.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever goes wrong in fetching, rendering and caching, nothing is deleted without proof (I11,
/// attack case 57). One seed is one world; the proof is looked for in what the world itself
/// remembers, not in what the code says.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PruneProofWorldTest {
  private static final String AUTOMATED = "{\"automated\":{\"prune\":true,\"selfHeal\":true}}";
  private static final String NO_RETRY = "{\"automated\":{\"prune\":true},\"retry\":{\"limit\":0}}";
  private static final String BLOBS = "blobs/";

  /// A store whose blobs are sometimes not what they were, or not there.
  private static final class RottenStore implements ObjectStore {
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Random random;
    private int percent;

    RottenStore(Random random) {
      this.random = random;
    }

    @Override
    public Optional<byte[]> get(String key) {
      var found = objects.get(key);
      if (!key.startsWith(BLOBS) || random.nextInt(100) >= percent) {
        return found;
      }
      return switch (random.nextInt(4)) {
        case 0 -> Optional.empty();
        case 1 -> Optional.of("[]".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        case 2 -> found.map(bytes -> java.util.Arrays.copyOf(bytes, bytes.length / 2));
        default -> throw new Unavailable("no reply");
      };
    }

    @Override
    public Put putIfAbsent(String key, byte[] value) {
      return objects.putIfAbsent(key, value);
    }

    @Override
    public void put(String key, byte[] value) {
      objects.put(key, value);
    }

    @Override
    public List<Entry> list(String prefix, String startAfter, int limit) {
      return objects.list(prefix, startAfter, limit);
    }

    @Override
    public void delete(String key) {
      objects.delete(key);
    }
  }

  /// What the world knows for certain.
  private static final class Truth {
    /// By digest, what was really stored.
    final Map<String, Set<ObjectKey>> renders = new HashMap<>();

    /// What syncs left in the cluster that succeeded.
    final Set<ObjectKey> owned = new HashSet<>();

    int deletions;
  }

  static LongStream seeds() {
    var only = Long.getLong("sim.seed");
    return only == null ? LongStream.range(0, 150) : LongStream.of(only);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothing_is_deleted_without_proof(long seed) {
    var random = new Random(seed);
    var store = new RottenStore(random);
    var world = new DeliveryWorld(store, random, AUTOMATED);
    var truth = new Truth();
    world.cluster.deletions = key -> prove(seed, world, truth, key);
    for (var commit = 0; commit < 12; commit++) {
      store.percent = random.nextInt(3) == 0 ? 20 : 0;
      world.cluster.trouble =
          random.nextInt(4) == 0
              ? () -> {
                if (random.nextInt(10) == 0) {
                  throw new DestinationFailure(503, "connection lost");
                }
              }
              : () -> {};
      turn(random, world, truth, "r" + commit);
      learn(world, truth);
    }
  }

  /// One commit, delivered or spoilt.
  private static void turn(Random random, DeliveryWorld world, Truth truth, String revision) {
    world.observe(revision);
    switch (random.nextInt(8)) {
      case 0 -> world.fail(revision, "the repository does not answer");
      case 1 -> keep(truth, world.rendered(revision, List.of()), List.of());
      case 2 -> world.rendered("another", some(random));
      case 3 ->
          world.rendered(revision, new Blob(Digest.of(new byte[] {(byte) random.nextInt()}), 3));
      case 4 -> {
        var objects = some(random);
        var digest = world.rendered(revision, objects);
        keep(truth, digest, objects);
        world.observe(revision);
        world.rendered(revision, new Blob(digest, objects.size() + 1));
      }
      default -> {
        var objects = some(random);
        keep(truth, world.rendered(revision, objects), objects);
      }
    }
    world.runUntilQuiet();
  }

  private static List<ObjectNode> some(Random random) {
    var objects = new ArrayList<ObjectNode>();
    var from = random.nextInt(10);
    for (var i = from; i < from + random.nextInt(30); i++) {
      objects.add(configMap("c" + i, i % 3, "v" + random.nextInt(2)));
    }
    return objects;
  }

  private static void keep(Truth truth, String digest, List<ObjectNode> objects) {
    var keys = new HashSet<ObjectKey>();
    objects.forEach(each -> keys.add(ObjectKey.of(each).withNamespace("default")));
    truth.renders.put(digest, keys);
  }

  /// What a sync that succeeded left there.
  private static void learn(DeliveryWorld world, Truth truth) {
    var last = world.state().last();
    if (last != null
        && last.end().phase() == OperationPhase.SUCCEEDED
        && last.request().manifests() != null) {
      truth.owned.addAll(
          truth.renders.getOrDefault(last.request().manifests().dataref(), Set.of()));
    }
  }

  private static void prove(long seed, DeliveryWorld world, Truth truth, ObjectKey key) {
    var because = "-Dsim.seed=%d: %s".formatted(seed, key);
    var operation = world.state().operation();
    assertThat(operation).as(because).isNotNull();
    var rendered = operation.manifests();
    assertThat(rendered).as(because).isNotNull();
    var wanted = truth.renders.get(rendered.dataref());
    assertThat(wanted).as("%s: a render that was completed", because).isNotNull();
    assertThat(rendered.count()).as("%s: its count", because).isEqualTo(wanted.size());
    assertThat(wanted).as("%s: what is wanted", because).isNotEmpty().doesNotContain(key);
    assertThat(truth.owned).as("%s: what is owned", because).contains(key);
    var live = world.cluster.objects.keySet();
    var extra = live.stream().filter(each -> !wanted.contains(each)).count();
    assertThat(extra <= PruneProof.FREE_MAX || extra <= truth.owned.size() * PruneProof.SHARE_MAX)
        .as("%s: %d of %d would go", because, extra, truth.owned.size())
        .isTrue();
    truth.deletions++;
  }

  @Test
  void what_is_not_wanted_any_more_goes_in_a_world_without_faults() {
    var world = new DeliveryWorld(new MemoryObjectStore(), new Random(1), AUTOMATED);
    world.deliver("r1", configMap("a", 0, "1"), configMap("b", 0, "1"));
    world.deliver("r2", configMap("a", 0, "1"));
    assertThat(world.cluster.calls).containsExactly("write a", "write b", "delete b", "write a");
  }

  @Test
  void an_empty_render_deletes_nothing_until_a_person_agrees() {
    var world = new DeliveryWorld(new MemoryObjectStore(), new Random(1), NO_RETRY);
    world.deliver("r1", configMap("a", 0, "1"));
    world.deliver("r2");
    assertThat(world.cluster.objects).hasSize(1);
    assertThat(world.state().conditions())
        .anyMatch(each -> each.message().contains("auto-sync will wipe out all resources"));
  }

  @Test
  void what_somebody_else_marked_as_ours_stays() {
    var world = new DeliveryWorld(new MemoryObjectStore(), new Random(1), AUTOMATED);
    world.deliver("r1", configMap("a", 0, "1"));
    var foreign = configMap("x", 0, "1");
    foreign.withObject("/metadata").put("namespace", "default");
    foreign
        .withObject("/metadata/annotations")
        .put("argocd.argoproj.io/tracking-id", "app:/ConfigMap:default/x");
    world.cluster.objects.put(ObjectKey.of(foreign), foreign);
    world.deliver("r2", configMap("a", 0, "2"));
    assertThat(world.cluster.objects.keySet()).anyMatch(key -> key.name().equals("x"));
    assertThat(world.cluster.calls).doesNotContain("delete x");
  }
}
