package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.doorway.Applications;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The Applications of a host: those in its store, and those that stand in the files that it was
/// started with.
public final class DeliveryResources implements Applications {
  /// Where Applications are that name no namespace, and all projects.
  public static final String CONTROL_NAMESPACE = "argocd";

  private static final System.Logger LOG = System.getLogger(DeliveryResources.class.getName());

  private static final String KIND = "Application";

  /// To read all of a thousand applications for each thing that one of them does is too much.
  private static final Duration RECENT = Duration.ofSeconds(1);

  private final Function<String, Optional<JsonNode>> projects;
  private final AtomicLong written = new AtomicLong();
  private volatile @Nullable Recent recent;

  /// All applications as they were read.
  ///
  /// @param writes how many there had been before
  private record Recent(Map<AppId, Application> all, long writes, long at) {}

  private final KeptResources kept;

  /// @param documents what stands in files
  /// @param projects finds an AppProject by its name
  public DeliveryResources(
      JsonObjects stored, List<JsonNode> documents, Function<String, Optional<JsonNode>> projects) {
    this.kept = new KeptResources(KIND, stored, documents);
    this.projects = projects;
  }

  /// The name of an object; empty if it has none.
  public static String name(JsonNode object) {
    return object.path("metadata").path("name").asText("");
  }

  /// The namespace of an object; empty if it has none.
  public static String namespace(JsonNode object) {
    return object.path("metadata").path("namespace").asText("");
  }

  /// Whether it stands in a file.
  public boolean isGiven(String namespace, String name) {
    return kept.isGiven(namespace, name);
  }

  /// An Application as it is written.
  public Optional<ObjectNode> get(String namespace, String name) {
    return kept.get(namespace, name);
  }

  /// All Applications as they are written.
  public List<ObjectNode> list() {
    return kept.list();
  }

  /// Keeps an Application, in the place of the one of its name.
  public void put(ObjectNode object) {
    kept.put(object);
    written.incrementAndGet();
  }

  /// Keeps it no longer.
  public void delete(String namespace, String name) {
    kept.delete(namespace, name);
    written.incrementAndGet();
  }

  /// Calls `written` with namespace and name whenever one was kept, replaced or deleted.
  public void listen(BiConsumer<String, String> written) {
    kept.listen(written);
  }

  /// Which application an object is.
  public static AppId id(JsonNode application) {
    return new AppId(
        namespace(application),
        name(application),
        application.path("metadata").path("uid").asText(""));
  }

  @Override
  public Optional<Application> find(AppId app) {
    return get(app.namespace(), app.name())
        .filter(object -> object.path("metadata").path("uid").asText().equals(app.uid()))
        .map(Application::from);
  }

  /// As they were at most [#RECENT] ago: whoever writes through another process is seen then.
  @Override
  public Map<AppId, Application> all() {
    var now = System.nanoTime();
    var writes = written.get();
    var known = recent;
    if (known != null && known.writes() == writes && now - known.at() < RECENT.toNanos()) {
      return known.all();
    }
    Map<AppId, Application> all = new LinkedHashMap<>();
    for (var object : list()) {
      try {
        all.put(id(object), Application.from(object));
      } catch (IllegalArgumentException e) {
        LOG.log(Level.WARNING, "application {0} is left out: {1}", name(object), e.getMessage());
      }
    }
    var found = Collections.unmodifiableMap(all);
    recent = new Recent(found, writes, now);
    return found;
  }

  /// A project; `default` is there even if nobody has written it, and permits everything.
  public Optional<AppProject> project(String name) {
    return projects
        .apply(name)
        .or(() -> name.equals("default") ? Optional.of(defaultProject()) : Optional.empty())
        .map(AppProject::from);
  }

  /// The project that is there even if nobody has written it.
  public static ObjectNode defaultProject() {
    var project =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", "argoproj.io/v1alpha1")
            .put("kind", "AppProject");
    project.putObject("metadata").put("name", "default").put("namespace", CONTROL_NAMESPACE);
    var spec = project.putObject("spec");
    spec.putArray("sourceRepos").add("*");
    spec.putArray("destinations").addObject().put("server", "*").put("namespace", "*");
    spec.putArray("clusterResourceWhitelist").addObject().put("group", "*").put("kind", "*");
    return project;
  }
}
