package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// The workflow templates of a host, as the API needs them.
///
/// As in [Workflows], every method may throw [Refusal] and may be called from many threads.
public interface Templates {
  /// Where a template counts: in its namespace, or everywhere.
  enum Kind {
    WORKFLOW_TEMPLATE("WorkflowTemplate"),
    CLUSTER_WORKFLOW_TEMPLATE("ClusterWorkflowTemplate");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// The `kind` as manifests write it.
    @Override
    public String toString() {
      return text;
    }
  }

  /// In any order.
  ///
  /// @param namespace empty for every namespace, and for the cluster's templates
  List<ObjectNode> list(Kind kind, String namespace);

  Optional<ObjectNode> get(Kind kind, String namespace, String name);

  /// Checks a template as [#put] does, but stores nothing.
  void validate(Kind kind, String namespace, ObjectNode template);

  /// Stores a template, replacing an older one of its name. Runs that have started keep the one
  /// that they started with.
  ///
  /// @return the template as stored
  ObjectNode put(Kind kind, String namespace, ObjectNode template);

  /// Does nothing if there is none.
  void delete(Kind kind, String namespace, String name);
}
