package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.appset.ControlObjects;
import dev.tiphys.appset.DocumentObjects;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.delivery.generators.GenerationException;
import dev.tiphys.delivery.generators.Sources.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The control namespace of a host, as generators read it: what stands in its files, the Secrets
/// that it keeps, and of other kinds what is in its cluster.
///
/// @param cluster the host's own, opened when it is needed
record HostedControl(DocumentObjects documents, Supplier<KubeApi> cluster)
    implements ControlObjects {
  @Override
  public List<Cluster> clusters() {
    return documents.clusters();
  }

  @Override
  public Optional<Map<String, String>> configMap(String name) {
    return documents.configMap(name);
  }

  @Override
  public Optional<Map<String, String>> secret(String name) {
    return documents.secret(name);
  }

  @Override
  public List<JsonNode> resources(String apiVersion, String resource) {
    var found = new ArrayList<JsonNode>(documents.resources(apiVersion, resource));
    try {
      var root = apiVersion.contains("/") ? "/apis/" : "/api/";
      cluster
          .get()
          .get(
              "%s%s/namespaces/%s/%s"
                  .formatted(root, apiVersion, DeliveryResources.CONTROL_NAMESPACE, resource))
          .path("items")
          .forEach(found::add);
    } catch (KubeFailure e) {
      if (found.isEmpty() || e.code() != 404) {
        throw new GenerationException(
            "%s of %s: %s".formatted(resource, apiVersion, e.getMessage()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GenerationException("interrupted");
    }
    return found;
  }
}
