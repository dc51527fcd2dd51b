package dev.tiphys.language.expression;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Arithmetic of 64-bit integers, which wrap around, and of floating point numbers.
final class Numbers {
  private Numbers() {}

  static Object literal(String written) {
    var text = written.replace("_", "");
    var lower = text.toLowerCase(Locale.ROOT);
    var radix =
        lower.startsWith("0x") ? 16 : lower.startsWith("0b") ? 2 : lower.startsWith("0o") ? 8 : 10;
    if (radix == 10 && (lower.contains(".") || lower.contains("e"))) {
      try {
        var value = Double.parseDouble(text);
        if (!Double.isInfinite(value)) {
          return value;
        }
      } catch (NumberFormatException wrong) {
        throw new ExpressionException(
            "invalid float literal: strconv.ParseFloat: parsing "
                + GoFormat.quote(text)
                + ": invalid syntax");
      }
      throw new ExpressionException(
          "invalid float literal: strconv.ParseFloat: parsing "
              + GoFormat.quote(text)
              + ": value out of range");
    }
    try {
      return Long.parseLong(radix == 10 ? text : text.substring(2), radix);
    } catch (NumberFormatException wrong) {
      var kind =
          switch (radix) {
            case 16 -> "hex";
            case 2 -> "binary";
            case 8 -> "octal";
            default -> "integer";
          };
      throw new ExpressionException(
          "invalid "
              + kind
              + " literal: strconv.ParseInt: parsing "
              + GoFormat.quote(text)
              + ": value out of range");
    }
  }

  static @Nullable Object arithmetic(
      String operator, @Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return switch (operator) {
        case "+" -> a + b;
        case "-" -> a - b;
        case "*" -> a * b;
        case "/" -> (double) a / (double) b;
        case "%" -> {
          if (b == 0) {
            throw new ExpressionException("runtime error: integer divide by zero");
          }
          yield a % b;
        }
        default -> Math.pow(a, b);
      };
    }
    if (left instanceof Number x && right instanceof Number y && !operator.equals("%")) {
      var a = x.doubleValue();
      var b = y.doubleValue();
      return switch (operator) {
        case "+" -> a + b;
        case "-" -> a - b;
        case "*" -> a * b;
        case "/" -> a / b;
        default -> Math.pow(a, b);
      };
    }
    var result = GoTime.arithmetic(operator, left, right);
    if (result == null) {
      throw Values.mismatch(operator, left, right);
    }
    return result;
  }

  /// As Go's integer conversion of whatever stands for a number.
  static long toInt(@Nullable Object value) {
    return switch (value) {
      case Long number -> number;
      case Double number -> number.longValue();
      case GoDuration duration -> duration.nanos();
      case GoEnum named -> named.number();
      case String text -> {
        try {
          yield Long.parseLong(text);
        } catch (NumberFormatException wrong) {
          throw new ExpressionException("invalid operation: int(" + text + ")");
        }
      }
      case null, default ->
          throw new ExpressionException("invalid operation: int(" + GoFormat.typeName(value) + ")");
    };
  }

  /// A number where the language itself needs one: here a text is not read as a number.
  static long index(@Nullable Object value) {
    if (value instanceof String) {
      throw new ExpressionException("invalid operation: int(string)");
    }
    return toInt(value);
  }

  static double toFloat(@Nullable Object value) {
    return switch (value) {
      case Long number -> (double) number;
      case Double number -> number;
      case String text -> {
        var parsed = parseFloat(text);
        if (parsed == null) {
          throw new ExpressionException("invalid operation: float(" + text + ")");
        }
        yield parsed;
      }
      case null, default ->
          throw new ExpressionException(
              "invalid operation: float(" + GoFormat.typeName(value) + ")");
    };
  }

  /// Go's `strconv.ParseFloat`, or null. Java's own reading also takes spaces and suffixes.
  static @Nullable Double parseFloat(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    switch (lower) {
      case "inf", "+inf", "infinity", "+infinity" -> {
        return Double.POSITIVE_INFINITY;
      }
      case "-inf", "-infinity" -> {
        return Double.NEGATIVE_INFINITY;
      }
      case "nan" -> {
        return Double.NaN;
      }
      default -> {
        if (text.isEmpty() || "0123456789.".indexOf(text.charAt(text.length() - 1)) < 0) {
          return null;
        }
        if (text.charAt(0) <= ' ') {
          return null;
        }
        try {
          return Double.parseDouble(text);
        } catch (NumberFormatException wrong) {
          return null;
        }
      }
    }
  }
}
