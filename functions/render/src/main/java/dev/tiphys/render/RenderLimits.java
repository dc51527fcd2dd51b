package dev.tiphys.render;

import java.time.Duration;

/// How much a source may be and make (attack cases 52, 55 and 56).
///
/// @param directoryBytes of all manifests of a plain directory; 0 for no limit (C048)
/// @param fileBytes of one file that is read
/// @param copiedBytes of all files that a tool may see
/// @param copiedEntries of files and directories that a tool may see
/// @param outputBytes of what a tool prints
/// @param objects in all
/// @param time of a tool
/// @param memoryBytes of a tool
public record RenderLimits(
    long directoryBytes,
    long fileBytes,
    long copiedBytes,
    long copiedEntries,
    long outputBytes,
    int objects,
    Duration time,
    long memoryBytes) {
  public static final RenderLimits DEFAULT =
      new RenderLimits(
          10_000_000,
          16L << 20,
          1L << 30,
          200_000,
          64L << 20,
          100_000,
          Duration.ofSeconds(90),
          2L << 30);

  /// The same with another limit of plain directories.
  public RenderLimits withDirectoryBytes(long bytes) {
    return new RenderLimits(
        bytes, fileBytes, copiedBytes, copiedEntries, outputBytes, objects, time, memoryBytes);
  }

  /// The same with another limit of time.
  public RenderLimits withTime(Duration limit) {
    return new RenderLimits(
        directoryBytes,
        fileBytes,
        copiedBytes,
        copiedEntries,
        outputBytes,
        objects,
        limit,
        memoryBytes);
  }
}
