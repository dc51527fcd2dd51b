package dev.tiphys.language.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/// The text of a scalar that stands where a string belongs, as Go's YAML library makes it.
final class GoText {
  private static final int EXPONENT_FROM = 6;

  private GoText() {}

  static String of(JsonNode scalar) {
    return scalar.isDouble() ? of(scalar.doubleValue()) : scalar.asText();
  }

  /// The shortest digits; with an exponent below 10^-4 and from 10^6 on.
  static String of(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    var decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    var digits = decimal.unscaledValue().abs().toString();
    var exponent = digits.length() - 1 - decimal.scale();
    if (exponent >= -4 && exponent < EXPONENT_FROM) {
      return decimal.toPlainString();
    }
    return (number < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
