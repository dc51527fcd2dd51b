package dev.tiphys.delivery.merge;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/// Amounts as Kubernetes writes them: `0.2` of a CPU is `200m`, `1.5Gi` of memory `1536Mi`.
public final class Quantity {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "([+-]?(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40}))"
              + "(|[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,2})");
  private static final String DECIMAL = "num kMGTPE";
  private static final String BINARY = " KMGTPE";
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  private Quantity() {}

  /// How a server writes the amount; empty if it is none.
  public static Optional<String> canonical(String written) {
    var parts = WRITTEN.matcher(written);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var number = new BigDecimal(digits(parts.group(1)));
    var suffix = parts.group(2);
    if (suffix.endsWith("i")) {
      var bytes = number.multiply(KIBI.pow(BINARY.indexOf(suffix.charAt(0))));
      return Optional.of(bytes.abs().compareTo(KIBI) < 0 ? decimal(bytes) : binary(bytes));
    }
    if (suffix.matches("[eE][+-]?[0-9]{1,2}")) {
      return Optional.of(exponent(number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)))));
    }
    var power = suffix.isEmpty() ? 0 : (DECIMAL.indexOf(suffix) - DECIMAL.indexOf(' ')) * 3;
    return Optional.of(decimal(number.scaleByPowerOfTen(power)));
  }

  private static String digits(String number) {
    return number.endsWith(".") ? number + "0" : number;
  }

  /// Less than a billionth counts as one.
  private static BigDecimal rounded(BigDecimal number) {
    return number.setScale(9, RoundingMode.UP);
  }

  private static String decimal(BigDecimal number) {
    var nanos = rounded(number).unscaledValue();
    var unit = thousands(nanos, DECIMAL.length() - 1);
    var count = nanos.divide(BigInteger.TEN.pow(unit * 3));
    return count + DECIMAL.substring(unit, unit + 1).strip();
  }

  private static String exponent(BigDecimal number) {
    var nanos = rounded(number).unscaledValue();
    var unit = thousands(nanos, 20);
    var count = nanos.divide(BigInteger.TEN.pow(unit * 3));
    return unit == 3 ? count.toString() : count + "e" + (unit - 3) * 3;
  }

  /// How often a thousand goes into it without a rest; nothing is counted in ones.
  private static int thousands(BigInteger nanos, int most) {
    if (nanos.signum() == 0) {
      return 3;
    }
    var times = 0;
    var thousand = BigInteger.valueOf(1000);
    for (var left = nanos; times < most && left.mod(thousand).signum() == 0; times++) {
      left = left.divide(thousand);
    }
    return times;
  }

  private static String binary(BigDecimal bytes) {
    var left = bytes.setScale(0, RoundingMode.UP).toBigIntegerExact();
    var unit = 0;
    var kibi = KIBI.toBigIntegerExact();
    for (; unit < BINARY.length() - 1 && left.mod(kibi).signum() == 0; unit++) {
      left = left.divide(kibi);
    }
    return unit == 0 ? left.toString() : left + BINARY.substring(unit, unit + 1) + "i";
  }
}
