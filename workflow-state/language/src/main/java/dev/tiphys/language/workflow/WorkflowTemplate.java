package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;

/// A namespaced library of templates that can also be run as a whole (F162).
public record WorkflowTemplate(ObjectMeta metadata, WorkflowSpec spec, JsonNode json)
    implements Resource {
  /// @throws MalformedResourceException when a field has the wrong type or a needed one is absent
  public static WorkflowTemplate from(JsonNode json) {
    var fields = Fields.of(json);
    return new WorkflowTemplate(
        fields.objectOrEmpty("metadata", ObjectMeta::from),
        fields.objectOrEmpty("spec", WorkflowSpec::from),
        json);
  }

  @Override
  public String kind() {
    return "WorkflowTemplate";
  }
}
