package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.validation.Document;
import dev.tiphys.log.LogFailure.Unavailable;
import java.util.List;
import java.util.Optional;

/// What stands around a Workflow when its run starts. Hosts implement it: over a cluster, over a
/// store, or over the files of one command line.
public interface Resources {
  /// What a run may refer to.
  enum Kind {
    WORKFLOW_TEMPLATE("WorkflowTemplate"),
    CLUSTER_WORKFLOW_TEMPLATE("ClusterWorkflowTemplate"),
    CRON_WORKFLOW("CronWorkflow"),
    WORKFLOW_EVENT_BINDING("WorkflowEventBinding"),
    APP_PROJECT("AppProject"),
    APPLICATION_SET("ApplicationSet"),
    CONFIG_MAP("ConfigMap"),
    NAMESPACE("Namespace"),
    /// Given without `data` and `stringData`: only whether it is there may be asked.
    SECRET("Secret");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// Whether resources of this kind belong to no namespace.
    public boolean clusterScoped() {
      return this == CLUSTER_WORKFLOW_TEMPLATE || this == NAMESPACE;
    }

    /// The `kind` as manifests write it.
    @Override
    public String toString() {
      return text;
    }
  }

  /// The resource as it stands now; nobody changes the answer. May throw what its host's broker
  /// takes for "again later" when it cannot know.
  ///
  /// @param namespace ignored for what is cluster-scoped
  /// @param name a DNS-1123 subdomain, so it is safe in paths
  Optional<JsonNode> find(Kind kind, String namespace, String name);

  /// Whether anything can be looked up. Where nothing can, a run is not asked for what it may do
  /// without.
  default boolean reachable() {
    return true;
  }

  /// The same with the positions of a file, where there is one.
  default Optional<Document> document(Kind kind, String namespace, String name) {
    return find(kind, namespace, name).map(json -> Unplaced.document(json, kind + "/" + name));
  }

  /// All resources of a kind that there are, in any order; nobody changes the answer.
  default List<JsonNode> all(Kind kind) {
    throw new Unavailable("%ss cannot be listed here".formatted(kind));
  }

  /// The resources among these documents. One that names no namespace is there for all of them; of
  /// two with one name the last counts.
  static Resources of(List<Document> documents) {
    return new DocumentResources(documents);
  }
}
