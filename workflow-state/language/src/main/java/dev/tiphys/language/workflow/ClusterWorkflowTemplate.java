package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;

/// A [WorkflowTemplate] that belongs to no namespace (F163).
public record ClusterWorkflowTemplate(ObjectMeta metadata, WorkflowSpec spec, JsonNode json)
    implements Resource {
  /// @throws MalformedResourceException when a field has the wrong type or a needed one is absent
  public static ClusterWorkflowTemplate from(JsonNode json) {
    var fields = Fields.of(json);
    return new ClusterWorkflowTemplate(
        fields.objectOrEmpty("metadata", ObjectMeta::from),
        fields.objectOrEmpty("spec", WorkflowSpec::from),
        json);
  }

  @Override
  public String kind() {
    return "ClusterWorkflowTemplate";
  }
}
