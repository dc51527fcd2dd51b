package dev.tiphys.language.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.condition.ConditionException;
import dev.tiphys.language.condition.When;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.loop.Items;
import dev.tiphys.language.loop.LoopException;
import org.jspecify.annotations.Nullable;

/// Reads the small languages within fields. A text with tags is not known yet, and let through.
final class Syntax {
  private Syntax() {}

  /// Complains of a text that is no expression.
  static void expression(@Nullable String text, Report report, String where) {
    if (text == null || text.isEmpty() || Rules.hasTags(text)) {
      return;
    }
    try {
      Expression.parse(text);
    } catch (ExpressionException e) {
      report.add(where + " failed to evaluate expression: " + e.getMessage());
    }
  }

  /// Complains of a field of `parent` that is no expression.
  static void expression(JsonNode parent, String field, Report report, String where) {
    if (parent.path(field).isTextual()) {
      expression(parent.path(field).textValue(), report.at(field), where + "." + field);
    }
  }

  /// Complains of a condition that can be neither true nor false.
  static void when(@Nullable String text, Report report, String where) {
    if (text == null || Rules.hasTags(text)) {
      return;
    }
    try {
      When.evaluate(text);
    } catch (ConditionException e) {
      report.add(where + " " + e.getMessage());
    }
  }

  /// Complains of a text that is no list of items.
  static void items(@Nullable String text, Report report, String where) {
    if (text == null || Rules.hasTags(text)) {
      return;
    }
    try {
      Items.parse(text);
    } catch (LoopException e) {
      report.add(where + " " + e.getMessage());
    }
  }
}
