package dev.tiphys.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a node left behind.
///
/// @param parameters values by name, in the template's order
/// @param result what `outputs.result` gives: captured stdout, an HTTP body, a list
/// @param exitCode of the main container, as text
/// @param artifacts where each artifact lies, by name, in Argo's own form
public record Outputs(
    Map<String, String> parameters,
    @Nullable String result,
    @Nullable String exitCode,
    Map<String, JsonNode> artifacts) {
  public static final Outputs NONE = new Outputs(Map.of(), null, null, Map.of());

  public Outputs {
    parameters = copy(parameters);
    artifacts = copy(artifacts);
  }

  /// Outputs that are parameters only.
  public static Outputs of(Map<String, String> parameters) {
    return parameters.isEmpty() ? NONE : new Outputs(parameters, null, null, Map.of());
  }

  public boolean isEmpty() {
    return parameters.isEmpty() && result == null && exitCode == null && artifacts.isEmpty();
  }

  /// Keeps the order in which the template declares its outputs.
  private static <V> Map<String, V> copy(Map<String, V> map) {
    return map.size() < 2 ? Map.copyOf(map) : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
