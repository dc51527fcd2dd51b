package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Comparator;

/// When two values are the same: numbers are so however they are held (`1` is `1.0`), objects
/// whatever the order of their fields.
public final class Values {
  private static final Comparator<JsonNode> NUMBERS =
      (left, right) -> {
        if (left.equals(right)) {
          return 0;
        }
        return left.isNumber() && right.isNumber() ? decimal(left).compareTo(decimal(right)) : 1;
      };

  private Values() {}

  private static BigDecimal decimal(JsonNode number) {
    return number.isFloatingPointNumber() && !Double.isFinite(number.doubleValue())
        ? BigDecimal.ZERO
        : number.decimalValue();
  }

  public static boolean same(JsonNode left, JsonNode right) {
    return left.equals(NUMBERS, right);
  }
}
