package dev.tiphys.log.store;

import dev.tiphys.log.LogFailure.Unavailable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Objects as files below one directory, for one machine; several processes may share it.
///
/// An object is written to a file of its own, synced, and then linked to its name: a hard link is
/// made only if the name is free, so a SIGKILL leaves the whole object or none. The file system
/// must therefore know hard links. How names survive a power failure is [Unfinished]'s. Names are
/// such that keys differing only in case, and the keys `p` and `p/q`, live side by side anywhere
/// (see docs/log-format.md).
public final class DirectoryObjectStore implements ObjectStore {
  private static final long JOURNAL_BYTES_MAX = 4 << 20;
  private static final int TURNS = 1_024;

  private final Path root;
  private final Path unfinished;
  private final Folders folders;
  private final Unfinished files;
  private final List<ReentrantLock> turns =
      Stream.generate(ReentrantLock::new).limit(TURNS).toList();

  /// A store in `root`, which is made on the first write. With `synced`, what was written survives
  /// a power failure; without, only the death of the process.
  public DirectoryObjectStore(Path root, boolean synced) {
    this(root, synced, JOURNAL_BYTES_MAX, Unfinished.thisBoot());
  }

  DirectoryObjectStore(Path root, boolean synced, long journalBytesMax, String boot) {
    this.root = root.toAbsolutePath().normalize();
    this.unfinished = this.root.resolve(Unfinished.FOLDER);
    this.folders = new Folders(this.root, synced);
    this.files = new Unfinished(this.root, synced, journalBytesMax, boot, folders, this::path);
  }

  /// Of two threads with one key the second waits: what the journal has last of a key is what was
  /// created, if that was done here.
  @Override
  public Put putIfAbsent(String key, byte[] value) {
    var path = path(key);
    ObjectLimit.require(key, value.length);
    var turn = turns.get(Math.floorMod(key.hashCode(), TURNS));
    turn.lock();
    try {
      files.open();
      if (Files.exists(path)) {
        folders.keepIfNew(path);
        return Put.EXISTS;
      }
      return create(key, path, value);
    } catch (UnsupportedOperationException e) {
      throw new Unavailable(
          "%s is on a file system without hard links; create-if-absent needs them".formatted(root),
          e);
    } catch (IOException e) {
      throw failed("create", key, e);
    } finally {
      turn.unlock();
    }
  }

  private Put create(String key, Path path, byte[] value) throws IOException {
    try (var written = files.write(key, value, true)) {
      Folders.make(path.getParent());
      Files.createLink(path, written.file());
      written.named(path);
      return Put.CREATED;
    } catch (FileAlreadyExistsException e) {
      folders.keep(List.of(path));
      return Put.EXISTS;
    }
  }

  @Override
  public void put(String key, byte[] value) {
    var path = path(key);
    ObjectLimit.require(key, value.length);
    try {
      files.deleted(key);
      try (var written = files.write(key, value, false)) {
        Folders.make(path.getParent());
        Files.move(written.file(), path, StandardCopyOption.ATOMIC_MOVE);
        written.named(path);
      }
    } catch (IOException e) {
      throw failed("write", key, e);
    }
  }

  @Override
  public Optional<byte[]> get(String key) {
    try {
      var path = path(key);
      files.open();
      var bytes = Files.readAllBytes(path);
      folders.keepIfNew(path);
      ObjectLimit.require(key, bytes.length);
      return Optional.of(bytes);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", key, e);
    }
  }

  @Override
  public List<Entry> list(String prefix, String startAfter, int limit) {
    Keys.requirePrefix(prefix);
    ObjectLimit.requireListLimit(limit);
    var page = new ArrayList<Entry>();
    var directory = root;
    var folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    for (var segment : folder.isEmpty() ? new String[0] : folder.split("/")) {
      directory = directory.resolve(FileNames.ofFolder(segment));
    }
    try {
      files.open();
      walk(directory, folder, prefix, startAfter, limit, page);
      return page;
    } catch (IOException e) {
      throw failed("list", prefix, e);
    }
  }

  private void walk(
      Path directory, String folder, String prefix, String startAfter, int limit, List<Entry> page)
      throws IOException {
    for (var child : children(directory, folder)) {
      var key = child.key();
      if (page.size() == limit) {
        return;
      }
      if (child.folder()) {
        var passed = key.compareTo(startAfter) <= 0 && !startAfter.startsWith(key);
        if (!passed && (key.startsWith(prefix) || prefix.startsWith(key))) {
          walk(child.path(), key, prefix, startAfter, limit, page);
        }
      } else if (key.startsWith(prefix) && key.compareTo(startAfter) > 0) {
        size(child.path()).ifPresent(size -> page.add(new Entry(key, size)));
      }
    }
  }

  private record Child(String key, Path path, boolean folder) {}

  /// In the order of keys: a folder sorts as its name and the slash.
  private List<Child> children(Path directory, String folder) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths
          .filter(path -> !path.equals(unfinished))
          .flatMap(path -> child(folder, path).stream())
          .sorted(Comparator.comparing(Child::key))
          .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  private static Optional<Child> child(String folder, Path path) {
    return FileNames.parse(path.getFileName().toString())
        .map(
            name ->
                name.folder()
                    ? new Child(folder + name.segment() + "/", path, true)
                    : new Child(folder + name.segment(), path, false));
  }

  private static Optional<Long> size(Path path) throws IOException {
    try {
      return Optional.of(Files.size(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void delete(String key) {
    try {
      files.open();
      files.deleted(key);
      Files.deleteIfExists(path(key));
    } catch (NotDirectoryException e) {
      // Then there is no such object.
    } catch (IOException e) {
      throw failed("delete", key, e);
    }
  }

  /// Lets the next process write as fast as this one. Without it the names of what was written are
  /// kept all the same.
  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw failed("close", "the store", e);
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }

  private Path path(String key) {
    Keys.requireKey(key);
    var path = root;
    var segments = key.split("/");
    for (var i = 0; i < segments.length - 1; i++) {
      path = path.resolve(FileNames.ofFolder(segments[i]));
    }
    return path.resolve(FileNames.ofObject(segments[segments.length - 1]));
  }

  private Unavailable failed(String what, String key, IOException e) {
    return new Unavailable(
        "cannot %s %s in directory %s: %s".formatted(what, key, root, why(e)), e);
  }

  /// What people can do something about, without the name of a class.
  private static String why(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case NoSuchFileException missing -> missing.getFile() + ": no such file or directory";
      case FileAlreadyExistsException there ->
          there.getFile() + ": is there already, and no directory";
      default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    };
  }
}
