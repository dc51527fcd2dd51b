package dev.tiphys.language.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The condition in `[?(…)]` of a JSONPath.
final class PathFilter {
  /// What a path that leads nowhere finds. It equals nothing.
  static final Object NOTHING = new Object();

  private static final List<String> COMPARISONS =
      List.of("==", "!=", "=~", "<=", ">=", "<", ">", " in ");

  private PathFilter() {}

  static boolean holds(
      String text, @Nullable Object current, @Nullable Object root, Budget budget) {
    budget.step();
    var condition = text.strip();
    var or = outside(condition, "||");
    if (or >= 0) {
      return holds(condition.substring(0, or), current, root, budget)
          || holds(condition.substring(or + 2), current, root, budget);
    }
    var and = outside(condition, "&&");
    if (and >= 0) {
      return holds(condition.substring(0, and), current, root, budget)
          && holds(condition.substring(and + 2), current, root, budget);
    }
    if (condition.startsWith("!") && !condition.startsWith("!=")) {
      return !holds(condition.substring(1), current, root, budget);
    }
    if (condition.startsWith("(") && condition.endsWith(")")) {
      return holds(condition.substring(1, condition.length() - 1), current, root, budget);
    }
    for (var operator : COMPARISONS) {
      var at = outside(condition, operator);
      if (at >= 0) {
        var left = operand(condition.substring(0, at), current, root, budget);
        var right = operand(condition.substring(at + operator.length()), current, root, budget);
        return compare(operator.strip(), left, right, budget);
      }
    }
    var value = operand(condition, current, root, budget);
    return value != NOTHING && value != null && !Boolean.FALSE.equals(value) && !"".equals(value);
  }

  private static boolean compare(
      String operator, @Nullable Object left, @Nullable Object right, Budget budget) {
    if (operator.equals("==") || operator.equals("!=")) {
      return Values.equal(left, right, budget) == operator.equals("==");
    }
    if (operator.equals("in")) {
      return right instanceof List<?> list
          && list.stream().anyMatch(item -> Values.equal(left, item, budget));
    }
    if (operator.equals("=~")) {
      return left instanceof String text
          && right instanceof String regex
          && Regexes.compile(regex).matcher(text).find();
    }
    if (!(left instanceof Number && right instanceof Number
        || left instanceof String && right instanceof String)) {
      return false;
    }
    var order = Values.compare(operator, left, right);
    return switch (operator) {
      case "<" -> order < 0;
      case ">" -> order > 0;
      case "<=" -> order <= 0;
      default -> order >= 0;
    };
  }

  /// Where an operator stands outside of quotes and brackets, or -1.
  private static int outside(String text, String operator) {
    var depth = 0;
    var quote = '\0';
    for (var i = 0; i < text.length(); i++) {
      var character = text.charAt(i);
      if (quote != '\0') {
        quote = character == quote ? '\0' : quote;
      } else if (character == '\'' || character == '"') {
        quote = character;
      } else if (depth == 0 && text.startsWith(operator, i)) {
        return i;
      } else if (character == '(' || character == '[') {
        depth++;
      } else if (character == ')' || character == ']') {
        depth--;
      }
    }
    return -1;
  }

  private static @Nullable Object operand(
      String text, @Nullable Object current, @Nullable Object root, Budget budget) {
    var operand = text.strip();
    if (operand.startsWith("@") || operand.startsWith("$")) {
      return JsonPath.find(operand, current, root, budget);
    }
    if (operand.length() > 1
        && ("'/".indexOf(operand.charAt(0)) >= 0)
        && operand.charAt(operand.length() - 1) == operand.charAt(0)) {
      return operand.substring(1, operand.length() - 1);
    }
    if (operand.equals("nil")) {
      return null;
    }
    return Json.parse(operand.startsWith("[") ? operand.replace('\'', '"') : operand, budget);
  }
}
