package dev.tiphys.language.template;

import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.template.TemplateException.Reason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The inside of an expression tag: parsed, or the reason why it is not an expression.
record Formula(String source, @Nullable Expression expression, @Nullable String mistake) {
  /// Names that become known only while a run goes on. An expression that needs one waits for it.
  private static final Set<String> LATE =
      Set.of(
          "item",
          "retries",
          "lastRetry.exitCode",
          "lastRetry.status",
          "lastRetry.duration",
          "lastRetry.message",
          "workflow.status",
          "workflow.failures");

  static Formula of(String source) {
    try {
      return new Formula(source, Expression.parse(source), null);
    } catch (ExpressionException wrong) {
      return new Formula(source, null, wrong.getMessage());
    }
  }

  Set<String> names() {
    return expression == null ? Set.of() : expression.names();
  }

  /// The text to put in the place of the tag, or null if the tag has to stay.
  @Nullable String substitute(Scope scope, Policy policy, Ambient ambient) {
    if (expression == null) {
      return failed(policy, "failed to evaluate expression: " + mistake);
    }
    var environment = new Bellows(scope);
    if (isTooEarly(expression, environment, policy)) {
      return null;
    }
    Object value;
    try {
      value = expression.evaluate(environment, ambient);
    } catch (ExpressionException wrong) {
      return failed(policy, "failed to evaluate expression: " + wrong.getMessage());
    }
    if (value == null) {
      return failed(policy, "failed to evaluate expression \"" + source + "\"");
    }
    try {
      return Expression.format(value);
    } catch (ExpressionException wrong) {
      return failed(policy, "marshal: " + wrong.getMessage());
    }
  }

  /// Whether a name is missing that a later pass may know.
  private static boolean isTooEarly(Expression expression, Bellows environment, Policy policy) {
    var early = false;
    for (var name : expression.names()) {
      if (environment.contains(name)) {
        continue;
      }
      var optional = expression.isOptional(name);
      if (policy.isStrict(name)) {
        if (!optional) {
          throw TemplateException.missing(name);
        }
      } else {
        early |= isLate(name) || !optional && !policy.keepsFailures();
      }
    }
    return early;
  }

  private static boolean isLate(String name) {
    return LATE.contains(name) || name.startsWith("item.");
  }

  private static @Nullable String failed(Policy policy, String message) {
    if (policy.keepsFailures()) {
      return null;
    }
    throw new TemplateException(Reason.FAILED, message);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Formula formula && source.equals(formula.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }
}
