package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.Input;
import dev.tiphys.delivery.settings.ArgoSettings;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.application.ApplicationSpec;
import dev.tiphys.language.workflow.MalformedResourceException;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlNode;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.render.Cluster;
import dev.tiphys.render.RenderCache;
import dev.tiphys.render.RenderFailure;
import dev.tiphys.render.RenderRequest;
import dev.tiphys.render.RenderSettings;
import dev.tiphys.render.RenderedApp;
import dev.tiphys.render.Renderer;
import dev.tiphys.render.SourceFetches;
import dev.tiphys.sources.RepositorySecrets;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.git.GitFolder;
import dev.tiphys.sources.tree.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Renders without a server.
final class LocalRendering implements AutoCloseable {
  private final Wanted wanted;
  private final Path cache;
  private final Sources sources;
  private final Renderer renderer;
  private @Nullable GitFolder opened;

  /// What the command line says.
  record Wanted(
      @Nullable String place,
      @Nullable String application,
      SourceOptions options,
      @Nullable String name,
      String namespace,
      String project,
      String kubeVersion,
      List<String> apiVersions,
      List<String> settings) {}

  private LocalRendering(Wanted wanted) throws IOException {
    this.wanted = wanted;
    cache = Files.createTempDirectory("tiphys-sources-");
    List<JsonNode> objects = new ArrayList<>();
    for (var file : wanted.settings()) {
      objects.addAll(documents(file));
    }
    List<String> problems = new ArrayList<>();
    var repositories = RepositorySecrets.of(objects, problems);
    if (!problems.isEmpty()) {
      throw new BadInput(String.join("\n", problems));
    }
    sources = Sources.in(cache, () -> repositories);
    var settings = settings(objects);
    renderer =
        new Renderer(
            () -> settings,
            new SourceFetches(sources),
            RenderCache.inMemory(),
            InstantSource.system());
  }

  private static RenderSettings settings(List<JsonNode> objects) {
    try {
      return RenderSettings.of(ArgoSettings.of(objects));
    } catch (RenderFailure | IllegalArgumentException e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
  }

  /// The objects, in their order.
  ///
  /// @throws BadInput if what the user wrote makes no sense
  static List<ObjectNode> render(Wanted wanted) throws IOException {
    try (var rendering = new LocalRendering(wanted)) {
      return rendering.render();
    } catch (MalformedResourceException e) {
      throw new BadInput(e.getMessage());
    }
  }

  /// The objects that an application would have if its source were a folder of this machine.
  ///
  /// @throws BadInput if there is no such folder
  static List<ObjectNode> ofFolder(Application application, String folder) throws IOException {
    var wanted =
        new Wanted(
            folder,
            null,
            new SourceOptions(),
            application.name(),
            application.spec().destination().namespace(),
            application.spec().project(),
            "",
            List.of(),
            List.of());
    try (var rendering = new LocalRendering(wanted)) {
      ObjectNode source = application.spec().effectiveSources().getFirst().json().deepCopy();
      source.remove(List.of("path", "targetRevision"));
      var input = rendering.local(ApplicationSource.from(source), folder);
      return rendering.render(application, List.of(input));
    } catch (MalformedResourceException e) {
      throw new BadInput(e.getMessage());
    }
  }

  private static List<JsonNode> documents(String file) {
    try {
      return YamlReader.read(Input.read(file, System.in), file).stream()
          .map(YamlNode::toJson)
          .toList();
    } catch (MalformedYamlException e) {
      throw new BadInput("%s:%d: column %d: %s".formatted(file, e.line(), e.column(), e.problem()));
    }
  }

  private List<ObjectNode> render() {
    var written = wanted.application();
    var application = written == null ? null : application(written);
    return render(
        application, application == null ? List.of(fromOptions()) : inputs(application.spec()));
  }

  private List<ObjectNode> render(
      @Nullable Application application, List<RenderRequest.Input> inputs) {
    var name = wanted.name() != null ? wanted.name() : defaultName(application, inputs);
    var namespace =
        application == null || application.spec().destination().namespace().isEmpty()
            ? wanted.namespace()
            : application.spec().destination().namespace();
    var project = application == null ? wanted.project() : application.spec().project();
    return renderer
        .render(
            new RenderRequest(
                new RenderedApp(name, name, project, namespace),
                inputs,
                new Cluster(wanted.kubeVersion(), wanted.apiVersions()),
                true))
        .manifests();
  }

  private static Application application(String file) {
    return documents(file).stream()
        .filter(document -> document.path("kind").asText().equals("Application"))
        .map(Application::from)
        .findFirst()
        .orElseThrow(() -> new BadInput(file + ": expected an Application, found none"));
  }

  private static String defaultName(
      @Nullable Application application, List<RenderRequest.Input> inputs) {
    if (application != null && !application.name().isEmpty()) {
      return application.name();
    }
    var source = inputs.getFirst().source();
    var path = source.chart().isEmpty() ? source.path() : source.chart();
    var from = path.equals(".") || path.isEmpty() ? source.repoURL() : path;
    var name =
        from.replaceFirst("[.]git$", "")
            .replaceFirst("/+$", "")
            .replaceFirst(".*/", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9-]+", "-")
            .replaceAll("^-+|-+$", "");
    return name.isEmpty() ? "app" : name;
  }

  private List<RenderRequest.Input> inputs(ApplicationSpec spec) {
    var all = spec.effectiveSources();
    if (all.isEmpty()) {
      throw new BadInput("spec: expected source or sources, found neither");
    }
    List<RenderRequest.Input> inputs = new ArrayList<>();
    for (var source : all) {
      ObjectNode json = source.json().deepCopy();
      wanted.options().apply(json);
      var changed = ApplicationSource.from(json);
      inputs.add(isLocal() ? local(changed, "") : remote(changed, spec.project()));
    }
    return inputs;
  }

  private boolean isLocal() {
    return wanted.place() != null && !isAddress(wanted.place());
  }

  private static boolean isAddress(String place) {
    return place.contains("://") || place.matches("[A-Za-z0-9._-]+@[^/]+:.*");
  }

  private RenderRequest.Input fromOptions() {
    var place = String.valueOf(wanted.place());
    var json = JsonNodeFactory.instance.objectNode().put("repoURL", place);
    wanted.options().apply(json);
    if (!isAddress(place)) {
      return local(ApplicationSource.from(json), place);
    }
    if (!json.has("path") && !json.has("chart")) {
      json.put("path", ".");
    }
    return remote(ApplicationSource.from(json), wanted.project());
  }

  /// Files of this machine.
  ///
  /// @param folder that of the application; empty if the source says it
  private RenderRequest.Input local(ApplicationSource source, String folder) {
    var start = Path.of(String.valueOf(wanted.place()));
    if (!Files.isDirectory(start)) {
      throw new BadInput(start + ": no such folder");
    }
    var place = real(start);
    var root = GitFolder.around(place).orElse(place);
    ObjectNode json = source.json().deepCopy();
    if (!folder.isEmpty()) {
      var path = source.path().isEmpty() ? place : place.resolve(source.path()).normalize();
      if (!path.startsWith(root)) {
        throw new BadInput("--path: '%s' leads out of %s".formatted(source.path(), root));
      }
      var relative = root.relativize(path).toString();
      json.put("path", relative.isEmpty() ? "." : relative);
    }
    json.put("repoURL", root.toString());
    json.remove("chart");
    var revision = source.targetRevision();
    if (revision.isEmpty() || folder.isEmpty()) {
      return new RenderRequest.Input(ApplicationSource.from(json), FolderTree.of(root), "");
    }
    var git = opened == null ? GitFolder.open(root) : opened;
    opened = git;
    var commit = git.commit(revision);
    return new RenderRequest.Input(ApplicationSource.from(json), commit.tree(), commit.id());
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw new BadInput(folder + ": cannot be read");
    }
  }

  private RenderRequest.Input remote(ApplicationSource source, String project) {
    var revision = sources.listing().resolve(source, project);
    return new RenderRequest.Input(source, sources.tree(source, revision, project), revision);
  }

  @Override
  public void close() {
    renderer.close();
    sources.close();
    if (opened != null) {
      opened.close();
    }
    try (var files = Files.walk(cache)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It is a temporary folder of this machine.
    }
  }
}
