package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.delivery.actions.ResourceActions;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.dependencies.AppName;
import dev.tiphys.delivery.health.HealthRules;
import dev.tiphys.delivery.project.Cluster;
import dev.tiphys.delivery.settings.ArgoSettings;
import dev.tiphys.delivery.sync.AutoSync;
import dev.tiphys.doorway.Applications;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.TaskResult;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// What stands around the applications of a host: its clusters, its projects, and how it is set up.
public final class Clusters implements Surroundings, Live, AutoCloseable {
  private final Applications applications;
  private final Function<String, Optional<AppProject>> projects;
  private final ClusterPool pool;
  private final Supplier<ArgoSettings> settings;
  private final String controlNamespace;
  private final Function<AppName, Optional<JsonNode>> view;

  /// @param projects finds a project by its name
  /// @param view shows an application with its status
  public Clusters(
      Applications applications,
      Function<String, Optional<AppProject>> projects,
      ClusterPool pool,
      Supplier<ArgoSettings> settings,
      String controlNamespace,
      Function<AppName, Optional<JsonNode>> view) {
    this.applications = applications;
    this.projects = projects;
    this.pool = pool;
    this.settings = settings;
    this.controlNamespace = controlNamespace;
    this.view = view;
  }

  @Override
  public Optional<AppProject> project(String name) {
    return projects.apply(name).map(this::inherited);
  }

  /// With what it inherits (C209).
  private AppProject inherited(AppProject project) {
    var global = settings.get().globalProjects();
    var others = new HashMap<String, AppProject>();
    for (var entry : global.entries()) {
      projects
          .apply(entry.projectName())
          .ifPresent(other -> others.put(entry.projectName(), other));
    }
    return others.isEmpty()
        ? project
        : new AppProject(project.metadata(), global.rules(project, others).spec(), project.json());
  }

  @Override
  public Optional<JsonNode> shown(AppName name) {
    return view.apply(name);
  }

  @Override
  public Destination destination(Application application) {
    return asking(() -> pool.connect(application.spec().destination()));
  }

  @Override
  public Cluster cluster(Application application) {
    return asking(() -> pool.cluster(application.spec().destination()));
  }

  private static <T> T asking(Supplier<T> asking) {
    try {
      return asking.get();
    } catch (KubeFailure e) {
      throw new DestinationFailure(e.code(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public HealthRules health() {
    return settings.get().health();
  }

  @Override
  public CompareSettings comparing() {
    return settings.get().comparing();
  }

  @Override
  public AutoSync.Healing healing() {
    return AutoSync.Healing.of(parameters());
  }

  @Override
  public boolean serverSideDiff() {
    return Boolean.parseBoolean(parameters().get("controller.diff.server.side"));
  }

  private Map<String, String> parameters() {
    return settings.get().configMap("argocd-cmd-params-cm");
  }

  /// What can be done with live objects.
  public ResourceActions actions() {
    return settings.get().actions();
  }

  @Override
  public String controlNamespace() {
    return controlNamespace;
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
        .map(application -> pool.reaction(application.spec().destination()))
        .orElse(Duration.ofSeconds(2));
  }

  @Override
  public void close() {
    pool.close();
  }
}
