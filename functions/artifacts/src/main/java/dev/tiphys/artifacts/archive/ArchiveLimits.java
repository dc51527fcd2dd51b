package dev.tiphys.artifacts.archive;

import dev.tiphys.artifacts.ArtifactFailure;

/// How much may come out of an archive, or go into one.
///
/// @param ratio how many times larger the content may be than the archive, once it is larger than
///   [#RATIO_FREE_BYTES]
public record ArchiveLimits(long bytes, long entries, long ratio) {
  /// Up to here an archive may be as dense as it likes.
  public static final long RATIO_FREE_BYTES = 64L << 20;

  void requireBytes(long unpacked, long packed) {
    requireBytes(unpacked);
    if (unpacked > RATIO_FREE_BYTES && unpacked / ratio > packed) {
      throw new ArtifactFailure(
          "an archive of %d bytes holds more than %d times as much (artifacts.ratioMax)",
          packed, ratio);
    }
  }

  /// @throws ArtifactFailure if that is more than an artifact may have
  public void requireBytes(long size) {
    if (size > bytes) {
      throw new ArtifactFailure("more than %d bytes (artifacts.bytesMax)", bytes);
    }
  }

  /// @throws ArtifactFailure if those are more files than an artifact may have
  public void requireEntries(long count) {
    if (count > entries) {
      throw new ArtifactFailure("more than %d entries (artifacts.entriesMax)", entries);
    }
  }
}
