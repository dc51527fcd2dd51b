package dev.tiphys.engine.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.NodeType;
import java.util.Map;

/// One node at the moment at which it begins.
///
/// @param attempt which try it is, from 0
/// @param template as the runner gets it, with every tag substituted; of a suspended node as it was
///   written
/// @param inputs the values of its input parameters
public record Scene(
    NodeName name, NodeType type, int attempt, JsonNode template, Map<String, String> inputs) {
  public Scene {
    inputs = Map.copyOf(inputs);
  }
}
