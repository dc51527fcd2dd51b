package dev.tiphys.memo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Outputs;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// What a cache knows under a key, as Argo writes it into a ConfigMap.
///
/// @param nodeId of the node that left it
/// @param lastHit when somebody used it last; when it came to be, if nobody has
record Entry(String nodeId, Outputs outputs, Instant created, Instant lastHit) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Entry hit(Instant now) {
    return new Entry(nodeId, outputs, created, now);
  }

  byte[] bytes() {
    var json = JSON.createObjectNode();
    json.put("nodeID", nodeId);
    write(json.putObject("outputs"));
    json.put("creationTimestamp", created.toString());
    json.put("lastHitTimestamp", lastHit.toString());
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void write(ObjectNode json) {
    var parameters = json.putArray("parameters");
    outputs
        .parameters()
        .forEach((name, value) -> parameters.addObject().put("name", name).put("value", value));
    var artifacts = json.putArray("artifacts");
    outputs
        .artifacts()
        .forEach(
            (name, location) -> {
              var artifact = artifacts.addObject();
              if (location instanceof ObjectNode fields) {
                artifact.setAll(fields);
              }
              artifact.put("name", name);
            });
    if (outputs.result() != null) {
      json.put("result", outputs.result());
    }
    if (outputs.exitCode() != null) {
      json.put("exitCode", outputs.exitCode());
    }
  }

  /// @throws IllegalArgumentException if these are not the bytes of an entry
  static Entry read(byte[] bytes) {
    try {
      var json = JSON.readTree(bytes);
      return new Entry(
          json.path("nodeID").asText(),
          outputs(json.path("outputs")),
          Instant.parse(json.path("creationTimestamp").asText()),
          Instant.parse(json.path("lastHitTimestamp").asText()));
    } catch (IOException | DateTimeParseException e) {
      throw new IllegalArgumentException("not an entry of a cache: " + e.getMessage(), e);
    }
  }

  private static Outputs outputs(JsonNode json) {
    var parameters = new LinkedHashMap<String, String>();
    json.path("parameters")
        .forEach(p -> parameters.put(p.path("name").asText(), p.path("value").asText()));
    var artifacts = new LinkedHashMap<String, JsonNode>();
    json.path("artifacts").forEach(a -> artifacts.put(a.path("name").asText(), location(a)));
    return new Outputs(parameters, text(json, "result"), text(json, "exitCode"), artifacts);
  }

  private static JsonNode location(JsonNode artifact) {
    return ((ObjectNode) artifact.deepCopy()).without("name");
  }

  private static @Nullable String text(JsonNode json, String field) {
    return json.has(field) ? json.path(field).asText() : null;
  }
}
