package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Tells about resources as they come, move on and go: `{type: ADDED|MODIFIED|DELETED, object}`.
///
/// A watch begins with all that is there, each as ADDED, whatever `listOptions.resourceVersion`
/// says: so nothing is missed between a list and a watch. States in between may be left out, the
/// last one never.
///
/// @param <K> what tells resources apart
final class Watching<K> {
  private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

  /// Resources that change.
  interface Source<K> extends Changes.Source<K> {
    List<ObjectNode> list();

    K key(JsonNode resource);

    /// As it is now, if it is there and wanted.
    Optional<ObjectNode> get(K key);
  }

  private final Source<K> source;
  private final Predicate<K> relevant;
  private final Duration heartbeat;
  private final ResultStream stream;

  /// What the client knows, as far as it takes to say that it is gone.
  private final Map<K, ObjectNode> known = new HashMap<>();

  /// @param relevant what is worth looking at; the source itself may want still less
  Watching(Source<K> source, Predicate<K> relevant, Duration heartbeat, ResultStream stream) {
    this.source = source;
    this.relevant = relevant;
    this.heartbeat = heartbeat;
    this.stream = stream;
  }

  /// Goes on for as long as the client listens.
  void run() throws IOException, InterruptedException {
    try (var changes = new Changes<>(source, relevant)) {
      for (var resource : source.list()) {
        var key = source.key(resource);
        if (relevant.test(key)) {
          tell(key);
        }
      }
      stream.flush();
      while (true) {
        var changed = changes.await(heartbeat);
        if (changed.isEmpty()) {
          stream.heartbeat();
          continue;
        }
        var began = System.nanoTime();
        for (var key : changed) {
          tell(key);
        }
        stream.flush();
        // Showing a large one takes long: no watch keeps us busy more than half of the time.
        var took = Duration.ofNanos(System.nanoTime() - began);
        Thread.sleep(took.compareTo(PAUSE_MAX) < 0 ? took : PAUSE_MAX);
      }
    }
  }

  private void tell(K key) throws IOException {
    var resource = source.get(key);
    var before = known.get(key);
    if (resource.isPresent()) {
      var now = resource.get();
      if (before == null || !Resources.version(before).equals(Resources.version(now))) {
        known.put(key, stub(now));
        send(before == null ? "ADDED" : "MODIFIED", now);
      }
    } else if (before != null) {
      known.remove(key);
      send("DELETED", before);
    }
  }

  private void send(String type, JsonNode object) throws IOException {
    var event = JsonNodeFactory.instance.objectNode().put("type", type);
    event.set("object", object);
    stream.result(event);
  }

  private static ObjectNode stub(ObjectNode resource) {
    var stub = JsonNodeFactory.instance.objectNode();
    for (var field : List.of("apiVersion", "kind", "metadata")) {
      stub.set(field, resource.path(field));
    }
    return stub;
  }
}
