package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.kubernetes.KubernetesApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Resources of the cluster around this process.
final class ClusterResources implements Resources {
  private static final String ARGO = "/apis/argoproj.io/v1alpha1";

  private static final Map<Kind, String> PLURALS =
      Map.of(
          Kind.WORKFLOW_TEMPLATE, "workflowtemplates",
          Kind.CLUSTER_WORKFLOW_TEMPLATE, "clusterworkflowtemplates",
          Kind.CRON_WORKFLOW, "cronworkflows",
          Kind.WORKFLOW_EVENT_BINDING, "workfloweventbindings",
          Kind.CONFIG_MAP, "configmaps",
          Kind.SECRET, "secrets");

  private final KubernetesApi api;

  ClusterResources(KubernetesApi api) {
    this.api = api;
  }

  @Override
  public Optional<JsonNode> find(Kind kind, String namespace, String name) {
    var within = kind.clusterScoped() ? "" : "/namespaces/" + KubernetesApi.encoded(namespace);
    return api.get(group(kind) + within + "/" + PLURALS.get(kind) + "/" + name);
  }

  @Override
  public List<JsonNode> all(Kind kind) {
    return api.list(group(kind) + "/" + PLURALS.get(kind));
  }

  private static String group(Kind kind) {
    return kind == Kind.CONFIG_MAP ? "/api/v1" : ARGO;
  }
}
