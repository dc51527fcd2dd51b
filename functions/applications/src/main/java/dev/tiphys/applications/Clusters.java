package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cluster.Connections;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.dependencies.AppName;
import dev.tiphys.delivery.health.Customizations;
import dev.tiphys.delivery.health.HealthRules;
import dev.tiphys.delivery.project.Cluster;
import dev.tiphys.doorway.Applications;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.TaskResult;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// The clusters that a host delivers to: its own (`https://kubernetes.default.svc`, or
/// `in-cluster`), and each context of its kubeconfig by name.
public final class Clusters implements Surroundings, Live, AutoCloseable {
  private static final HealthRules HEALTH = new HealthRules(Customizations.NONE);
  private static final Duration REACTION = Duration.ofSeconds(2);

  private final Applications applications;
  private final Function<String, Optional<AppProject>> projects;
  private final Supplier<KubeApi> own;
  private final boolean sandbox;
  private final Function<AppName, Optional<JsonNode>> view;
  private final String kubeconfig;
  private final Map<String, KubeApi> opened = new ConcurrentHashMap<>();

  /// @param projects finds a project by its name
  /// @param own the cluster of the host
  /// @param view shows an application with its status
  /// @param sandbox whether that is one in memory, where no controller does anything
  public Clusters(
      Applications applications,
      Function<String, Optional<AppProject>> projects,
      Supplier<KubeApi> own,
      boolean sandbox,
      Map<String, String> environment,
      Function<AppName, Optional<JsonNode>> view) {
    this.applications = applications;
    this.projects = projects;
    this.own = own;
    this.sandbox = sandbox;
    this.view = view;
    this.kubeconfig = environment.getOrDefault("KUBECONFIG", "");
  }

  @Override
  public Optional<AppProject> project(String name) {
    return projects.apply(name);
  }

  @Override
  public Optional<JsonNode> shown(AppName name) {
    return view.apply(name);
  }

  private static boolean isOwn(Application application) {
    var destination = application.spec().destination();
    return destination.server().equals(Connections.IN_CLUSTER)
        || destination.name().equals("in-cluster")
        || destination.server().isEmpty() && destination.name().isEmpty();
  }

  @Override
  public Destination destination(Application application) {
    try {
      return isOwn(application)
          ? new ClusterDestination(own.get(), sandbox ? Duration.ZERO : REACTION)
          : new ClusterDestination(other(application), REACTION);
    } catch (KubeFailure e) {
      throw new DestinationFailure(e.code(), String.valueOf(e.getMessage()));
    }
  }

  private KubeApi other(Application application) {
    var destination = application.spec().destination();
    if (destination.name().isEmpty()) {
      throw KubeFailure.senseless(
          "there is no cluster with server %s: expected %s, or the name of a context of the"
              + " kubeconfig",
          destination.server(), Connections.IN_CLUSTER);
    }
    if (kubeconfig.isBlank()) {
      throw KubeFailure.senseless(
          "there is no cluster named %s: expected in-cluster, as KUBECONFIG names no file",
          destination.name());
    }
    return opened.computeIfAbsent(
        destination.name(),
        name ->
            new KubeApi(
                Connections.kubeconfig(Path.of(kubeconfig.split(File.pathSeparator)[0]), name)));
  }

  @Override
  public Cluster cluster(Application application) {
    var destination = application.spec().destination();
    return isOwn(application)
        ? new Cluster("in-cluster", Connections.IN_CLUSTER, "")
        : new Cluster(destination.name(), destination.server(), "");
  }

  @Override
  public HealthRules health() {
    return HEALTH;
  }

  @Override
  public CompareSettings comparing() {
    return CompareSettings.DEFAULT;
  }

  @Override
  public String controlNamespace() {
    return DeliveryResources.CONTROL_NAMESPACE;
  }

  @Override
  public Optional<JsonNode> find(AppId app, TaskResult result) {
    var application = applications.find(app);
    if (application.isEmpty()) {
      return Optional.empty();
    }
    var like =
        JsonNodeFactory.instance
            .objectNode()
            .put(
                "apiVersion",
                result.group().isEmpty()
                    ? result.version()
                    : result.group() + "/" + result.version())
            .put("kind", result.kind());
    var metadata = like.putObject("metadata").put("name", result.name());
    if (!result.namespace().isEmpty()) {
      metadata.put("namespace", result.namespace());
    }
    return destination(application.get()).find(like).map(found -> found);
  }

  @Override
  public Duration reactionTime(AppId app) {
    return applications
        .find(app)
        .map(application -> isOwn(application) && sandbox ? Duration.ZERO : REACTION)
        .orElse(REACTION);
  }

  @Override
  public void close() {
    opened.values().forEach(KubeApi::close);
  }
}
