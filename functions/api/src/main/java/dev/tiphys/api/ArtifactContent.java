package dev.tiphys.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// What an artifact is, or what lies below it.
public sealed interface ArtifactContent {
  /// What it is called, such as `main.log`.
  String name();

  /// One file.
  ///
  /// @param bytes to be closed
  record Single(String name, InputStream bytes) implements ArtifactContent {}

  /// A directory.
  ///
  /// @param files all below it, as names between slashes
  /// @param packed all of it in one gzipped tar
  record Folder(String name, List<String> files, Packed packed) implements ArtifactContent {}

  /// Packs a directory.
  @FunctionalInterface
  interface Packed {
    /// To be closed.
    InputStream open() throws IOException;
  }
}
