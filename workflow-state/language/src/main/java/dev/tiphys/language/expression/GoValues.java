package dev.tiphys.language.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

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

  /// A document as expressions see it. Whole numbers that 64 bits hold are whole.
  public static @Nullable Object value(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT, POJO -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        json.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
        yield map;
      }
      case ARRAY -> {
        var list = new ArrayList<@Nullable Object>(json.size());
        json.forEach(element -> list.add(value(element)));
        yield list;
      }
      case BOOLEAN -> json.booleanValue();
      case NUMBER ->
          json.canConvertToExactIntegral() && json.canConvertToLong()
              ? (Object) json.longValue()
              : (Object) json.doubleValue();
      case STRING -> json.textValue();
      case NULL, MISSING, BINARY -> null;
    };
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
