package dev.tiphys.render;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.application.Directory;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.tree.Tree;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Renders applications.
public final class Renderer implements AutoCloseable {
  private static final Directory PLAIN =
      new Directory(false, "", "", new Directory.Jsonnet(List.of(), List.of(), List.of()));

  /// Another one whenever the same input would be rendered otherwise.
  private static final int RULES = 2;

  /// No variable of the build environment is called so.
  private static final String CLUSTER = "%cluster";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<RenderSettings> settings;
  private final Fetches fetches;
  private final RenderCache cache;
  private final InstantSource clock;
  private final AtomicReference<FailurePause> pause = new AtomicReference<>(FailurePause.NONE);
  private @Nullable HelmCharts charts;

  /// With what something is fetched.
  ///
  /// @param project whose credentials may be used
  /// @param passes whether they go to other hosts than that of a repository too (C030)
  public record Access(String project, boolean passes) {}

  /// What a rendering may have fetched from elsewhere; tools themselves fetch nothing.
  public interface Fetches {
    /// A packed chart that another one depends on.
    ///
    /// @param access whose credentials may be used, and where
    /// @param repository an address, or `@name`
    byte[] chart(Access access, String repository, String name, String version);

    /// A file of values on the web.
    byte[] file(String url);

    /// Whoever renders without a network.
    Fetches NONE =
        new Fetches() {
          @Override
          public byte[] chart(Access access, String repository, String name, String version) {
            throw new RenderFailure(
                "the chart '%s' of '%s' is not in 'charts' and is not fetched", name, repository);
          }

          @Override
          public byte[] file(String url) {
            throw new RenderFailure("'%s' is not fetched", url);
          }
        };
  }

  /// One that renders only what lies in the sources themselves.
  public Renderer(RenderSettings settings) {
    this(() -> settings, Fetches.NONE, RenderCache.inMemory(), InstantSource.system());
  }

  /// @param settings as they are at the moment
  /// @param fetches brings what else is needed
  /// @param clock when to try again what has failed too often
  public Renderer(
      Supplier<RenderSettings> settings, Fetches fetches, RenderCache cache, InstantSource clock) {
    this.settings = settings;
    this.fetches = fetches;
    this.cache = cache;
    this.clock = clock;
  }

  private RenderSettings settings() {
    return settings.get();
  }

  private RenderLimits limits() {
    return settings.get().limits();
  }

  /// The workers are there from the first time that they are needed.
  private synchronized HelmCharts charts() {
    var known = charts;
    if (known == null) {
      known =
          new HelmCharts(
              new Workers(limits(), Runtime.getRuntime().availableProcessors()),
              new HelmDependencies(fetches::chart, limits()),
              limits());
      charts = known;
    }
    return known;
  }

  /// The manifests of all sources, in their order (C017).
  ///
  /// @throws RenderFailure if a source has none, with the reason
  /// @throws SourceFailure if a file cannot be read, or lies outside of its repository
  public Rendered render(RenderRequest request) {
    List<ObjectNode> manifests = new ArrayList<>();
    List<String> types = new ArrayList<>();
    var fromCache = 0;
    for (var input : request.inputs()) {
      var source = input.source();
      if (source.path().isEmpty() && source.chart().isEmpty()) {
        // Others refer to it, and that is all that it is for.
        continue;
      }
      var one = known(request, input);
      manifests.addAll(one.objects());
      types.add(one.type().toString());
      fromCache += one.known() ? 1 : 0;
      if (manifests.size() > limits().objects()) {
        throw new RenderFailure("more than %d objects", limits().objects());
      }
    }
    return new Rendered(manifests, types, fromCache);
  }

  private record One(SourceType type, List<ObjectNode> objects, boolean known) {}

  private One known(RenderRequest request, RenderRequest.Input input) {
    var question = question(request, input);
    if (!request.fresh()) {
      var variables = BuildEnvironment.variables(request.app(), input.source(), input.revision());
      var answer =
          cache.find(
              question,
              name ->
                  name.isEmpty()
                      ? Optional.of(input.tree())
                      : request.referred(name.substring(1)).map(RenderRequest.Input::tree),
              name ->
                  name.equals(CLUSTER)
                      ? request.cluster().get().digest()
                      : variables.getOrDefault(name, ""));
      if (answer.isPresent()) {
        return new One(answer.get().type(), answer.get().objects(), true);
      }
    }
    var attempt = question + " " + input.revision();
    if (!request.fresh()) {
      pause
          .get()
          .answer(attempt, clock.instant())
          .ifPresent(
              message -> {
                throw new RenderFailure("%s", message);
              });
    }
    try {
      var journal = new Journal();
      var one = source(request, input, journal);
      cache.put(question, one.type(), journal.found(), one.objects());
      pause.updateAndGet(known -> known.succeeded(attempt));
      return one;
    } catch (SourceFailure.Unavailable e) {
      throw e;
    } catch (RenderFailure | SourceFailure e) {
      pause.updateAndGet(
          known -> known.failed(attempt, String.valueOf(e.getMessage()), clock.instant()));
      throw e;
    }
  }

  /// Everything that the objects depend on besides files and variables.
  private String question(RenderRequest request, RenderRequest.Input input) {
    var parts = JSON.createObjectNode().put("rules", RULES);
    parts.set("source", input.source().json());
    parts.set("app", JSON.valueToTree(request.app()));
    parts.put("settings", settings.get().toString());
    var version = input.source().kustomize() == null ? "" : input.source().kustomize().version();
    var program =
        version.isEmpty()
            ? KustomizeProgram.here()
            : Optional.of(KustomizeProgram.of(version, settings.get().kustomizePrograms()));
    parts.put("kustomize", program.map(KustomizeProgram::id).orElse(""));
    return RenderCache.question(parts);
  }

  private One source(RenderRequest request, RenderRequest.Input input, Journal journal) {
    var tree = journal.watch("", input.tree());
    var directory = directory(tree, input.source());
    var source = Overrides.applied(input.source(), tree, directory.path(), request.app().name());
    var type = type(source, tree, directory);
    var environment = BuildEnvironment.of(request.app(), source, input.revision(), journal);
    var objects =
        switch (type) {
          case DIRECTORY -> plain(source, tree, directory, environment);
          case HELM ->
              helm(request, journal, source, tree, directory, environment).render(tree, directory);
          case KUSTOMIZE ->
              KustomizeSource.render(
                  source.kustomize(),
                  tree,
                  directory,
                  kustomize(request, journal, source),
                  environment);
          case PLUGIN ->
              plugins()
                  .render(source.plugin(), tree, directory, environment, cluster(request, journal));
        };
    return new One(type, Manifests.flattened(objects, limits()), false);
  }

  /// What it is counts as read.
  private static Cluster cluster(RenderRequest request, Journal journal) {
    var cluster = request.cluster().get();
    journal.variable(CLUSTER, cluster.digest());
    return cluster;
  }

  private PluginSource plugins() {
    return new PluginSource(settings.get().plugins(), limits());
  }

  private SourceType type(ApplicationSource source, Tree tree, Tree.Entry directory) {
    var type =
        source.isHelm()
            ? SourceType.HELM
            : source.explicitTypes().isEmpty() && plugins().discovered(tree, directory).isPresent()
                ? SourceType.PLUGIN
                : SourceType.of(source, tree, directory);
    return settings.get().disabled().contains(type) ? SourceType.DIRECTORY : type;
  }

  private static Tree.Entry directory(Tree tree, ApplicationSource source) {
    var path = source.isHelm() ? "" : source.path();
    var entry =
        tree.find(path).orElseThrow(() -> new RenderFailure("%s: app path does not exist", path));
    if (entry.kind() != Tree.Kind.DIRECTORY) {
      throw new RenderFailure("%s: app path is not a directory", path);
    }
    return entry;
  }

  private KustomizeSource.Tool kustomize(
      RenderRequest request, Journal journal, ApplicationSource source) {
    var version = source.kustomize() == null ? "" : source.kustomize().version();
    return new KustomizeSource.Tool(
        KustomizeProgram.of(version, settings.get().kustomizePrograms()),
        KustomizeOptions.of(
            settings.get().kustomizeOptions(version),
            source.kustomize(),
            () -> cluster(request, journal)),
        limits());
  }

  private HelmSource helm(
      RenderRequest request,
      Journal journal,
      ApplicationSource source,
      Tree tree,
      Tree.Entry directory,
      BuildEnvironment environment) {
    var files =
        new ValueFiles(
            tree,
            directory.path(),
            name ->
                request
                    .referred(name)
                    .filter(input -> !input.source().isHelm())
                    .map(input -> journal.watch("$" + name, input.tree())),
            environment::substitute,
            url -> {
              journal.passing(url);
              return fetches.file(url);
            },
            limits());
    return new HelmSource(
        source.helm(), request.app(), cluster(request, journal), charts(), files, environment);
  }

  private List<ObjectNode> plain(
      ApplicationSource source, Tree tree, Tree.Entry directory, BuildEnvironment environment) {
    var options = source.directory() == null ? PLAIN : source.directory();
    var jsonnet =
        new JsonnetSource(
            options.jsonnet(),
            tree,
            directory.path(),
            environment,
            () -> charts().workers(),
            limits());
    return DirectorySource.render(
        options,
        tree,
        directory,
        limits(),
        file -> settings.get().jsonnet() ? jsonnet.evaluate(file) : List.of());
  }

  @Override
  public synchronized void close() {
    if (charts != null) {
      charts.workers().close();
      charts = null;
    }
  }
}
