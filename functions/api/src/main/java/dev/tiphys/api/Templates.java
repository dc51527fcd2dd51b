package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// The workflow templates of a host, as the API needs them.
///
/// As in [Workflows], every method may throw [Refusal] and may be called from many threads. The
/// namespace of the cluster's templates is empty everywhere.
public interface Templates {
  /// Where a template counts: in its namespace, or everywhere.
  enum Kind {
    WORKFLOW_TEMPLATE("WorkflowTemplate", "workflowtemplates"),
    CLUSTER_WORKFLOW_TEMPLATE("ClusterWorkflowTemplate", "clusterworkflowtemplates");

    private final String text;
    private final String resource;

    Kind(String text, String resource) {
      this.text = text;
      this.resource = resource;
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

  /// Checks a template as [#create] does, but stores nothing.
  void validate(Kind kind, String namespace, ObjectNode template);

  /// Stores a template.
  ///
  /// @return the template as stored
  /// @throws Refusal `ALREADY_EXISTS` if there is one of its name
  ObjectNode create(Kind kind, String namespace, ObjectNode template);

  /// Replaces a template. Runs that have started keep the one that they started with.
  ///
  /// @return the template as stored
  /// @throws Refusal `NOT_FOUND` if there is none of its name
  ObjectNode replace(Kind kind, String namespace, ObjectNode template);

  /// @return false if there is none
  boolean delete(Kind kind, String namespace, String name);
}
