package dev.tiphys.render;

import dev.tiphys.applications.ClusterDestination;
import dev.tiphys.applications.Clusters;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.Destination;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What charts and plugins are told of the cluster of an application (C027): its version and all
/// that it serves, asked once a minute at most.
///
/// Of a cluster that does not answer nothing is made up: what would be left out of a chart for that
/// could be taken for something to be removed.
public final class Capabilities implements Function<Application, Cluster> {
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final int KNOWN_MAX = 1_000;

  private final Clusters clusters;
  private final InstantSource clock;
  private final Map<Destination, Known> known = new ConcurrentHashMap<>();

  private record Known(Cluster cluster, Instant until) {}

  public Capabilities(Clusters clusters, InstantSource clock) {
    this.clusters = clusters;
    this.clock = clock;
  }

  @Override
  public Cluster apply(Application application) {
    var now = clock.instant();
    var destination = application.spec().destination();
    var before = known.get(destination);
    if (before != null && now.isBefore(before.until())) {
      return before.cluster();
    }
    var asked = ask(application);
    if (known.size() >= KNOWN_MAX) {
      known.clear();
    }
    known.put(destination, new Known(asked, now.plus(FRESH)));
    return asked;
  }

  private Cluster ask(Application application) {
    try {
      return clusters.destination(application) instanceof ClusterDestination destination
          ? of(destination.api())
          : Cluster.UNKNOWN;
    } catch (DestinationFailure | KubeFailure e) {
      throw new RenderFailure(
          "what the cluster can do is not known: %s", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RenderFailure("what the cluster can do is not known: interrupted");
    }
  }

  private static Cluster of(KubeApi api) throws InterruptedException {
    var versions = new ArrayList<>(api.groupVersions());
    for (var resource : api.resources()) {
      versions.add(resource.apiVersion() + "/" + resource.kind());
    }
    return new Cluster(
        api.get("/version").path("gitVersion").asText(),
        versions.stream().distinct().sorted().toList());
  }
}
