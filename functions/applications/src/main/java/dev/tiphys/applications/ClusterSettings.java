package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.settings.ArgoSettings;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.kubernetes.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The settings of delivery that stand in the control namespace of the cluster around this process,
/// and the clusters whose Secrets are there.
public final class ClusterSettings implements Supplier<ArgoSettings> {
  /// The ConfigMap of the keys of signers.
  public static final String SIGNERS = "argocd-gpg-keys-cm";

  private static final List<String> CONFIG_MAPS = List.of(ArgoSettings.MAIN, SIGNERS);
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final KubernetesApi api;
  private final Place place;
  private final InstantSource clock;
  private ArgoSettings known = ArgoSettings.NONE;
  private Instant until = Instant.MIN;

  public ClusterSettings(KubernetesApi api, Place place, InstantSource clock) {
    this.api = api;
    this.place = place;
    this.clock = clock;
  }

  @Override
  public synchronized ArgoSettings get() {
    var now = clock.instant();
    if (!now.isBefore(until)) {
      var read = ArgoSettings.of(read());
      if (!read.objects().equals(known.objects())) {
        known = read;
      }
      until = now.plus(FRESH);
    }
    return known;
  }

  private List<JsonNode> read() {
    var objects = new ArrayList<JsonNode>();
    for (var name : CONFIG_MAPS) {
      api.get(Place.path("/api/v1", place.control(), "configmaps") + "/" + name)
          .ifPresent(found -> objects.add(placed(found, "ConfigMap")));
    }
    api.list(
            Place.path("/api/v1", place.control(), "secrets"),
            ArgoSettings.SECRET_TYPE + "=cluster")
        .forEach(found -> objects.add(placed(found, "Secret")));
    return objects;
  }

  /// What stands in a list does not say its kind, and settings are the same wherever they stand.
  private static JsonNode placed(JsonNode found, String kind) {
    var object = (ObjectNode) found;
    object.put("kind", kind).withObject("/metadata").put("namespace", ArgoSettings.NAMESPACE);
    return object;
  }
}
