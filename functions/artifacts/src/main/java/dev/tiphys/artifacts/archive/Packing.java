package dev.tiphys.artifacts.archive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.ArtifactFailure;

/// How an artifact is packed: `archive` of a template (F053).
public sealed interface Packing {
  /// What Argo does where nothing is said.
  Packing DEFAULT = new Tar(-1);

  /// A tar, compressed by gzip: `level` is -1 for gzip's own choice, 0 for none, up to 9.
  record Tar(int level) implements Packing {}

  /// A zip.
  record Zip() implements Packing {}

  /// The file as it is, or one object per file of a directory.
  record None() implements Packing {}

  /// What the name of a file packed like this ends in.
  default String suffix() {
    return switch (this) {
      case Tar _ -> ".tgz";
      case Zip _ -> ".zip";
      case None _ -> "";
    };
  }

  /// What `archive` of `artifact` says.
  ///
  /// @throws ArtifactFailure if the level is none of gzip's
  static Packing of(JsonNode artifact) {
    var archive = artifact.path("archive");
    if (archive.has("none")) {
      return new None();
    }
    if (archive.has("zip")) {
      return new Zip();
    }
    var level = archive.path("tar").path("compressionLevel");
    if (level.isMissingNode() || level.isNull()) {
      return DEFAULT;
    }
    if (!level.isIntegralNumber() || level.asLong() < -1 || level.asLong() > 9) {
      throw new ArtifactFailure(
          "archive.tar.compressionLevel should be a number from 0 to 9, not %s", level);
    }
    return new Tar(level.asInt());
  }
}
