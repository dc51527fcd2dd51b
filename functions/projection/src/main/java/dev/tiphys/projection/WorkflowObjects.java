package dev.tiphys.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunId;
import dev.tiphys.kubernetes.KubernetesApi;
import java.util.Optional;

/// The Workflows of a cluster.
record WorkflowObjects(KubernetesApi api) {
  /// The Workflow of that run; empty if it is deleted, even if there is another one of its name.
  Optional<JsonNode> find(RunId run) {
    return api.get(path(run)).filter(found -> found.at("/metadata/uid").asText().equals(run.uid()));
  }

  /// Gives `workflow`, as it was read, another status; false if somebody changed it meanwhile.
  boolean replaceStatus(RunId run, JsonNode workflow, ObjectNode status) {
    var changed = ((ObjectNode) workflow).deepCopy();
    changed.set("status", status);
    return api.replace(path(run) + "/status", changed);
  }

  /// Deletes the Workflow of that run, if it is still there, and no other one of its name.
  void delete(RunId run) {
    api.delete(path(run), run.uid());
  }

  private static String path(RunId run) {
    return "/apis/argoproj.io/v1alpha1/namespaces/%s/workflows/%s"
        .formatted(run.namespace(), run.name());
  }
}
