package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Reads files that others may have put there: never through a link, and never a pipe, which would
/// not end.
final class Regular {
  private Regular() {}

  /// At most `max` bytes of `file` as text; empty if it cannot be read.
  static String start(Path file, int max) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(max), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
