package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How many seconds a run and its nodes took the last time (F206).
final class Estimates {
  /// Of a larger run only the time that it took as a whole is kept.
  private static final int NODES_MAX = 2_000;

  private Estimates() {}

  /// By what the names of nodes add to that of the run; the run itself is the empty text.
  ///
  /// @param metadata of the new run
  static Optional<ObjectNode> of(Baselines baselines, JsonNode metadata) {
    for (var label : Baselines.LABELS) {
      var value = metadata.path("labels").path(label).asText("");
      if (!value.isEmpty()) {
        return baselines
            .newest(metadata.path("namespace").asText(), label, value)
            .map(Estimates::of);
      }
    }
    return Optional.empty();
  }

  private static ObjectNode of(JsonNode earlier) {
    var estimates = JsonNodeFactory.instance.objectNode();
    put(estimates, "", earlier.path("status"));
    var name = earlier.at("/metadata/name").asText();
    var nodes = earlier.at("/status/nodes");
    for (var node : nodes.size() > NODES_MAX ? JsonNodeFactory.instance.objectNode() : nodes) {
      var full = node.path("name").asText();
      if (full.startsWith(name) && full.length() > name.length()) {
        put(estimates, full.substring(name.length()), node);
      }
    }
    return estimates;
  }

  private static void put(ObjectNode estimates, String suffix, JsonNode of) {
    try {
      var began = Instant.parse(of.path("startedAt").asText());
      var ended = Instant.parse(of.path("finishedAt").asText());
      var seconds = Duration.between(began, ended).toSeconds();
      if (seconds > 0) {
        estimates.put(suffix, seconds);
      }
    } catch (DateTimeException e) {
      // What has no times gives no estimate.
      return;
    }
  }
}
