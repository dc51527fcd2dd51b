package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// What a host keeps besides runs, as the API needs it: templates, CronWorkflows, event bindings,
/// projects and sets of applications.
///
/// As in [Workflows], every method may throw [Refusal] and may be called from many threads. The
/// namespace of what counts everywhere is empty everywhere.
public interface Definitions {
  /// What kind of definition.
  enum Kind {
    WORKFLOW_TEMPLATE("WorkflowTemplate", "workflowtemplates", "template"),
    CLUSTER_WORKFLOW_TEMPLATE("ClusterWorkflowTemplate", "clusterworkflowtemplates", "template"),
    /// Shown with its status.
    CRON_WORKFLOW("CronWorkflow", "cronworkflows", "cronWorkflow"),
    WORKFLOW_EVENT_BINDING("WorkflowEventBinding", "workfloweventbindings", "eventBinding"),
    APP_PROJECT("AppProject", "appprojects", "project"),
    APPLICATION_SET("ApplicationSet", "applicationsets", "applicationset");

    private final String text;
    private final String resource;
    private final String field;

    Kind(String text, String resource, String field) {
      this.text = text;
      this.resource = resource;
      this.field = field;
    }

    /// Whether it counts everywhere, and not in one namespace.
    public boolean clusterScoped() {
      return this == CLUSTER_WORKFLOW_TEMPLATE;
    }

    /// The field of a body that holds one.
    String field() {
      return field;
    }

    /// The name in the plural, as messages have it.
    public String resource() {
      return resource;
    }

    /// The `kind` as manifests write it.
    @Override
    public String toString() {
      return text;
    }
  }

  /// In any order.
  ///
  /// @param namespace empty for every namespace
  List<ObjectNode> list(Kind kind, String namespace);

  Optional<ObjectNode> get(Kind kind, String namespace, String name);

  /// Checks a definition as [#create] does, but stores nothing.
  void validate(Kind kind, String namespace, ObjectNode definition);

  /// Stores a definition; one without a name gets one from its `generateName`.
  ///
  /// @return the definition as stored
  /// @throws Refusal `ALREADY_EXISTS` if there is one of its name
  ObjectNode create(Kind kind, String namespace, ObjectNode definition);

  /// Replaces a definition. Runs that have started keep what they started with.
  ///
  /// @return the definition as stored
  /// @throws Refusal `NOT_FOUND` if there is none of its name
  ObjectNode replace(Kind kind, String namespace, ObjectNode definition);

  /// @return false if there is none
  boolean delete(Kind kind, String namespace, String name);
}
