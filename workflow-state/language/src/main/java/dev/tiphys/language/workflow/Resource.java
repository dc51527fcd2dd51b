package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;

/// One Kubernetes document: an Argo Workflows kind, or any other that a run may need beside it.
public sealed interface Resource
    permits Workflow,
        WorkflowTemplate,
        ClusterWorkflowTemplate,
        CronWorkflow,
        WorkflowEventBinding,
        Other {
  /// The API version of all Argo kinds (F001).
  String API_VERSION = "argoproj.io/v1alpha1";

  String kind();

  ObjectMeta metadata();

  /// The whole document as normalised JSON. Nobody may change it.
  JsonNode json();

  /// Reads any document by its `apiVersion` and `kind`.
  ///
  /// @throws MalformedResourceException when a field has the wrong type or a needed one is absent
  static Resource from(JsonNode json) {
    var fields = Fields.of(json);
    var kind = fields.required("kind");
    if (!API_VERSION.equals(fields.text("apiVersion"))) {
      return Other.from(json);
    }
    return switch (kind) {
      case "Workflow" -> Workflow.from(json);
      case "WorkflowTemplate" -> WorkflowTemplate.from(json);
      case "ClusterWorkflowTemplate" -> ClusterWorkflowTemplate.from(json);
      case "CronWorkflow" -> CronWorkflow.from(json);
      case "WorkflowEventBinding" -> WorkflowEventBinding.from(json);
      default -> Other.from(json);
    };
  }
}
