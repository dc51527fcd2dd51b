package dev.tiphys.language.expression;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A span of time in nanoseconds, as Go's `time.Duration`.
record GoDuration(long nanos) {
  static final Set<String> METHODS =
      Set.of(
          "Hours",
          "Minutes",
          "Seconds",
          "Milliseconds",
          "Microseconds",
          "Nanoseconds",
          "Abs",
          "String",
          "Round",
          "Truncate");

  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  /// Reads `1h30m`, `-1.5s`, `0`.
  static GoDuration parse(String text) {
    var rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return new GoDuration(0);
    }
    if (rest.isEmpty()) {
      throw invalid(text);
    }
    var total = BigDecimal.ZERO;
    while (!rest.isEmpty()) {
      var end = 0;
      while (end < rest.length() && "0123456789.".indexOf(rest.charAt(end)) >= 0) {
        end++;
      }
      var unitEnd = end;
      while (unitEnd < rest.length() && "0123456789.".indexOf(rest.charAt(unitEnd)) < 0) {
        unitEnd++;
      }
      var digits = rest.substring(0, end);
      var unit = rest.substring(end, unitEnd);
      if (digits.isEmpty()
          || digits.equals(".")
          || digits.indexOf('.') != digits.lastIndexOf('.')) {
        throw invalid(text);
      }
      if (unit.isEmpty()) {
        throw new ExpressionException("time: missing unit in duration " + GoFormat.quote(text));
      }
      var size = UNITS.get(unit);
      if (size == null) {
        throw new ExpressionException(
            "time: unknown unit " + GoFormat.quote(unit) + " in duration " + GoFormat.quote(text));
      }
      total = total.add(new BigDecimal(digits).multiply(BigDecimal.valueOf(size)));
      rest = rest.substring(unitEnd);
    }
    var nanos = text.startsWith("-") ? total.negate() : total;
    if (nanos.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw invalid(text);
    }
    return new GoDuration(nanos.longValue());
  }

  private static ExpressionException invalid(String text) {
    return new ExpressionException("time: invalid duration " + GoFormat.quote(text));
  }

  /// Calls a method of Go's type, or answers null if there is none of that name.
  @Nullable Object call(String method, List<? extends @Nullable Object> arguments) {
    return switch (method) {
      case "Hours" -> nanos / 3.6e12;
      case "Minutes" -> nanos / 6e10;
      case "Seconds" -> nanos / 1e9;
      case "Milliseconds" -> nanos / 1_000_000;
      case "Microseconds" -> nanos / 1_000;
      case "Nanoseconds" -> nanos;
      case "Abs" -> new GoDuration(Math.abs(nanos));
      case "String" -> toString();
      case "Round" -> round(duration(arguments).nanos);
      case "Truncate" -> truncate(duration(arguments).nanos);
      default -> null;
    };
  }

  private static GoDuration duration(List<? extends @Nullable Object> arguments) {
    return new GoDuration(Numbers.toInt(arguments.isEmpty() ? null : arguments.getFirst()));
  }

  GoDuration truncate(long unit) {
    return unit <= 0 ? this : new GoDuration(nanos - nanos % unit);
  }

  GoDuration round(long unit) {
    if (unit <= 0) {
      return this;
    }
    var rest = Math.abs(nanos % unit);
    var down = nanos - nanos % unit;
    return new GoDuration(rest * 2 < unit ? down : down + Long.signum(nanos) * unit);
  }

  @Override
  public String toString() {
    if (nanos == 0) {
      return "0s";
    }
    var sign = nanos < 0 ? "-" : "";
    var size = BigDecimal.valueOf(nanos).abs();
    if (size.compareTo(BigDecimal.valueOf(1_000_000_000)) < 0) {
      var value = size.longValue();
      var unit = value < 1_000 ? 0 : value < 1_000_000 ? 3 : 6;
      return sign + plain(size.movePointLeft(unit)) + (unit == 0 ? "ns" : unit == 3 ? "µs" : "ms");
    }
    var seconds = size.movePointLeft(9);
    var parts = seconds.divideAndRemainder(BigDecimal.valueOf(60));
    var minutes = parts[0].longValue();
    var text = new StringBuilder(sign);
    if (minutes >= 60) {
      text.append(minutes / 60).append('h');
    }
    if (minutes > 0) {
      text.append(minutes % 60).append('m');
    }
    return text.append(plain(parts[1])).append('s').toString();
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
