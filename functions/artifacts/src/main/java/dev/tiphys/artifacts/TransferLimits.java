package dev.tiphys.artifacts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.archive.ArchiveLimits;
import java.time.Duration;

/// How much one artifact may be.
///
/// @param time how long it may take to be carried
public record TransferLimits(ArchiveLimits archive, Duration time) {
  /// 16 GiB, 500,000 files, 250 times what was packed, an hour.
  public static final TransferLimits DEFAULT =
      new TransferLimits(new ArchiveLimits(16L << 30, 500_000, 250), Duration.ofHours(1));

  /// As `artifacts` of the configuration has it: `bytesMax`, `entriesMax`, `ratioMax`,
  /// `secondsMax`.
  ///
  /// @throws IllegalArgumentException if one is no positive whole number
  public static TransferLimits of(JsonNode config) {
    var json = config.path("artifacts");
    var other = DEFAULT.archive();
    return new TransferLimits(
        new ArchiveLimits(
            number(json, "bytesMax", other.bytes()),
            number(json, "entriesMax", other.entries()),
            number(json, "ratioMax", other.ratio())),
        Duration.ofSeconds(number(json, "secondsMax", DEFAULT.time().toSeconds())));
  }

  private static long number(JsonNode json, String field, long otherwise) {
    var value = json.path(field);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 1) {
      throw new IllegalArgumentException(
          "artifacts.%s should be a positive whole number, not %s".formatted(field, value));
    }
    return value.asLong();
  }
}
