package dev.tiphys.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.application.Directory;
import dev.tiphys.sources.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/// Renders applications.
public final class Renderer {
  private static final Directory PLAIN =
      new Directory(false, "", "", new Directory.Jsonnet(List.of(), List.of(), List.of()));

  private final RenderSettings settings;

  public Renderer(RenderSettings settings) {
    this.settings = settings;
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
          case DIRECTORY -> plain(source, tree, directory);
          case KUSTOMIZE ->
              KustomizeSource.render(
                  source.kustomize(), tree, directory, kustomize(source), environment);
          case HELM, PLUGIN ->
              throw new RenderFailure("sources of type %s are not rendered yet", type);
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

  private List<ObjectNode> plain(ApplicationSource source, Tree tree, Tree.Entry directory) {
    var options = source.directory() == null ? PLAIN : source.directory();
    return DirectorySource.render(
        options,
        tree,
        directory,
        settings.limits(),
        file -> {
          throw new RenderFailure("%s: Jsonnet is not rendered yet", file.path());
        });
  }
}
