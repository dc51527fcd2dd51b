package dev.tiphys.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.kubernetes.Place;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The repositories that are registered in the cluster around this process: Secrets of the control
/// namespace by their label, and the ConfigMaps beside them.
public final class ClusterRepositories implements Supplier<Repositories> {
  private static final System.Logger LOG = System.getLogger(ClusterRepositories.class.getName());

  /// One event asks for several repositories.
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final KubernetesApi api;
  private final Place place;
  private final InstantSource clock;
  private Repositories known = Repositories.NONE;
  private Instant until = Instant.MIN;

  public ClusterRepositories(KubernetesApi api, Place place, InstantSource clock) {
    this.api = api;
    this.place = place;
    this.clock = clock;
  }

  @Override
  public synchronized Repositories get() {
    var now = clock.instant();
    if (!now.isBefore(until)) {
      known = read();
      until = now.plus(FRESH);
    }
    return known;
  }

  private Repositories read() {
    var objects = new ArrayList<JsonNode>();
    var secrets = Place.path("/api/v1", place.control(), "secrets");
    for (var secret : api.list(secrets, RepositorySecrets.LABEL + " in (repository,repo-creds)")) {
      // What stands in a list does not say its kind.
      objects.add(((ObjectNode) secret).put("kind", "Secret"));
    }
    for (var name : List.of(RepositorySecrets.KNOWN_HOSTS, RepositorySecrets.CERTIFICATES)) {
      api.get(Place.path("/api/v1", place.control(), "configmaps") + "/" + name)
          .ifPresent(objects::add);
    }
    List<String> problems = new ArrayList<>();
    var read = RepositorySecrets.of(objects, problems);
    problems.forEach(problem -> LOG.log(Level.WARNING, problem));
    return read;
  }
}
