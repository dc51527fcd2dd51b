package dev.tiphys.log.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The folders of a directory store, and which names in them survive a power failure: those that
/// were there when the folder was last synced.
final class Folders {
  /// A folder that nobody has touched for so long has been synced by whoever did.
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private static final int KEPT_MAX = 100_000;

  private final Path root;
  private final boolean synced;

  /// Folders whose own names are known to be kept. Forgetting one costs a sync.
  private final Set<Path> kept = ConcurrentHashMap.newKeySet();

  Folders(Path root, boolean synced) {
    this.root = root;
    this.synced = synced;
  }

  /// Makes a folder and those above it. Usually it is there, which costs the least.
  static void make(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  /// Makes a folder and those above it; their names are kept once this returns.
  void makeKept(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    var parent = folder.getParent();
    if (parent != null) {
      makeKept(parent);
    }
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      // Another writer was faster; it may not have synced yet, so sync as well.
    }
    if (synced && parent != null) {
      sync(parent);
    }
  }

  /// Keeps the names of these files, and of the folders above them, with one sync a folder.
  void keep(Collection<Path> files) throws IOException {
    if (!synced) {
      return;
    }
    var folders = new LinkedHashSet<Path>();
    files.forEach(file -> addAbove(file, folders));
    var done = new LinkedHashSet<Path>();
    for (var folder : folders) {
      try {
        sync(folder);
        done.add(folder);
      } catch (NoSuchFileException e) {
        // What is gone need not be kept.
      }
    }
    if (kept.size() > KEPT_MAX) {
      kept.clear();
    }
    for (var folder : done) {
      if (done.contains(folder.getParent())) {
        kept.add(folder);
      }
    }
  }

  /// Keeps the name of a file that somebody else may have made only now. Whatever follows from
  /// reading it is kept, so it must be as well.
  void keepIfNew(Path file) throws IOException {
    if (synced
        && Files.getLastModifiedTime(file.getParent())
            .toInstant()
            .isAfter(Instant.now().minus(SETTLED))) {
      keep(Set.of(file));
    }
  }

  /// The folder of `file`, and above it those that hold a folder whose name may not be kept.
  private void addAbove(Path file, Set<Path> folders) {
    var folder = file.getParent();
    folders.add(folder);
    while (!folder.equals(root) && !kept.contains(folder)) {
      folder = folder.getParent();
      folders.add(folder);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
