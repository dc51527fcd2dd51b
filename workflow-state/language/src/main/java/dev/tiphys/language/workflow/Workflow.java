package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;

/// What a user asks to be run once. Its run has one stream in the log.
public record Workflow(ObjectMeta metadata, WorkflowSpec spec, JsonNode json) implements Resource {
  /// @throws MalformedResourceException when a field has the wrong type or a needed one is absent
  public static Workflow from(JsonNode json) {
    var fields = Fields.of(json);
    return new Workflow(
        fields.objectOrEmpty("metadata", ObjectMeta::from),
        fields.objectOrEmpty("spec", WorkflowSpec::from),
        json);
  }

  @Override
  public String kind() {
    return "Workflow";
  }
}
