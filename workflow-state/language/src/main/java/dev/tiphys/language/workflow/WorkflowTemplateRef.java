package dev.tiphys.language.workflow;

/// The (Cluster)WorkflowTemplate that is to be run as a whole (F164).
public record WorkflowTemplateRef(String name, boolean clusterScope) {
  static WorkflowTemplateRef from(Fields fields) {
    return new WorkflowTemplateRef(fields.textOrEmpty("name"), fields.flag("clusterScope"));
  }
}
