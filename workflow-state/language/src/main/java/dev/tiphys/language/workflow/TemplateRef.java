package dev.tiphys.language.workflow;

/// A template in a (Cluster)WorkflowTemplate. Name and template may hold tags (F102).
public record TemplateRef(String name, String template, boolean clusterScope) {
  static TemplateRef from(Fields fields) {
    return new TemplateRef(
        fields.textOrEmpty("name"), fields.textOrEmpty("template"), fields.flag("clusterScope"));
  }
}
