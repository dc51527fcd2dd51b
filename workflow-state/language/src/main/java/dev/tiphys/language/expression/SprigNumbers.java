package dev.tiphys.language.expression;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/// Numbers of sprig. Whatever is not a number counts as 0.
final class SprigNumbers {
  private SprigNumbers() {}

  static @Nullable Object call(String name, Arguments in) {
    return switch (name) {
      case "int", "int64" -> integer(in.any(0));
      case "float64" -> decimal(in.any(0));
      case "atoi" -> {
        var text = in.text(0);
        yield text.matches("[+-]?[0-9]+") ? parsed(text, 10) : 0L;
      }
      case "toDecimal" -> parsed(in.string(in.any(0)), 8);
      case "add" -> fold(in, 0, Long::sum);
      case "add1" -> integer(in.any(0)) + 1;
      case "sub" -> integer(in.any(0)) - integer(in.any(1));
      case "div" -> integer(in.any(0)) / integer(in.any(1));
      case "mod" -> integer(in.any(0)) % integer(in.any(1));
      case "mul" -> fold(in, 1, (a, b) -> a * b);
      case "max", "biggest" -> fold(in, integer(in.any(0)), Math::max);
      case "min" -> fold(in, integer(in.any(0)), Math::min);
      case "ceil" -> Math.ceil(decimal(in.any(0)));
      case "floor" -> Math.floor(decimal(in.any(0)));
      case "round" -> round(in);
      case "addf" -> exact(in, BigDecimal::add);
      case "add1f" -> big(in.any(0)).add(BigDecimal.ONE).doubleValue();
      case "subf" -> exact(in, BigDecimal::subtract);
      case "mulf" -> exact(in, BigDecimal::multiply);
      case "divf" -> exact(in, (a, b) -> a.divide(b, 16, RoundingMode.HALF_UP));
      case "maxf" ->
          in.values().stream().mapToDouble(SprigNumbers::decimal).reduce(Math::max).orElse(0);
      case "minf" ->
          in.values().stream().mapToDouble(SprigNumbers::decimal).reduce(Math::min).orElse(0);
      case "until" -> {
        var count = in.integer(0);
        yield steps(in, 0, count, count < 0 ? -1 : 1);
      }
      case "untilStep" -> steps(in, in.integer(0), in.integer(1), in.integer(2));
      case "seq" -> sequence(in);
      case "randInt" -> {
        var least = in.integer(0);
        var bound = in.integer(1);
        if (bound <= least) {
          throw new ExpressionException("invalid argument to Intn");
        }
        yield (long) in.calls().ambient().random().nextInt(least, bound);
      }
      default -> Sprig.NO_FUNCTION;
    };
  }

  static long integer(@Nullable Object value) {
    return switch (value) {
      case Long number -> number;
      case Double number -> number.longValue();
      case Boolean flag -> flag ? 1 : 0;
      case GoDuration duration -> duration.nanos();
      case GoEnum named -> named.number();
      case String text -> parsed(text, 0);
      case null, default -> 0;
    };
  }

  /// Base 0 reads `0x10`, `0b1`, `0o7` and `07` by their prefixes.
  private static long parsed(String text, int base) {
    var sign = text.startsWith("-") ? "-" : "";
    var digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    var radix = base == 0 ? 10 : base;
    if (base == 0 && digits.length() > 1 && digits.charAt(0) == '0') {
      switch (Character.toLowerCase(digits.charAt(1))) {
        case 'x' -> radix = 16;
        case 'b' -> radix = 2;
        default -> radix = 8;
      }
      digits = digits.substring(Character.isDigit(digits.charAt(1)) ? 1 : 2);
    }
    try {
      return digits.startsWith("-") || digits.startsWith("+")
          ? 0
          : Long.parseLong(sign + digits, radix);
    } catch (NumberFormatException wrong) {
      return 0;
    }
  }

  static double decimal(@Nullable Object value) {
    if (value instanceof String text) {
      var parsed = Numbers.parseFloat(text);
      return parsed == null ? 0 : parsed;
    }
    return value instanceof Double number ? number : integer(value);
  }

  private static BigDecimal big(@Nullable Object value) {
    var number = decimal(value);
    return Double.isFinite(number) ? BigDecimal.valueOf(number) : BigDecimal.ZERO;
  }

  private static long fold(Arguments in, long start, LongBinaryOperator operator) {
    return in.values().stream().mapToLong(SprigNumbers::integer).reduce(start, operator);
  }

  private static double exact(Arguments in, BinaryOperator<BigDecimal> operator) {
    var result = big(in.any(0));
    for (var value : in.from(1)) {
      in.budget().step();
      result = operator.apply(result, big(value));
    }
    return result.doubleValue();
  }

  private static double round(Arguments in) {
    var threshold = in.size() > 2 ? decimal(in.any(2)) : 0.5;
    var power = Math.pow(10, in.integer(1));
    var digit = power * decimal(in.any(0));
    var fraction = digit - (digit < 0 ? Math.ceil(digit) : Math.floor(digit));
    return (fraction >= threshold ? Math.ceil(digit) : Math.floor(digit)) / power;
  }

  private static List<@Nullable Object> steps(Arguments in, long start, long stop, long step) {
    var numbers = new ArrayList<@Nullable Object>();
    if (step == 0 || (stop < start ? step > 0 : step < 0)) {
      return numbers;
    }
    for (var number = start; step > 0 ? number < stop : number > stop; number += step) {
      in.budget().elements(1);
      numbers.add(number);
    }
    return numbers;
  }

  private static String sequence(Arguments in) {
    long start = 1;
    long step;
    long end;
    switch (in.size()) {
      case 0 -> {
        return "";
      }
      case 1 -> {
        end = in.integer(0);
        step = end < start ? -1 : 1;
      }
      case 2 -> {
        start = in.integer(0);
        end = in.integer(1);
        step = end < start ? -1 : 1;
      }
      case 3 -> {
        start = in.integer(0);
        step = in.integer(1);
        end = in.integer(2);
        if (step > 0 == end < start && end != start) {
          return "";
        }
      }
      default -> {
        return "";
      }
    }
    var numbers = steps(in, start, end + (step < 0 ? -1 : 1), step);
    return in.budget().made(String.join(" ", numbers.stream().map(String::valueOf).toList()));
  }
}
