package dev.tiphys.language.expression;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What can be done with values whose types are known only when they are there.
final class Values {
  private Values() {}

  static boolean equal(@Nullable Object left, @Nullable Object right, Budget budget) {
    return equal(left, right, budget, 0);
  }

  private static boolean equal(
      @Nullable Object left, @Nullable Object right, Budget budget, int depth) {
    budget.step();
    checkDepth(depth);
    if (left instanceof Long a && right instanceof Long b) {
      return a.longValue() == b.longValue();
    }
    if (left instanceof Number a && right instanceof Number b) {
      return a.doubleValue() == b.doubleValue();
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (var i = 0; i < a.size(); i++) {
        if (!equal(a.get(i), b.get(i), budget, depth + 1)) {
          return false;
        }
      }
      return true;
    }
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (var entry : a.entrySet()) {
        if (!b.containsKey(entry.getKey())
            || !equal(entry.getValue(), b.get(entry.getKey()), budget, depth + 1)) {
          return false;
        }
      }
      return true;
    }
    if (left instanceof GoTime a && right instanceof GoTime b) {
      return a.value().toInstant().equals(b.value().toInstant());
    }
    return Objects.equals(left, right);
  }

  /// Orders numbers, strings, times and durations.
  static int compare(String operator, @Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (left instanceof Number a && right instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    if (left instanceof String a && right instanceof String b) {
      return compareText(a, b);
    }
    if (left instanceof GoTime a && right instanceof GoTime b) {
      return a.value().toInstant().compareTo(b.value().toInstant());
    }
    if (left instanceof GoDuration a && right instanceof GoDuration b) {
      return Long.compare(a.nanos(), b.nanos());
    }
    throw mismatch(operator, left, right);
  }

  /// Go compares bytes; UTF-16 orders supplementary characters differently.
  static int compareText(String left, String right) {
    return Arrays.compareUnsigned(utf8(left), utf8(right));
  }

  /// The order in which Go prints map keys.
  static int order(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Number a && right instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    if (left instanceof String a && right instanceof String b) {
      return compareText(a, b);
    }
    return Comparator.<String>naturalOrder().compare(String.valueOf(left), String.valueOf(right));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String fromUtf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static boolean truth(@Nullable Object value) {
    return cast(value, Boolean.class, "bool");
  }

  static String text(@Nullable Object value) {
    return cast(value, String.class, "string");
  }

  private static <T> T cast(@Nullable Object value, Class<T> type, String goType) {
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    throw new ExpressionException(
        "interface conversion: interface {} is "
            + (value == null ? "nil" : GoFormat.typeName(value))
            + ", not "
            + goType);
  }

  static ExpressionException mismatch(
      String operator, @Nullable Object left, @Nullable Object right) {
    return new ExpressionException(
        "invalid operation: "
            + GoFormat.typeName(left)
            + " "
            + operator
            + " "
            + GoFormat.typeName(right));
  }

  static void checkDepth(int depth) {
    if (depth > Limits.VALUE_DEPTH_MAX) {
      throw new ExpressionException(
          "value is nested too deeply: more than " + Limits.VALUE_DEPTH_MAX + " levels");
    }
  }

  /// The element of a list, map or string.
  static @Nullable Object fetch(@Nullable Object from, @Nullable Object key) {
    if (from instanceof Map<?, ?> map) {
      if (!(map instanceof AnyMap) && !(key instanceof String)) {
        throw new ExpressionException(
            "reflect.Value.MapIndex: value of type "
                + GoFormat.typeName(key)
                + " is not assignable to type string");
      }
      return map.get(key);
    }
    if (from instanceof List<?> list && !(key instanceof String)) {
      return list.get(index(Numbers.toInt(key), list.size()));
    }
    if (from instanceof String text && !(key instanceof String)) {
      var bytes = utf8(text);
      return (long) (bytes[index(Numbers.toInt(key), bytes.length)] & 0xff);
    }
    if (from instanceof List || from instanceof String) {
      throw new ExpressionException("invalid operation: int(string)");
    }
    throw new ExpressionException(
        "cannot fetch " + GoFormat.print(key, new Budget()) + " from " + GoFormat.typeName(from));
  }

  private static int index(long index, int length) {
    var actual = index < 0 ? index + length : index;
    if (actual < 0 || actual >= length) {
      throw new ExpressionException(
          "index out of range: " + actual + " (array length is " + length + ")");
    }
    return (int) actual;
  }
}
