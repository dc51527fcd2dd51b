package dev.tiphys.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Predicate;

/// Keeps files as they are, one object each.
final class Saving {
  private final ArtifactStore store;
  private final TransferLimits limits;
  private final Predicate<Path> wanted;
  private long files;
  private long bytes;

  Saving(ArtifactStore store, TransferLimits limits, Predicate<Path> wanted) {
    this.store = store;
    this.limits = limits;
    this.wanted = wanted;
  }

  void save(String key, Path source) throws IOException {
    if (Files.isDirectory(source)) {
      below(source, key, source.toRealPath());
    } else {
      one(key, source);
    }
  }

  private void below(Path directory, String key, Path root) throws IOException {
    for (var child : Transfer.children(directory, wanted)) {
      var name = key + "/" + child.getFileName();
      if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        below(child, name, root);
      } else if (isContent(child, root)) {
        one(name, child);
      }
    }
  }

  /// Objects cannot be links: what a link leads to inside of the directory is kept in its place.
  private static boolean isContent(Path file, Path root) throws IOException {
    return Files.isRegularFile(file)
        && (!Files.isSymbolicLink(file) || file.toRealPath().startsWith(root));
  }

  private void one(String key, Path file) throws IOException {
    limits.archive().requireEntries(++files);
    bytes += Files.size(file);
    limits.archive().requireBytes(bytes);
    store.save(key, file);
  }
}
