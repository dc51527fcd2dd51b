package dev.tiphys.language.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;

/// Tries a text by hand: what would become of it, given these variables?
public final class Trial {
  private Trial() {}

  /// What a text with tags becomes. Unknown tags stay.
  ///
  /// @param env names to values; a null declares an absent output
  /// @throws TemplateException if a tag is never closed or stands for an absent output
  public static String tags(String text, JsonNode env, Ambient ambient) {
    return Text.parse(text).substitute(scope(env), Policy.KEEP, ambient).toString();
  }

  /// What an expression, written without braces, becomes in the place of its tag.
  ///
  /// @throws ExpressionException with the message that a user of Argo sees
  public static String expression(String source, JsonNode env, Ambient ambient) {
    Object value;
    try {
      value = Expression.parse(source).evaluate(new Bellows(scope(env)), ambient);
    } catch (ExpressionException wrong) {
      throw new TemplateException(
          TemplateException.Reason.FAILED, "failed to evaluate expression: " + wrong.getMessage());
    }
    if (value == null) {
      throw new TemplateException(TemplateException.Reason.FAILED, "nil result");
    }
    try {
      return Expression.format(value);
    } catch (ExpressionException wrong) {
      throw new TemplateException(
          TemplateException.Reason.FAILED, "marshal: " + wrong.getMessage());
    }
  }

  private static Scope scope(JsonNode env) {
    var scope = Scope.builder();
    env.properties()
        .forEach(
            entry -> {
              var value = entry.getValue();
              if (value.isNull()) {
                scope.putAbsent(entry.getKey());
              } else {
                scope.put(entry.getKey(), value.isTextual() ? value.textValue() : value.toString());
              }
            });
    return scope.build();
  }
}
