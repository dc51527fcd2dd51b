package dev.tiphys.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.application.Directory;
import dev.tiphys.sources.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/// Renders applications.
public final class Renderer implements AutoCloseable {
  private static final Directory PLAIN =
      new Directory(false, "", "", new Directory.Jsonnet(List.of(), List.of(), List.of()));

  private final RenderSettings settings;
  private final Workers workers;
  private final HelmCharts charts;
  private final Fetches fetches;

  /// What a rendering may have fetched from elsewhere; tools themselves fetch nothing.
  public interface Fetches {
    /// A packed chart that another one depends on.
    ///
    /// @param repository an address, or `@name`
    byte[] chart(String repository, String name, String version);

    /// A file of values on the web.
    byte[] file(String url);

    /// Whoever renders without a network.
    Fetches NONE =
        new Fetches() {
          @Override
          public byte[] chart(String repository, String name, String version) {
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
    this(settings, Fetches.NONE);
  }

  /// @param fetches brings what else is needed
  public Renderer(RenderSettings settings, Fetches fetches) {
    this.settings = settings;
    this.fetches = fetches;
    this.workers = new Workers(settings.limits(), Runtime.getRuntime().availableProcessors());
    this.charts =
        new HelmCharts(
            workers, new HelmDependencies(fetches::chart, settings.limits()), settings.limits());
  }

  /// The manifests of all sources, in their order (C017).
  ///
  /// @throws RenderFailure if a source has none, with the reason
  /// @throws dev.tiphys.sources.SourceFailure if a file cannot be read, or lies outside of its
  ///     repository
  public Rendered render(RenderRequest request) {
    List<ObjectNode> manifests = new ArrayList<>();
    List<String> types = new ArrayList<>();
    for (var input : request.inputs()) {
      var source = input.source();
      if (source.path().isEmpty() && source.chart().isEmpty()) {
        // Others refer to it, and that is all that it is for.
        continue;
      }
      var one = source(request, input);
      manifests.addAll(one.objects());
      types.add(one.type().toString());
      if (manifests.size() > settings.limits().objects()) {
        throw new RenderFailure("more than %d objects", settings.limits().objects());
      }
    }
    return new Rendered(manifests, types, 0);
  }

  private record One(SourceType type, List<ObjectNode> objects) {}

  private One source(RenderRequest request, RenderRequest.Input input) {
    var journal = new Journal();
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
                  source.kustomize(), tree, directory, kustomize(source), environment);
          case PLUGIN -> throw new RenderFailure("sources of type %s are not rendered yet", type);
        };
    return new One(type, Manifests.flattened(objects, settings.limits()));
  }

  private SourceType type(ApplicationSource source, Tree tree, Tree.Entry directory) {
    var type = source.isHelm() ? SourceType.HELM : SourceType.of(source, tree, directory);
    return settings.disabled().contains(type) ? SourceType.DIRECTORY : type;
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

  private KustomizeSource.Tool kustomize(ApplicationSource source) {
    var version = source.kustomize() == null ? "" : source.kustomize().version();
    return new KustomizeSource.Tool(
        KustomizeProgram.of(version, settings.kustomizePrograms()),
        settings.kustomizeOptions(),
        settings.limits());
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
            fetches::file,
            settings.limits());
    return new HelmSource(
        source.helm(), request.app(), request.cluster(), charts, files, environment);
  }

  private List<ObjectNode> plain(
      ApplicationSource source, Tree tree, Tree.Entry directory, BuildEnvironment environment) {
    var options = source.directory() == null ? PLAIN : source.directory();
    var jsonnet =
        new JsonnetSource(
            options.jsonnet(), tree, directory.path(), environment, workers, settings.limits());
    return DirectorySource.render(
        options,
        tree,
        directory,
        settings.limits(),
        file -> settings.jsonnet() ? jsonnet.evaluate(file) : List.of());
  }

  @Override
  public void close() {
    workers.close();
  }
}
