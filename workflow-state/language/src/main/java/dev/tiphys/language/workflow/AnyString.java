package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/// Scalars that Argo keeps as text whatever they were written as (F003).
public final class AnyString {
  private AnyString() {}

  /// The text of a scalar: numbers in decimal without an exponent and without trailing zeros,
  /// booleans as `true` and `false`.
  ///
  /// A number passes through a 64-bit float on its way, as in Argo, so beyond 2^53 digits are lost.
  ///
  /// @throws IllegalArgumentException for a map, a list or null
  public static String of(JsonNode scalar) {
    if (scalar.isTextual()) {
      return scalar.textValue();
    }
    if (scalar.isBoolean()) {
      return String.valueOf(scalar.booleanValue());
    }
    if (scalar.isNumber()) {
      return of(scalar.doubleValue());
    }
    throw new IllegalArgumentException("expected a scalar, found " + scalar.getNodeType());
  }

  /// The shortest decimal text that reads back as `number`.
  public static String of(double number) {
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }
}
