package dev.tiphys.artifacts;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Keys of artifacts: names between slashes. None of them leaves the root of its store, or of a
/// directory that it is loaded into.
public final class ArtifactKey {
  /// The most bytes of a key, as S3 has it.
  public static final int BYTES_MAX = 1024;

  private ArtifactKey() {}

  /// The key without slashes at its end, by which a whole directory may be meant.
  ///
  /// @throws ArtifactFailure if a segment is empty, `.` or `..`, or the key is too long
  public static String checked(String key) {
    var end = key.length();
    while (end > 0 && key.charAt(end - 1) == '/') {
      end--;
    }
    var plain = key.substring(0, end);
    if (plain.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
      throw new ArtifactFailure(
          "the key '%s…' of an artifact has more than %d bytes", plain.substring(0, 80), BYTES_MAX);
    }
    if (plain.isEmpty() || plain.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw refused(key, "it is empty or holds control characters");
    }
    for (var segment : plain.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw refused(key, "a segment is '" + segment + "'");
      }
    }
    return plain;
  }

  /// Where a key that a store listed lies below `root`.
  ///
  /// @throws ArtifactFailure if it would lie elsewhere
  public static Path below(Path root, String relative) {
    var path = root.resolve(checked(relative)).normalize();
    if (!path.startsWith(root)) {
      throw refused(relative, "it leaves its directory");
    }
    return path;
  }

  private static ArtifactFailure refused(String key, String why) {
    return new ArtifactFailure(
        "'%s' cannot be the key of an artifact: %s", key.replaceAll("\\p{Cntrl}", "?"), why);
  }
}
