package dev.tiphys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// A cluster with controllers for Deployments and Jobs, which take their time and sometimes fail.
///
/// Called by many threads at once. What they do to different objects comes out the same in any
/// order, so that a world stays the same one: chance plays its part only in [#settle].
final class SimulatedCluster {
  private final DeliveryWorld world;
  private final Map<ObjectKey, ObjectNode> objects = new TreeMap<>();
  private final Map<ObjectKey, Integer> versions = new HashMap<>();
  private final TreeSet<ObjectKey> touched = new TreeSet<>();

  SimulatedCluster(DeliveryWorld world) {
    this.world = world;
  }

  synchronized List<ObjectNode> list(String kind) {
    return objects.values().stream()
        .filter(each -> each.path("kind").asText().equals(kind))
        .map(ObjectNode::deepCopy)
        .toList();
  }

  synchronized List<ObjectNode> in(String namespace) {
    return objects.entrySet().stream()
        .filter(each -> each.getKey().namespace().equals(namespace))
        .map(each -> each.getValue().deepCopy())
        .toList();
  }

  synchronized Optional<ObjectNode> find(ObjectKey key) {
    return Optional.ofNullable(objects.get(key)).map(ObjectNode::deepCopy);
  }

  synchronized List<ObjectKey> keys() {
    return List.copyOf(objects.keySet());
  }

  /// @return whether it was not there before
  synchronized boolean write(ObjectNode object) {
    var key = ObjectKey.of(object);
    var before = objects.get(key);
    var after = object.deepCopy();
    var metadata = after.withObject("/metadata");
    if (before == null) {
      metadata.put("uid", key.name() + "-" + next(key)).put("generation", 1);
    } else {
      for (var field : List.of("uid", "generation", "finalizers", "deletionTimestamp")) {
        if (before.path("metadata").has(field)) {
          metadata.set(field, before.path("metadata").get(field));
        }
      }
      if (before.has("status")) {
        after.set("status", before.get("status"));
      }
      if (!before.path("spec").equals(after.path("spec"))) {
        metadata.put("generation", before.at("/metadata/generation").asInt() + 1);
      }
    }
    put(key, after);
    if (before == null || !before.path("spec").equals(after.path("spec"))) {
      touched.add(key);
    }
    return before == null;
  }

  private void put(ObjectKey key, ObjectNode object) {
    object.withObject("/metadata").put("resourceVersion", Integer.toString(next(key)));
    objects.put(key, object);
  }

  private int next(ObjectKey key) {
    return versions.merge(key, 1, Integer::sum);
  }

  /// @return whether it was there
  synchronized boolean delete(ObjectKey key) {
    var object = objects.get(key);
    if (object == null) {
      return false;
    }
    if (object.at("/metadata/finalizers").isEmpty()) {
      objects.remove(key);
    } else {
      object.withObject("/metadata").put("deletionTimestamp", "2026-11-24T06:00:00Z");
      put(key, object);
    }
    return true;
  }

  synchronized void release(ObjectKey key) {
    var object = objects.get(key);
    if (object == null || object.at("/metadata/finalizers").isEmpty()) {
      return;
    }
    object.withObject("/metadata").remove("finalizers");
    if (object.at("/metadata").has("deletionTimestamp")) {
      objects.remove(key);
    } else {
      put(key, object);
    }
  }

  /// Somebody changes an object by hand.
  synchronized void edit(ObjectKey key) {
    if (objects.get(key) instanceof ObjectNode object && object.has("data")) {
      object.withObject("/data").put("value", "by hand");
      put(key, object);
    }
  }

  /// Lets controllers see what has been written.
  synchronized void settle() {
    for (var key : List.copyOf(touched)) {
      var takes = world.chance().upTo(Duration.ofSeconds(20));
      var fails = world.faulty(Weather::broken);
      world.agenda().after(takes, () -> control(key, fails));
    }
    touched.clear();
  }

  /// Lets controllers make well whatever is not.
  synchronized void cure() {
    touched.addAll(objects.keySet());
    settle();
  }

  private synchronized void control(ObjectKey key, boolean fails) {
    var object = objects.get(key);
    if (object == null) {
      return;
    }
    switch (key.kind()) {
      case "Job" -> {
        if (!object.has("status")) {
          object
              .putObject("status")
              .putArray("conditions")
              .add(condition(fails ? "Failed" : "Complete", ""));
        }
      }
      case "Deployment" -> {
        var wanted = object.at("/spec/replicas").asInt();
        var status =
            object
                .putObject("status")
                .put("observedGeneration", object.at("/metadata/generation").asInt())
                .put("replicas", wanted)
                .put("updatedReplicas", fails ? 0 : wanted)
                .put("availableReplicas", fails ? 0 : wanted);
        if (fails) {
          status.putArray("conditions").add(condition("Progressing", "ProgressDeadlineExceeded"));
        }
      }
      default -> {
        return;
      }
    }
    put(key, object);
    world.trace("cluster: %s %s", key, fails ? "fails" : "is well");
    world.changed();
  }

  private static JsonNode condition(String type, String reason) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type)
        .put("status", reason.isEmpty() ? "True" : "False")
        .put("reason", reason);
  }
}
