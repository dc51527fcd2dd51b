package dev.tiphys.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.Destination;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.sync.Hooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/// A cluster in memory that keeps what it is given.
final class MemoryDestination implements Destination {
  final Map<ObjectKey, ObjectNode> objects = new TreeMap<>();
  final List<String> calls = new ArrayList<>();
  final Map<String, String> refused = new HashMap<>();

  /// Called before an object goes.
  Consumer<ObjectKey> deletions = _ -> {};

  /// Names of objects that are only marked when they are deleted.
  final Set<String> held = new HashSet<>();

  /// Called before the cluster is asked for anything.
  Runnable trouble = () -> {};

  private int version;

  @Override
  public Optional<Boolean> namespaced(String apiVersion, String kind) {
    return Optional.of(!kind.equals("Namespace"));
  }

  @Override
  public synchronized List<ObjectNode> list(String apiVersion, String kind, String namespace) {
    trouble.run();
    return objects.values().stream()
        .filter(each -> each.path("kind").asText().equals(kind))
        .filter(
            each ->
                namespace.isEmpty() || each.at("/metadata/namespace").asText().equals(namespace))
        .map(ObjectNode::deepCopy)
        .toList();
  }

  @Override
  public synchronized List<ObjectNode> everythingIn(
      String namespace, BiPredicate<String, String> excluded) {
    return objects.entrySet().stream()
        .filter(each -> each.getKey().namespace().equals(namespace))
        .filter(each -> !excluded.test(each.getKey().group(), each.getKey().kind()))
        .map(each -> each.getValue().deepCopy())
        .toList();
  }

  @Override
  public synchronized Optional<ObjectNode> find(JsonNode like) {
    trouble.run();
    return Optional.ofNullable(objects.get(ObjectKey.of(like))).map(ObjectNode::deepCopy);
  }

  @Override
  public synchronized String write(ObjectNode object, Way way) {
    trouble.run();
    var key = ObjectKey.of(object);
    var reason = refused.get(key.name());
    if (reason != null) {
      throw new DestinationFailure(422, reason);
    }
    if (way.dryRun()) {
      return key.name() + " unchanged (dry run)";
    }
    calls.add("write " + key.name());
    var before = objects.get(key);
    var written = object.deepCopy();
    var metadata = written.withObject("/metadata");
    metadata.put("uid", before == null ? "u" + ++version : before.at("/metadata/uid").asText());
    metadata.put("resourceVersion", Integer.toString(++version));
    objects.put(key, written);
    return key.name() + (before == null ? " created" : " configured");
  }

  /// How often the cluster was asked what would become of an object.
  int predicted;

  @Override
  public synchronized Optional<ObjectNode> predict(ObjectNode object) {
    predicted++;
    return Optional.of(object.deepCopy());
  }

  @Override
  public synchronized void change(JsonNode before, JsonNode after) {
    trouble.run();
    calls.add("change " + ObjectKey.of(after).name());
    objects.put(ObjectKey.of(after), after.deepCopy());
  }

  @Override
  public synchronized boolean delete(JsonNode object, String propagation) {
    trouble.run();
    var key = ObjectKey.of(object);
    if (objects.containsKey(key)) {
      deletions.accept(key);
      calls.add("delete " + key.name());
    }
    var live = objects.get(key);
    if (live != null && held.contains(key.name())) {
      live.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
      return true;
    }
    return objects.remove(key) != null;
  }

  @Override
  public synchronized void release(JsonNode object, String finalizer) {
    var live = objects.get(ObjectKey.of(object));
    if (live != null && Hooks.isHeld(live)) {
      calls.add("release " + ObjectKey.of(object).name());
      live.withObject("/metadata").remove("finalizers");
    }
  }

  @Override
  public Duration reactionTime() {
    return Duration.ZERO;
  }
}
