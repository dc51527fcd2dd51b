package dev.tiphys.language.expression;

import java.time.Duration;
import java.time.Instant;

/// What Go's library reads and writes, for the parts of the language outside of expressions: the
/// same values with the same messages.
public final class GoValues {
  private GoValues() {}

  /// Reads `1h30m`, `-1.5s`, `0`.
  ///
  /// @throws ExpressionException if the text is not of this form, or beyond some 292 years
  public static Duration duration(String text) {
    return Duration.ofNanos(GoDuration.parse(text).nanos());
  }

  /// As Go prints it: `1h30m0s`.
  ///
  /// @throws ArithmeticException if it is beyond some 292 years
  public static String text(Duration duration) {
    return new GoDuration(duration.toNanos()).toString();
  }

  /// Does nothing if the text is JSON of moderate size.
  ///
  /// @throws ExpressionException with Go's description of the first character that is wrong
  public static void checkJson(String text) {
    Json.parse(text, new Budget());
  }

  /// The shortest text of a number in JSON: `1000`, `0.5`, `1e+21`.
  public static String number(double value) {
    return GoFormat.json(value);
  }

  /// A moment as expressions see it, as what `now()` gives.
  public static Object time(Instant instant) {
    return GoTime.of(instant);
  }

  /// A Go string literal, for messages.
  public static String quote(String text) {
    return GoFormat.quote(text);
  }
}
