package dev.tiphys.language.workflow;

import java.util.Map;

/// Labels and annotations that the Workflow gets at its start (F168).
///
/// @param labelsFrom label name → expression
public record WorkflowMetadata(
    Map<String, String> labels, Map<String, String> annotations, Map<String, String> labelsFrom) {
  static WorkflowMetadata from(Fields fields) {
    return new WorkflowMetadata(
        fields.textMap("labels"),
        fields.textMap("annotations"),
        fields.objectMap("labelsFrom", label -> label.required("expression")));
  }
}
