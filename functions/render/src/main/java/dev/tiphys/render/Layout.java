package dev.tiphys.render;

import dev.tiphys.sources.tree.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// A copy of some files of a tree, for a tool to read. What is not laid out a tool cannot see, and
/// what is laid out counts as read. Links stay links; none leads out.
final class Layout implements AutoCloseable {
  private final Path folder;
  private final RenderLimits limits;
  private final Set<String> whole = new HashSet<>();
  private long bytes;
  private long entries;

  Layout(RenderLimits limits) {
    this.limits = limits;
    try {
      folder = Files.createTempDirectory("tiphys-render-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where the root of the tree is.
  Path root() {
    return folder.resolve("root");
  }

  /// A place beside the tree, for what is made up for the tool.
  Path beside(String name) {
    return folder.resolve(name);
  }

  /// Lays out what `path` leads to, with all links on the way; of a directory, all below it.
  ///
  /// @throws dev.tiphys.sources.SourceFailure if it leads out of the tree
  void place(Tree tree, String path) {
    // Refuses what leads out before anything is written.
    var found = tree.find(path);
    try {
      Files.createDirectories(root());
      walk(tree, path);
      if (found.isPresent() && found.get().kind() == Tree.Kind.DIRECTORY) {
        Journal.whole(tree, found.get());
        all(tree, found.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lays out a link and where it leads, but not what is below.
  void placeLink(Tree tree, String path) {
    tree.find(path);
    try {
      Files.createDirectories(root());
      walk(tree, path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lays out the files that lie in a directory itself, not those below.
  void placeFiles(Tree tree, Tree.Entry directory) {
    try {
      Files.createDirectories(host(directory.path()));
      for (var child : tree.children(directory)) {
        if (child.kind() != Tree.Kind.DIRECTORY && child.kind() != Tree.Kind.OTHER) {
          tree.find(child.path());
          walk(tree, child.path());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path host(String path) {
    return path.isEmpty() ? root() : root().resolve(path);
  }

  private void walk(Tree tree, String path) throws IOException {
    Deque<String> left = new ArrayDeque<>(Tree.segments(path));
    var at = "";
    while (!left.isEmpty()) {
      var step = left.removeFirst();
      if (step.equals("..")) {
        at = Tree.parent(at);
        continue;
      }
      var entry = tree.at(Tree.join(at, step)).orElse(null);
      if (entry == null) {
        return;
      }
      if (entry.kind() == Tree.Kind.LINK) {
        var target = tree.linkTarget(entry);
        link(entry, target);
        var steps = Tree.segments(target);
        for (var i = steps.size() - 1; i >= 0; i--) {
          left.addFirst(steps.get(i));
        }
      } else {
        at = entry.path();
        one(tree, entry);
      }
    }
  }

  private void link(Tree.Entry link, String target) throws IOException {
    var place = host(link.path());
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      count();
      Files.createSymbolicLink(place, Path.of(target));
    }
  }

  private void one(Tree tree, Tree.Entry entry) throws IOException {
    var place = host(entry.path());
    switch (entry.kind()) {
      case DIRECTORY -> {
        if (!Files.exists(place)) {
          count();
          Files.createDirectories(place);
        }
      }
      case FILE, PROGRAM -> {
        if (!Files.exists(place)) {
          count();
          var content = tree.read(entry, limits.fileBytes());
          bytes += content.length;
          if (bytes > limits.copiedBytes()) {
            throw new RenderFailure("more than %d bytes of files", limits.copiedBytes());
          }
          Files.write(place, content);
          if (entry.kind() == Tree.Kind.PROGRAM) {
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
      case LINK, OTHER -> {}
    }
  }

  private void count() {
    if (++entries > limits.copiedEntries()) {
      throw new RenderFailure("more than %d files", limits.copiedEntries());
    }
  }

  private void all(Tree tree, Tree.Entry directory) throws IOException {
    if (!whole.add(directory.path())) {
      return;
    }
    for (var child : tree.children(directory)) {
      switch (child.kind()) {
        case DIRECTORY -> {
          one(tree, child);
          all(tree, child);
        }
        case LINK -> {
          tree.find(child.path());
          walk(tree, child.path());
        }
        case FILE, PROGRAM -> one(tree, child);
        case OTHER -> {}
      }
    }
  }

  /// Replaces a file of the copy.
  void replace(String path, byte[] content) {
    try {
      var place = host(path);
      Files.deleteIfExists(place);
      Files.write(place, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.getLogger(Layout.class.getName())
          .log(System.Logger.Level.WARNING, "{0} could not be removed", folder);
    }
  }
}
