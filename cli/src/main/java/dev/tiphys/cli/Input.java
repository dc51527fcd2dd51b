package dev.tiphys.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;

/// Reads what a user named on the command line.
public final class Input {
  /// Larger files are no manifests: the whole is held in memory.
  static final int BYTES_MAX = 64 * 1024 * 1024;

  private Input() {}

  /// The bytes of a file, or of standard input for `-`.
  ///
  /// @throws BadInput if it cannot be read or is larger than [#BYTES_MAX]
  public static byte[] read(String name, InputStream standardInput) {
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

  /// Folders become the manifests in and below them, in the order of their names.
  public static List<String> manifests(List<String> names) throws IOException {
    var files = new LinkedHashSet<String>();
    for (var name : names) {
      if (name.equals("-") || !Files.isDirectory(Path.of(name))) {
        files.add(name);
        continue;
      }
      try (var below = Files.walk(Path.of(name))) {
        var found = below.filter(Input::isManifest).map(Path::toString).sorted().toList();
        if (found.isEmpty()) {
          throw new BadInput(name + ": no .yaml, .yml or .json file in or below this folder");
        }
        files.addAll(found);
      }
    }
    return List.copyOf(files);
  }

  private static boolean isManifest(Path file) {
    var name = file.getFileName().toString();
    return (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"))
        // Tests of workflows lie beside them, and are none.
        && !name.endsWith(".test.yaml")
        && !name.endsWith(".test.yml")
        && Files.isRegularFile(file);
  }

  private static byte[] limited(String name, InputStream stream) throws IOException {
    var bytes = stream.readNBytes(BYTES_MAX + 1);
    if (bytes.length > BYTES_MAX) {
      throw new BadInput(name + ": larger than " + BYTES_MAX + " bytes");
    }
    return bytes;
  }
}
