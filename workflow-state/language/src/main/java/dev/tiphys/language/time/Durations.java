package dev.tiphys.language.time;

import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoValues;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations as the fields of a workflow hold them: seconds, or Go's `1h30m`.
public final class Durations {
  /// The longest there is, some 292 years: what 64 bits of nanoseconds hold.
  static final Duration DURATION_MAX = Duration.ofNanos(Long.MAX_VALUE);

  private static final int CHARACTERS_MAX = 100;
  private static final Pattern SECONDS = Pattern.compile("[-+]?[0-9]+");

  private Durations() {}

  /// Reads a duration.
  ///
  /// @throws IllegalArgumentException if it is neither a number nor of Go's form, or too long
  public static Duration parse(String text) {
    if (text.length() > CHARACTERS_MAX) {
      throw unreadable(
          text.substring(0, CHARACTERS_MAX) + "…",
          "expected at most %d characters (limit CHARACTERS_MAX)".formatted(CHARACTERS_MAX));
    }
    if (SECONDS.matcher(text).matches()) {
      return seconds(text);
    }
    try {
      return GoValues.duration(text);
    } catch (ExpressionException e) {
      throw unreadable(text, String.valueOf(e.getMessage()));
    }
  }

  private static Duration seconds(String text) {
    try {
      var seconds = Duration.ofSeconds(Long.parseLong(text));
      if (seconds.abs().compareTo(DURATION_MAX) <= 0) {
        return seconds;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // The text has the form of a number, so it is too large.
    }
    throw unreadable(
        text,
        "expected at most %d seconds (limit DURATION_MAX)".formatted(DURATION_MAX.toSeconds()));
  }

  private static IllegalArgumentException unreadable(String text, String problem) {
    return new IllegalArgumentException(
        "unable to parse %s as a duration: %s".formatted(text, problem));
  }

  /// `base` times `factor` to the power of `exponent`, or `cap` if that is less (F108). Never
  /// overflows: it stops at the longest duration. What would be negative is no wait at all.
  ///
  /// @throws IllegalArgumentException if the factor is negative
  public static Duration growing(Duration base, long factor, int exponent, @Nullable Duration cap) {
    if (factor < 0) {
      throw new IllegalArgumentException(
          "backoff.factor: expected 0 or more, found %d".formatted(factor));
    }
    var wait = base;
    // From 2 on, 63 rounds exceed every duration; 0 and 1 change nothing after the first.
    for (var round = 0; round < Math.min(exponent, Long.SIZE); round++) {
      wait = times(wait, factor);
    }
    if (cap != null && wait.compareTo(cap) > 0) {
      wait = cap;
    }
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private static Duration times(Duration wait, long factor) {
    if (wait.isNegative() || factor == 0) {
      return Duration.ZERO;
    }
    return wait.compareTo(DURATION_MAX.dividedBy(factor)) > 0
        ? DURATION_MAX
        : wait.multipliedBy(factor);
  }

  /// What a node says while it waits: `Backoff for 1 minutes 0 seconds`.
  public static String backoff(Duration wait) {
    return "Backoff for %d minutes %d seconds".formatted(wait.toMinutes(), wait.toSecondsPart());
  }
}
