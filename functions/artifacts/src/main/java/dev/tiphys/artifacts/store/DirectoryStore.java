package dev.tiphys.artifacts.store;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactKey;
import dev.tiphys.artifacts.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// Objects as files below a directory. An object is seen whole or not at all.
///
/// One that is to lie below another (`a` and `a/b`) cannot be had, and the message says so.
public final class DirectoryStore implements ArtifactStore {
  /// Holds what is being written; no key begins with a dot and this name by chance.
  private static final String UNFINISHED = ".unfinished";

  private final Path root;

  /// Objects below `root`, which is made when it is needed.
  public DirectoryStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public InputStream open(String key) throws IOException {
    var file = file(key);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ArtifactFailure.Missing("the store of this host", key);
    }
    return Files.newInputStream(file);
  }

  private Path file(String key) {
    return ArtifactKey.below(root, key);
  }

  @Override
  public void save(String key, Path file) throws IOException {
    var place = file(key);
    var unfinished = root.resolve(UNFINISHED).resolve(UUID.randomUUID().toString());
    Files.createDirectories(unfinished.getParent());
    try {
      Files.createDirectories(place.getParent());
      Files.copy(file, unfinished);
      Files.move(
          unfinished, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileAlreadyExistsException | NotDirectoryException | DirectoryNotEmptyException e) {
      throw collides(key);
    } catch (java.nio.file.FileSystemException e) {
      if (Files.isDirectory(place)) {
        throw collides(key);
      }
      throw e;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static ArtifactFailure collides(String key) {
    return new ArtifactFailure(
        "the artifact '%s' cannot be kept in a directory: one key is also the directory of another",
        key);
  }

  @Override
  public List<String> list(String prefix, int max) throws IOException {
    var slash = prefix.lastIndexOf('/');
    var directory = slash < 0 ? root : file(prefix.substring(0, slash));
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      var keys =
          files
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .map(file -> root.relativize(file).toString())
              .filter(key -> key.startsWith(prefix) && !key.startsWith(UNFINISHED + "/"))
              .limit(max + 1L)
              .sorted()
              .toList();
      return S3Store.atMost(max, prefix, keys);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    var file = file(key);
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.deleteIfExists(file);
    // Directories are there only for the sake of files.
    for (var at = file.getParent(); !at.equals(root); at = at.getParent()) {
      try {
        Files.delete(at);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        return;
      }
    }
  }

  @Override
  public boolean isDirectory(String key) {
    return Files.isDirectory(file(key), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void close() {}
}
