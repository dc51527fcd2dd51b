package dev.tiphys.language.loop;

import dev.tiphys.language.expression.GoValues;
import java.math.BigInteger;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The numbers of a `withSequence`, up or down. Checked as a whole before one of them exists.
record Range(long first, int size, int step) {
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");

  /// More digits than any number in range has, leading zeros aside.
  private static final int DIGITS_MAX = 100;

  static Range of(@Nullable String count, @Nullable String start, @Nullable String end) {
    var first = isAbsent(start) ? BigInteger.ZERO : integer(start);
    if (!isAbsent(count) && !isAbsent(end)) {
      throw new LoopException("only one of count or end can be defined in withSequence");
    }
    if (!isAbsent(count)) {
      var size = integer(count);
      return size.signum() == 0
          ? new Range(0, 0, 1)
          : between(first, first.add(size).subtract(BigInteger.ONE));
    }
    if (!isAbsent(end)) {
      return between(first, integer(end));
    }
    throw new LoopException("neither end nor count was specified in withSequence");
  }

  private static Range between(BigInteger first, BigInteger last) {
    var size = last.subtract(first).abs().add(BigInteger.ONE);
    if (size.compareTo(BigInteger.valueOf(Limits.ITEMS_MAX)) > 0) {
      throw new LoopException(
          "withSequence: expected at most %d items (limit ITEMS_MAX), found %d"
              .formatted(Limits.ITEMS_MAX, size));
    }
    if (last.bitLength() >= Long.SIZE) {
      throw new LoopException(
          "withSequence: expected numbers of at most 64 bits, found %d".formatted(last));
    }
    return new Range(first.longValue(), size.intValue(), last.compareTo(first) < 0 ? -1 : 1);
  }

  private static boolean isAbsent(@Nullable String field) {
    return field == null || field.isEmpty();
  }

  /// As Go reads an `int`.
  private static BigInteger integer(@Nullable String text) {
    var written = String.valueOf(text);
    if (!INTEGER.matcher(written).matches()) {
      throw wrong(written, "invalid syntax");
    }
    if (written.length() > DIGITS_MAX) {
      throw wrong(written, "value out of range");
    }
    var number = new BigInteger(written);
    if (number.bitLength() >= Long.SIZE) {
      throw wrong(written, "value out of range");
    }
    return number;
  }

  private static LoopException wrong(String text, String problem) {
    var shown = text.length() > DIGITS_MAX ? text.substring(0, DIGITS_MAX) + "…" : text;
    return new LoopException(
        "strconv.Atoi: parsing %s: %s".formatted(GoValues.quote(shown), problem));
  }

  void forEach(LongConsumer number) {
    for (var i = 0; i < size; i++) {
      number.accept(first + (long) i * step);
    }
  }
}
