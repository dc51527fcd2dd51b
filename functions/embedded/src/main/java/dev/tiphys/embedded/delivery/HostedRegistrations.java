package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Registrations;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.JsonObjects;
import dev.tiphys.cluster.ClusterSecret;
import dev.tiphys.cluster.Connections;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.delivery.settings.ArgoSettings;
import dev.tiphys.language.application.Destination;
import dev.tiphys.log.store.Keys;
import dev.tiphys.sources.Repositories;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.RepositorySecrets;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.git.GitRepositories;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The repositories, credentials and clusters of a host: Secrets, kept below `resources/Secret/`.
public final class HostedRegistrations implements Registrations {
  private static final String KIND = "Secret";
  private static final String NAMESPACE = DeliveryResources.CONTROL_NAMESPACE;

  private final JsonObjects objects;
  private final Supplier<ArgoSettings> settings;
  private final Supplier<KubeApi> own;
  private final HostedTrust trust;
  private final Sources sources;
  private volatile @Nullable List<ObjectNode> stored;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /// @param own the cluster of the host itself
  HostedRegistrations(
      JsonObjects objects,
      Supplier<ArgoSettings> settings,
      Supplier<KubeApi> own,
      GitRepositories git) {
    this.objects = objects;
    this.own = own;
    this.settings = settings;
    this.trust = new HostedTrust(objects, settings);
    this.sources = new Sources(this::repositories, git);
  }

  /// The servers that are known, and the signers.
  HostedTrust trust() {
    return trust;
  }

  /// Calls `changed` whenever the clusters have changed.
  void listen(Runnable changed) {
    listeners.add(changed);
  }

  private void changed(Type type) {
    if (type == Type.CLUSTER) {
      listeners.forEach(Runnable::run);
    }
  }

  /// What is in the repositories.
  Sources sources() {
    return sources;
  }

  @Override
  public List<Registration> list(Type type) {
    var own = type == Type.CLUSTER ? ownCluster() : Stream.<Registration>empty();
    return Stream.concat(own, secrets(type).stream().map(HostedRegistrations::read)).toList();
  }

  /// Those that files say, and those that were registered; a file wins over what has its name.
  private List<JsonNode> secrets(Type type) {
    Map<String, JsonNode> byName = new LinkedHashMap<>();
    for (var secret : stored()) {
      if (secret.at("/metadata/labels").path(LABEL).asText().equals(type.label())) {
        byName.put(secret.at("/metadata/name").asText(), secret);
      }
    }
    for (var secret : settings.get().secrets(type.label())) {
      byName.put(secret.at("/metadata/name").asText(), secret);
    }
    return List.copyOf(byName.values());
  }

  /// The cluster of the host itself, which is there without a Secret (C287).
  private Stream<Registration> ownCluster() {
    return settings.get().flag("cluster.inClusterEnabled", true)
            && clusters().stream()
                .noneMatch(one -> ClusterSecret.serverOf(one).equals(Connections.IN_CLUSTER))
        ? Stream.of(
            new Registration(
                Destination.IN_CLUSTER_NAME,
                Map.of(),
                Map.of(),
                Map.of("server", Connections.IN_CLUSTER, "name", Destination.IN_CLUSTER_NAME)))
        : Stream.empty();
  }

  /// All that was registered, as Secrets. Nobody else writes them.
  List<ObjectNode> stored() {
    var known = stored;
    if (known == null) {
      known = objects.list(KIND, Keys.segment(NAMESPACE) + "/");
      stored = known;
    }
    return known;
  }

  private void requireNotGiven(Type type, String name) {
    if (settings.get().secrets(type.label()).stream()
        .anyMatch(secret -> secret.at("/metadata/name").asText().equals(name))) {
      throw new Refusal(
          Refusal.Code.FAILED_PRECONDITION,
          "Secret %s stands in a file that this server was started with: change it there"
              .formatted(name));
    }
  }

  /// The Secrets of clusters.
  List<JsonNode> clusters() {
    return secrets(Type.CLUSTER);
  }

  private static final String LABEL = ArgoSettings.SECRET_TYPE;

  private static Registration read(JsonNode secret) {
    return new Registration(
        secret.at("/metadata/name").asText(),
        texts(secret.at("/metadata/labels")),
        texts(secret.at("/metadata/annotations")),
        ArgoSettings.data(secret));
  }

  private static Map<String, String> texts(JsonNode fields) {
    var texts = new LinkedHashMap<String, String>();
    fields.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  @Override
  public void put(Type type, Registration registration) {
    requireNotGiven(type, registration.name());
    objects.put(KIND, NAMESPACE, registration.name(), secret(type, registration));
    stored = null;
    changed(type);
  }

  private static ObjectNode secret(Type type, Registration registration) {
    var secret = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", KIND);
    var metadata =
        secret.putObject("metadata").put("name", registration.name()).put("namespace", NAMESPACE);
    var labels = metadata.putObject("labels");
    registration.labels().forEach(labels::put);
    labels.put(LABEL, type.label());
    registration.annotations().forEach(metadata.putObject("annotations")::put);
    var data = secret.putObject("data");
    registration
        .data()
        .forEach(
            (key, value) ->
                data.put(
                    key,
                    Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return secret;
  }

  @Override
  public boolean delete(Type type, String name) {
    var there = list(type).stream().anyMatch(one -> one.name().equals(name));
    if (there) {
      requireNotGiven(type, name);
      objects.delete(KIND, NAMESPACE, name);
      stored = null;
      changed(type);
    }
    return there;
  }

  @Override
  public Connection test(Type type, Registration registration) {
    try {
      return switch (type) {
        case REPOSITORY ->
            sources.answers(
                    trust.hosts().applied(RepositorySecrets.repository(registration.data())))
                ? new Connection("Successful", "")
                : new Connection("Unknown", "a registry tells only of what is in it");
        case CREDENTIALS -> new Connection("Unknown", "credentials are for no one repository");
        case CLUSTER -> cluster(registration);
      };
    } catch (SourceFailure | KubeFailure e) {
      return new Connection("Failed", String.valueOf(e.getMessage()));
    }
  }

  private Connection cluster(Registration registration) {
    try {
      if (registration.data().get("server").equals(Connections.IN_CLUSTER)) {
        return connection(own.get());
      }
      try (var api = new KubeApi(ClusterSecret.read(secret(Type.CLUSTER, registration)).config())) {
        return connection(api);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Connection("Unknown", "interrupted");
    }
  }

  private static Connection connection(KubeApi api) throws InterruptedException {
    return new Connection(
        "Successful", "Kubernetes " + api.get("/version").path("gitVersion").asText());
  }

  /// The repositories as sources see them.
  Repositories repositories() {
    return new Repositories(
        all(Type.REPOSITORY).toList(), all(Type.CREDENTIALS).toList(), trust.hosts());
  }

  /// One that makes no sense opens nothing.
  private Stream<Repository> all(Type type) {
    return list(type).stream()
        .flatMap(
            one -> {
              try {
                return Stream.of(RepositorySecrets.repository(one.data()));
              } catch (SourceFailure e) {
                return Stream.empty();
              }
            });
  }
}
