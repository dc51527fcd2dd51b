package dev.tiphys.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads what a user named on the command line.
final class Input {
  /// Larger files are no manifests: the whole is held in memory.
  static final int BYTES_MAX = 64 * 1024 * 1024;

  private Input() {}

  /// The bytes of a file, or of standard input for `-`.
  ///
  /// @throws BadInput if it cannot be read or is larger than [#BYTES_MAX]
  static byte[] read(String name, InputStream standardInput) {
    try {
      if (name.equals("-")) {
        return limited(name, standardInput);
      }
      try (var file = Files.newInputStream(Path.of(name))) {
        return limited(name, file);
      }
    } catch (NoSuchFileException e) {
      throw new BadInput(name + ": no such file");
    } catch (IOException e) {
      throw new BadInput(name + ": cannot be read: " + e.getMessage());
    }
  }

  private static byte[] limited(String name, InputStream stream) throws IOException {
    var bytes = stream.readNBytes(BYTES_MAX + 1);
    if (bytes.length > BYTES_MAX) {
      throw new BadInput(name + ": larger than " + BYTES_MAX + " bytes");
    }
    return bytes;
  }
}
