package dev.tiphys.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.regex.Pattern;

/// Spans of time as people write them on a command line.
final class Spans {
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|[smhd])");
  private static final Pattern WHOLE = Pattern.compile("(" + PART.pattern() + ")+");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Spans() {}

  /// `90s`, `1h30m`, `2d`; a number alone is seconds.
  ///
  /// @throws BadInput if it is no span
  static Duration of(String text) {
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    if (!WHOLE.matcher(text).matches()) {
      throw new BadInput("expected a duration such as 90s, 1h30m or 2d, found '" + text + "'");
    }
    var sum = Duration.ZERO;
    var parts = PART.matcher(text);
    while (parts.find()) {
      sum = sum.plus(UNITS.get(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1))));
    }
    return sum;
  }

  /// A time in RFC 3339.
  ///
  /// @throws BadInput if it is no time
  static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new BadInput("expected a time such as 2026-11-24T06:00:00Z, found '" + text + "'");
    }
  }
}
