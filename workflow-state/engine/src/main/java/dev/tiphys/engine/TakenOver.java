package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Outputs;
import java.util.HashMap;
import java.util.Map;

/// A node of an earlier run that succeeded and whose outputs this run takes over instead of running
/// it again (F158, `resubmit --memoized`).
///
/// @param pod the pod of the earlier node
record TakenOver(String pod, Outputs outputs) {
  /// What the message of such a node begins with.
  static final String MESSAGE = "original pod: ";

  /// By what the names of nodes add to the name of the run.
  static Map<String, TakenOver> of(JsonNode pinned) {
    var taken = new HashMap<String, TakenOver>();
    pinned
        .path("memoized")
        .properties()
        .forEach(node -> taken.put(node.getKey(), of(node.getKey(), node.getValue())));
    return Map.copyOf(taken);
  }

  private static TakenOver of(String name, JsonNode node) {
    var outputs = node.path("outputs");
    var parameters = new HashMap<String, String>();
    outputs
        .path("parameters")
        .forEach(p -> parameters.put(p.path("name").asText(), p.path("value").asText()));
    var artifacts = new HashMap<String, JsonNode>();
    outputs
        .path("artifacts")
        .forEach(
            a -> {
              var location = a.deepCopy();
              if (location instanceof com.fasterxml.jackson.databind.node.ObjectNode object) {
                object.remove("name");
              }
              artifacts.put(a.path("name").asText(), location);
            });
    return new TakenOver(
        node.path("pod").asText(name),
        new Outputs(
            parameters,
            outputs.path("result").textValue(),
            outputs.path("exitCode").textValue(),
            artifacts));
  }
}
