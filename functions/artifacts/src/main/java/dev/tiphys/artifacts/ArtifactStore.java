package dev.tiphys.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/// Objects under keys: what S3, a directory, or any other kind of storage can do for artifacts.
///
/// Keys are as [ArtifactKey] checks them. What a kind cannot do is an [ArtifactFailure] that says
/// so, as is every refusal of a server; [ArtifactFailure.Missing] where there is nothing under a
/// key. Used by one thread at a time.
public interface ArtifactStore extends AutoCloseable {
  /// The most keys that [#list] returns where nobody says less.
  int LIST_MAX = 100_000;

  /// The bytes of the object, to be closed.
  InputStream open(String key) throws IOException;

  /// Stores the bytes of `file`, in place of an object that is there.
  void save(String key, Path file) throws IOException;

  /// The keys that begin with `prefix`, in order.
  ///
  /// @throws ArtifactFailure if there are more than `max`
  List<String> list(String prefix, int max) throws IOException;

  /// Removes the object; one that is not there is fine.
  void delete(String key) throws IOException;

  /// Whether there are objects below `key`.
  default boolean isDirectory(String key) throws IOException {
    return !list(key + "/", LIST_MAX).isEmpty();
  }

  /// Brings the object, or all objects below `key`, to the path `to`, where nothing is yet.
  ///
  /// @return whether it was one object, which may be an archive
  default boolean load(String key, Path to, TransferLimits limits) throws IOException {
    return new Loading(this, limits).load(key, to);
  }

  @Override
  void close();
}
