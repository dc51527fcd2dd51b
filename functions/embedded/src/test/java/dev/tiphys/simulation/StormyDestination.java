package dev.tiphys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.Destination;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.applications.Live;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.TaskResult;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// The cluster as one process sees it: it may not answer, or answer no though it did what it was
/// told, and the process may be gone before it has done all that it wanted.
///
/// Objects are written by several threads at once, so here the faults are drawn from what is asked
/// and how often it was asked before, not from the order in which it is.
final class StormyDestination implements Destination, Live {
  private static final int UNAVAILABLE = 503;

  private final DeliveryWorld world;
  private final DeliveryLife life;
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final long salt;
  private String stream = "";
  private boolean doomed;

  StormyDestination(DeliveryWorld world, DeliveryLife life) {
    this.world = world;
    this.life = life;
    salt = world.chance().generator().nextLong();
  }

  /// From here on it is about that event.
  void begin(CloudEvent event) {
    stream = DeliveryEvents.stream(event);
    doomed = world.faulty(Weather::crash);
  }

  /// Nobody asks any more.
  void end() {
    doomed = false;
  }

  private int draw(String what) {
    var hash = Objects.hash(salt, what, asked.merge(what, 1, Integer::sum)) * 0x9E3779B97F4A7C15L;
    return (int) Math.floorMod(hash >>> 20, 1000L);
  }

  private void mayRefuse(String what) {
    if (draw(what) < world.weather().refused() / 4) {
      throw new DestinationFailure(UNAVAILABLE, "no answer to " + what);
    }
  }

  /// Does it, or not: of what a process wants to do when it goes down, some is done.
  private void act(String what, Runnable action) {
    mayRefuse("ask to " + what);
    if (doomed) {
      life.die();
      if (draw(what) % 2 == 0) {
        return;
      }
    }
    action.run();
    mayRefuse("hear of " + what);
  }

  @Override
  public Optional<Boolean> namespaced(String apiVersion, String kind) {
    return Optional.of(!kind.equals("Namespace"));
  }

  @Override
  public List<ObjectNode> everythingIn(String namespace, BiPredicate<String, String> excluded) {
    mayRefuse("list " + namespace);
    return world.cluster().in(namespace).stream()
        .filter(each -> !excluded.test(ObjectKey.of(each).group(), ObjectKey.of(each).kind()))
        .toList();
  }

  @Override
  public List<ObjectNode> list(String apiVersion, String kind, String namespace) {
    mayRefuse("list " + kind);
    return world.cluster().list(kind);
  }

  @Override
  public Optional<ObjectNode> find(JsonNode like) {
    mayRefuse("find " + ObjectKey.of(like));
    return world.cluster().find(ObjectKey.of(like));
  }

  @Override
  public Optional<JsonNode> find(AppId app, TaskResult result) {
    var key = new ObjectKey(result.group(), result.kind(), result.namespace(), result.name());
    return world.cluster().find(key).map(found -> found);
  }

  @Override
  public String write(ObjectNode object, Way way) {
    var key = ObjectKey.of(object);
    if (way.dryRun()) {
      mayRefuse("try " + key);
    } else {
      act("write " + key, () -> write(key, object));
    }
    return key.name() + " configured";
  }

  private void write(ObjectKey key, ObjectNode object) {
    world.truth().writes(stream, object);
    if (world.cluster().write(object)) {
      world.truth().created(key, object);
    }
  }

  @Override
  public void change(JsonNode before, JsonNode after) {
    throw new AssertionError("no action runs in this world");
  }

  @Override
  public boolean delete(JsonNode object, String propagation) {
    var key = ObjectKey.of(object);
    var was = world.cluster().find(key).isPresent();
    act(
        "delete " + key,
        () -> {
          world.cluster().find(key).ifPresent(live -> world.truth().deletes(stream, live));
          world.cluster().delete(key);
        });
    return was;
  }

  @Override
  public void release(JsonNode object, @Nullable String finalizer) {
    var key = ObjectKey.of(object);
    act("release " + key, () -> world.cluster().release(key));
  }

  @Override
  public Duration reactionTime() {
    return Duration.ofSeconds(2);
  }

  @Override
  public Duration reactionTime(AppId app) {
    return reactionTime();
  }
}
