package dev.tiphys.cli.trial;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Durations as test files write them: `1h30m`.
public final class Spell {
  private Spell() {}

  public static String of(@Nullable Duration duration) {
    if (duration == null) {
      return "never";
    }
    var text = new StringBuilder();
    add(text, duration.toHours(), "h");
    add(text, duration.toMinutesPart(), "m");
    add(text, duration.toSecondsPart(), "s");
    add(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void add(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }
}
