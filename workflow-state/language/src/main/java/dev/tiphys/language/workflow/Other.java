package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;

/// A document that is not Argo's: a ConfigMap, a Secret, or whatever else stands in the same file.
public record Other(String kind, ObjectMeta metadata, JsonNode json) implements Resource {
  /// @throws MalformedResourceException when there is no `kind`
  public static Other from(JsonNode json) {
    var fields = Fields.of(json);
    return new Other(
        fields.required("kind"), fields.objectOrEmpty("metadata", ObjectMeta::from), json);
  }
}
