package dev.tiphys.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tiphys.language.revision.Constraint;
import dev.tiphys.language.revision.Version;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.render.Renderer.Access;
import dev.tiphys.sources.tree.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The charts that a chart needs and does not bring along (C032): those of the same repository are
/// copied, those of other ones fetched, as `helm dependency build` would. Helm itself never gets to
/// the network.
final class HelmDependencies {
  private static final int DEPENDENCIES_MAX = 200;
  private static final long BYTES_MAX = 4 << 20;
  private static final String FILE = "file://";

  /// Fetches charts from repositories that an application may use.
  interface Remote {
    /// A packed chart.
    ///
    /// @param access whose credentials may be used, and where
    /// @param repository an address, or `@name`
    /// @param version exact, or a constraint
    byte[] fetch(Access access, String repository, String name, String version);
  }

  private final Remote remote;
  private final RenderLimits limits;

  HelmDependencies(Remote remote, RenderLimits limits) {
    this.remote = remote;
    this.limits = limits;
  }

  private record Dependency(String name, String version, String repository) {}

  private static JsonNode yaml(Tree tree, String path) {
    var entry = tree.find(path).filter(found -> found.kind().isFile());
    if (entry.isEmpty()) {
      return MissingNode.getInstance();
    }
    try {
      var documents = YamlReader.readLastOfKeys(tree.read(entry.get(), BYTES_MAX), path);
      return documents.isEmpty() ? MissingNode.getInstance() : documents.getFirst().toJson();
    } catch (MalformedYamlException e) {
      throw new RenderFailure("%s", e.getMessage());
    }
  }

  /// Those of `Chart.yaml`, or of `requirements.yaml` as older charts have it.
  private static List<Dependency> of(Tree tree, String directory) {
    var list = list(yaml(tree, Tree.join(directory, "Chart.yaml")));
    return list.isEmpty() ? list(yaml(tree, Tree.join(directory, "requirements.yaml"))) : list;
  }

  private static Optional<List<Dependency>> locked(Tree tree, String directory) {
    for (var name : List.of("Chart.lock", "requirements.lock")) {
      var lock = yaml(tree, Tree.join(directory, name));
      if (lock.isObject()) {
        return Optional.of(list(lock));
      }
    }
    return Optional.empty();
  }

  private static List<Dependency> list(JsonNode chart) {
    List<Dependency> dependencies = new ArrayList<>();
    for (var entry : chart.path("dependencies")) {
      if (dependencies.size() == DEPENDENCIES_MAX) {
        throw new RenderFailure("a chart has more than %d dependencies", DEPENDENCIES_MAX);
      }
      var name = entry.path("name").asText();
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
        throw new RenderFailure("a chart depends on '%s', which is no name", Tree.shown(name));
      }
      dependencies.add(
          new Dependency(name, entry.path("version").asText(), entry.path("repository").asText()));
    }
    return dependencies;
  }

  /// Those that are not in `charts`.
  private static List<Dependency> missing(Tree tree, Tree.Entry directory) {
    var charts = tree.find(Tree.join(directory.path(), "charts"));
    List<String> names =
        charts.filter(found -> found.kind() == Tree.Kind.DIRECTORY).stream()
            .flatMap(found -> tree.children(found).stream())
            .map(Tree.Entry::name)
            .toList();
    return of(tree, directory.path()).stream()
        .filter(
            dependency ->
                names.stream()
                    .noneMatch(
                        name ->
                            name.equals(dependency.name())
                                || name.startsWith(dependency.name() + "-")
                                    && name.endsWith(".tgz")))
        .toList();
  }

  /// The directories of the same repository that a chart depends on, and those that they do.
  List<Tree.Entry> neighbours(Tree tree, Tree.Entry directory) {
    List<Tree.Entry> found = new ArrayList<>();
    neighbours(tree, directory, found);
    return found;
  }

  private static void neighbours(Tree tree, Tree.Entry directory, List<Tree.Entry> found) {
    for (var dependency : missing(tree, directory)) {
      if (dependency.repository().startsWith(FILE)) {
        var neighbour = neighbour(tree, directory, dependency);
        if (!found.contains(neighbour)) {
          if (found.size() == DEPENDENCIES_MAX) {
            throw new RenderFailure("a chart has more than %d dependencies", DEPENDENCIES_MAX);
          }
          found.add(neighbour);
          neighbours(tree, neighbour, found);
        }
      }
    }
  }

  private static Tree.Entry neighbour(Tree tree, Tree.Entry directory, Dependency dependency) {
    var path = dependency.repository().substring(FILE.length());
    if (path.startsWith("/")) {
      throw new RenderFailure(
          "the chart '%s' at '%s' is outside of the repository",
          dependency.name(), Tree.shown(dependency.repository()));
    }
    return tree.find(directory.path().isEmpty() ? path : directory.path() + "/" + path)
        .filter(entry -> entry.kind() == Tree.Kind.DIRECTORY)
        .orElseThrow(
            () ->
                new RenderFailure(
                    "there is no chart '%s' at '%s'",
                    dependency.name(), Tree.shown(dependency.repository())));
  }

  /// Whether the same files mean the same charts at any time.
  boolean isFixed(Tree tree, Tree.Entry directory) {
    return locked(tree, directory.path()).isPresent()
        || missing(tree, directory).stream()
            .allMatch(dependency -> dependency.repository().startsWith(FILE));
  }

  /// Puts what is missing into `charts` of a copy of the chart.
  void bring(Tree tree, Tree.Entry directory, Path copy, Access access) {
    try {
      bring(tree, directory, copy, access, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void bring(Tree tree, Tree.Entry directory, Path copy, Access access, int depth)
      throws IOException {
    if (depth > DEPENDENCIES_MAX) {
      throw new RenderFailure("the chart in '%s' depends on itself", directory.path());
    }
    var missing = missing(tree, directory);
    if (missing.isEmpty()) {
      return;
    }
    var charts = Files.createDirectories(copy.resolve("charts"));
    var locked = locked(tree, directory.path());
    locked.ifPresent(lock -> requireInStep(of(tree, directory.path()), lock));
    for (var dependency : missing) {
      if (dependency.repository().startsWith(FILE)) {
        var neighbour = neighbour(tree, directory, dependency);
        var target = charts.resolve(dependency.name());
        try (var layout = new Layout(limits)) {
          layout.place(tree, neighbour.path());
          copy(layout.root().resolve(neighbour.path()), target);
        }
        bring(tree, neighbour, target, access, depth + 1);
      } else if (dependency.repository().isEmpty()) {
        throw new RenderFailure(
            "the chart '%s' is neither in 'charts' nor has it a repository", dependency.name());
      } else {
        var version =
            locked.stream()
                .flatMap(List::stream)
                .filter(lock -> lock.name().equals(dependency.name()))
                .map(Dependency::version)
                .findFirst()
                .orElse(dependency.version());
        var archive = charts.resolve(dependency.name() + "-0.tgz");
        Files.write(
            archive, remote.fetch(access, dependency.repository(), dependency.name(), version));
      }
    }
  }

  private static void requireInStep(List<Dependency> wanted, List<Dependency> locked) {
    var same =
        wanted.size() == locked.size()
            && wanted.stream()
                .allMatch(
                    dependency ->
                        locked.stream()
                            .anyMatch(
                                lock ->
                                    lock.name().equals(dependency.name())
                                        && fits(dependency.version(), lock.version())));
    if (!same) {
      throw new RenderFailure(
          "the lock file (Chart.lock) is out of sync with the dependencies of Chart.yaml: update"
              + " the dependencies");
    }
  }

  private static boolean fits(String constraint, String version) {
    return constraint.equals(version)
        || Constraint.of(constraint)
            .flatMap(range -> Version.of(version).map(range::fits))
            .orElse(false);
  }

  /// Links are followed: each was checked when it was laid out.
  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
