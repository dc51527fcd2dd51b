package dev.tiphys.render;

import dev.tiphys.render.Renderer.Access;
import dev.tiphys.sources.tree.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Charts that lie ready for workers. A chart that many applications use is laid out once.
final class HelmCharts {
  private static final int KEPT_MAX = 64;

  private final Workers workers;
  private final HelmDependencies dependencies;
  private final RenderLimits limits;
  private final Map<String, Prepared> ready = new LinkedHashMap<>(16, 0.75f, true);

  HelmCharts(Workers workers, HelmDependencies dependencies, RenderLimits limits) {
    this.workers = workers;
    this.dependencies = dependencies;
    this.limits = limits;
  }

  Workers workers() {
    return workers;
  }

  /// What a chart is prepared for.
  ///
  /// @param access to what it depends on
  /// @param withoutSchemas whether values are not checked
  record Wanted(Access access, boolean crds, boolean withoutSchemas, List<String> apiVersions) {}

  /// A chart that lies ready until it is closed.
  static final class Prepared implements AutoCloseable {
    private final Path folder;
    private final Path place;
    private int users;
    private boolean dropped;

    Prepared(Path folder, Path place) {
      this.folder = folder;
      this.place = place;
    }

    Path place() {
      return place;
    }

    private synchronized Prepared use() {
      users++;
      return this;
    }

    private synchronized void drop() {
      dropped = true;
      if (users == 0) {
        Workers.delete(folder);
      }
    }

    @Override
    public synchronized void close() {
      users--;
      if (dropped && users == 0) {
        Workers.delete(folder);
      }
    }
  }

  /// The chart in a directory.
  Prepared prepared(Tree tree, Tree.Entry directory, Wanted wanted) {
    Journal.whole(tree, directory);
    var neighbours = dependencies.neighbours(tree, directory);
    var id = new StringBuilder(tree.id(directory) + " " + directory.path() + " " + wanted);
    neighbours.forEach(
        neighbour -> {
          Journal.whole(tree, neighbour);
          id.append(' ').append(tree.id(neighbour));
        });
    if (!dependencies.isFixed(tree, directory)) {
      // What versions mean elsewhere can be something else the next time.
      Journal.passing(tree, "charts that " + directory.path() + " depends on");
      var once = lay(tree, directory, wanted).use();
      once.drop();
      return once;
    }
    synchronized (ready) {
      var known = ready.get(id.toString());
      if (known == null) {
        known = lay(tree, directory, wanted);
        ready.put(id.toString(), known);
        if (ready.size() > KEPT_MAX) {
          var oldest = ready.keySet().iterator().next();
          ready.remove(oldest).drop();
        }
      }
      return known.use();
    }
  }

  private Prepared lay(Tree tree, Tree.Entry directory, Wanted wanted) {
    var folder = workers.newFolder();
    try (var layout = new Layout(limits)) {
      layout.place(tree, directory.path());
      var root = folder.resolve("root");
      Files.move(layout.root(), root);
      var chart = root.resolve(directory.path()).normalize();
      dependencies.bring(tree, directory, chart, wanted.access());
      HelmChartCopy.prepare(
          chart, wanted.crds(), wanted.withoutSchemas(), wanted.apiVersions(), limits);
      return new Prepared(folder, chart);
    } catch (IOException e) {
      Workers.delete(folder);
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      Workers.delete(folder);
      throw e;
    }
  }
}
