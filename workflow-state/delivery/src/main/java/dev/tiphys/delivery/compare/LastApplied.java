package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What was wanted when a client applied an object last, as an annotation of it says.
public final class LastApplied {
  public static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  private static final ObjectMapper JSON = new ObjectMapper();

  private LastApplied() {}

  /// Empty if there is none, or it cannot be read.
  public static Optional<ObjectNode> of(JsonNode live) {
    var text = live.path("metadata").path("annotations").path(ANNOTATION).asText("");
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      return JSON.readTree(text) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /// Takes the annotation away.
  public static void removeFrom(ObjectNode object) {
    if (object.path("metadata").get("annotations") instanceof ObjectNode annotations
        && annotations.remove(ANNOTATION) != null
        && annotations.isEmpty()) {
      ((ObjectNode) object.get("metadata")).remove("annotations");
    }
  }
}
