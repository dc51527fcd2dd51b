package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.kubernetes.Place;
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
          Kind.NAMESPACE, "namespaces",
          Kind.SECRET, "secrets",
          Kind.APP_PROJECT, "appprojects",
          Kind.APPLICATION_SET, "applicationsets");

  private final KubernetesApi api;

  ClusterResources(KubernetesApi api) {
    this.api = api;
  }

  @Override
  public Optional<JsonNode> find(Kind kind, String namespace, String name) {
    if (kind == Kind.NAMESPACE) {
      // This function may not read namespaces, and a cluster has quotas of its own.
      return Optional.empty();
    }
    var within = kind.clusterScoped() ? "" : "/namespaces/" + KubernetesApi.encoded(namespace);
    return api.get(group(kind) + within + "/" + PLURALS.get(kind) + "/" + name);
  }

  @Override
  public List<JsonNode> all(Kind kind) {
    var collection =
        kind.clusterScoped()
            ? group(kind) + "/" + PLURALS.get(kind)
            : Place.of(System.getenv()).everywhere(group(kind), PLURALS.get(kind));
    return api.list(collection);
  }

  private static String group(Kind kind) {
    return switch (kind) {
      case CONFIG_MAP, SECRET, NAMESPACE -> "/api/v1";
      case WORKFLOW_TEMPLATE, CLUSTER_WORKFLOW_TEMPLATE, CRON_WORKFLOW, WORKFLOW_EVENT_BINDING ->
          ARGO;
      case APP_PROJECT, APPLICATION_SET -> ARGO;
    };
  }
}
