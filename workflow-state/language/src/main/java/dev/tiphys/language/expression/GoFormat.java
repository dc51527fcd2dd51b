package dev.tiphys.language.expression;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes values and type names as Go's `fmt` and `strconv` do.
final class GoFormat {
  private GoFormat() {}

  /// A number in the fewest digits, with an exponent outside of the given range.
  private static String number(double value, int exponentMin, int exponentMax, boolean padded) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    var exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    var exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= exponentMin && exponent < exponentMax) {
      return exact.toPlainString();
    }
    var digits = exact.unscaledValue().abs().toString();
    var size = Math.abs(exponent);
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (padded && size < 10 ? "0" : "")
        + size;
  }

  /// As `%v`: `1e+06`.
  static String general(double value) {
    return number(value, -4, 6, true);
  }

  /// As JSON: `1000000`, and `1e+21` for what is larger still.
  static String json(double value) {
    return number(value, -6, 21, false);
  }

  /// As `%v`.
  static String print(@Nullable Object value, Budget budget) {
    var out = new StringBuilder();
    print(value, out, budget, 0);
    return budget.made(out.toString());
  }

  private static void print(@Nullable Object value, StringBuilder out, Budget budget, int depth) {
    budget.step();
    Values.checkDepth(depth);
    if (out.length() > Limits.CHARACTERS_MAX) {
      budget.characters(out.length());
    }
    switch (value) {
      case null -> out.append("<nil>");
      case Double number -> out.append(general(number));
      case List<?> list -> {
        out.append('[');
        var separator = "";
        for (var item : list) {
          out.append(separator);
          print(item, out, budget, depth + 1);
          separator = " ";
        }
        out.append(']');
      }
      case Map<?, ?> map -> {
        var sorted = new TreeMap<Object, @Nullable Object>(Values::order);
        sorted.putAll(map);
        out.append("map[");
        var separator = "";
        for (var entry : sorted.entrySet()) {
          out.append(separator);
          print(entry.getKey(), out, budget, depth + 1);
          out.append(':');
          print(entry.getValue(), out, budget, depth + 1);
          separator = " ";
        }
        out.append(']');
      }
      default -> out.append(value);
    }
  }

  /// A Go string literal.
  static String quote(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case 0x07 -> quoted.append("\\a");
                case 0x0b -> quoted.append("\\v");
                default -> {
                  if (point < ' ' || point == 0x7f) {
                    quoted.append("\\x%02x".formatted(point));
                  } else {
                    quoted.appendCodePoint(point);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }

  /// The name of the Go type that holds such a value.
  static String typeName(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Boolean _ -> "bool";
      case Long _ -> "int";
      case Double _ -> "float64";
      case String _ -> "string";
      case List<?> _ -> "[]interface {}";
      case AnyMap map -> map.goType();
      case Map<?, ?> _ -> "map[string]interface {}";
      case GoTime _ -> "time.Time";
      case GoDuration _ -> "time.Duration";
      case GoEnum named -> "time." + named.type();
      default -> "func(...interface {}) (interface {}, error)";
    };
  }
}
