package dev.tiphys.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.delivery.sync.Hooks;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.HookType;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.events.delivery.SyncPhase;
import dev.tiphys.events.delivery.TaskResult;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStore.Put;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What has really happened: reads the log as it is stored, and holds against it what processes do
/// to the cluster.
final class DeliveryTruth {
  private static final String MARK = "tiphys.dev/sync";

  private final DeliveryWorld world;
  private final ObjectStore store = new MemoryObjectStore();
  private final Apps apps;
  private final Syncs syncs;
  private final Set<ObjectKey> owned = new HashSet<>();
  private final Set<String> hooks = new HashSet<>();
  private int deletions;

  DeliveryTruth(DeliveryWorld world) {
    this.world = world;
    var random = world.chance().generator();
    apps = Apps.in(store, world::now, random);
    syncs = Syncs.in(store, world::now, random);
  }

  ObjectStore store() {
    return store;
  }

  AppState app() {
    return apps.load(DeliveryWorld.APP).state();
  }

  SyncState sync(String stream) {
    return syncs.load(SyncId.ofStream(stream)).state();
  }

  int deletions() {
    return deletions;
  }

  /// Creates an object in the store, and looks at what that means.
  Put create(String key, byte[] value) {
    var put = store.putIfAbsent(key, value);
    var record = key.indexOf("/r/");
    if (put == Put.CREATED && record > 0) {
      world.trace("stored: %s", key);
      if (key.startsWith("syncs/")) {
        learn(sync(key.substring(0, record)));
      } else {
        app();
      }
    }
    return put;
  }

  /// What a sync that succeeded has brought is the application's.
  private synchronized void learn(SyncState sync) {
    if (sync.finished() != null && sync.finished().phase() == OperationPhase.SUCCEEDED) {
      wanted(sync).stream()
          .filter(object -> !Hooks.isHook(object))
          .map(Repository::key)
          .forEach(owned::add);
    }
  }

  /// What a sync is to bring, as it was pushed.
  private List<? extends JsonNode> wanted(SyncState sync) {
    var started = sync.started();
    assertThat(started).as("a sync that began").isNotNull();
    return world.repository().at(started.sources().getFirst().revision()).objects();
  }

  /// Objects are written only by a sync that is open, when all that comes before them is well.
  synchronized void writes(String stream, JsonNode object) {
    var key = ObjectKey.of(object);
    assertThat(stream).as("who writes %s", key).startsWith("syncs/");
    var sync = sync(stream);
    assertThat(sync.open()).as("%s writes %s and is open", stream, key).isTrue();
    if (Hooks.types(object).contains(HookType.SYNC_FAIL)) {
      return;
    }
    for (var other : wanted(sync)) {
      if (isSelected(sync, Repository.key(other)) && comesBefore(other, object)) {
        assertThat(result(sync, other))
            .as("%s writes %s, what comes before it: %s", stream, key, Repository.key(other))
            .isEqualTo(OperationPhase.SUCCEEDED);
      }
    }
  }

  /// What heals touches only what is not as it should be.
  private static boolean isSelected(SyncState sync, ObjectKey key) {
    var selected = java.util.Objects.requireNonNull(sync.operation().sync()).resources();
    return selected.isEmpty()
        || selected.stream()
            .anyMatch(each -> each.kind().equals(key.kind()) && each.name().equals(key.name()));
  }

  private static boolean comesBefore(JsonNode one, JsonNode other) {
    var before = phase(one);
    var after = phase(other);
    return before != SyncPhase.SYNC_FAIL
        && (before.compareTo(after) < 0
            || before == after && Repository.wave(one) < Repository.wave(other));
  }

  private static SyncPhase phase(JsonNode object) {
    var types = Hooks.types(object);
    return types.isEmpty()
        ? SyncPhase.SYNC
        : switch (types.getFirst()) {
          case PRE_SYNC -> SyncPhase.PRE_SYNC;
          case POST_SYNC -> SyncPhase.POST_SYNC;
          case SYNC_FAIL -> SyncPhase.SYNC_FAIL;
          default -> SyncPhase.SYNC;
        };
  }

  private static OperationPhase result(SyncState sync, JsonNode object) {
    var key = Repository.key(object);
    return sync.results().stream()
        .filter(
            each ->
                each.key()
                    .equals(
                        new TaskResult.Key(
                            key.group(), key.kind(), key.namespace(), key.name(), phase(object))))
        .map(TaskResult::phase)
        .findFirst()
        .orElse(null);
  }

  /// No try of a sync runs a hook twice.
  synchronized void created(ObjectKey key, JsonNode object) {
    var mark = object.at("/metadata/annotations").path(MARK).asText();
    if (!mark.isEmpty()) {
      assertThat(hooks.add(mark + " " + key)).as("%s runs %s once", mark, key).isTrue();
    }
  }

  /// I11: nothing goes without proof. Hooks go as their policies say.
  synchronized void deletes(String stream, JsonNode live) {
    var key = ObjectKey.of(live);
    assertThat(stream).as("who deletes %s", key).startsWith("syncs/");
    if (Hooks.isHook(live)) {
      return;
    }
    var sync = sync(stream);
    assertThat(sync.open()).as("%s deletes %s and is open", stream, key).isTrue();
    assertThat(owned).as("I11: %s deletes what is owned", stream).contains(key);
    assertThat(wanted(sync).stream().map(Repository::key))
        .as("I11: %s deletes nothing that is wanted", stream)
        .isNotEmpty()
        .doesNotContain(key);
    deletions++;
  }

  /// What keeps the newest revision from being delivered; empty if it is.
  String missing() {
    var newest = world.repository().newest();
    var state = app();
    var last = state.last();
    if (state.operation() != null) {
      return "the operation " + sync(stream(state.operation().sync()));
    }
    if (last == null || !last.request().sources().equals(world.repository().sources())) {
      return "no sync of " + newest.name() + ", " + state.conditions();
    }
    if (last.end().phase() != OperationPhase.SUCCEEDED) {
      return "the last sync ended %s: %s".formatted(last.end().phase(), last.end().message());
    }
    for (var object : newest.objects()) {
      var live = world.cluster().find(Repository.key(object));
      if (!Hooks.isHook(object)
          && live.filter(
                  found ->
                      found.path("data").equals(object.path("data"))
                          && found.path("spec").equals(object.path("spec")))
              .isEmpty()) {
        return Repository.key(object) + " is " + live;
      }
    }
    var health = state.health();
    return health != null && health.health().equals("Healthy") ? "" : "health is " + health;
  }

  private static String stream(String sync) {
    return new SyncId(DeliveryWorld.APP.namespace(), DeliveryWorld.APP.name(), sync).stream();
  }

  /// When all is over, a cold process reads what the warm one knows.
  void end() {
    var cold = Apps.in(store, world::now, world.chance().generator());
    assertThat(cold.load(DeliveryWorld.APP).state()).isEqualTo(app());
    var ids = app().history().stream().map(entry -> entry.id()).toList();
    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }
}
