package dev.tiphys.language.expression;

import java.time.DateTimeException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A parsed expression. Immutable, so one parse serves every evaluation.
public final class Expression {
  private final String source;
  private final Node root;
  private final Map<String, Boolean> names;

  private Expression(String source, Node root, Map<String, Boolean> names) {
    this.source = source;
    this.root = root;
    this.names = names;
  }

  /// Reads a source.
  ///
  /// @throws ExpressionException if it is not an expression, too long or nested too deeply
  public static Expression parse(String source) {
    if (source.length() > Limits.SOURCE_CHARACTERS_MAX) {
      throw new ExpressionException(
          "expression is longer than " + Limits.SOURCE_CHARACTERS_MAX + " characters");
    }
    var root = Parser.parse(source);
    return new Expression(source, root, Names.of(root));
  }

  /// The names that the expression needs, as dotted paths such as `steps.a.outputs.result`.
  public Set<String> names() {
    return names.keySet();
  }

  /// Whether the expression copes without this one of its [#names()]: it stands only under `?.` or
  /// left of `??`.
  public boolean isOptional(String name) {
    return names.getOrDefault(name, false);
  }

  /// The value: null, Boolean, Long, Double, String, List, Map, or a time or duration that only
  /// [#format] can read.
  ///
  /// @throws ExpressionException if types do not fit, an operation fails or a budget is exceeded
  public @Nullable Object evaluate(Environment environment, Ambient ambient) {
    Checker.check(root, source, environment);
    try {
      return new Evaluator(source, environment, ambient).evaluate(root);
    } catch (DateTimeException
        | ArithmeticException
        | IndexOutOfBoundsException
        | IllegalArgumentException beyond) {
      // Ranges of the JDK's own types, such as the year 1,000,000,000, or a missing argument.
      throw new ExpressionException("value out of range: " + beyond.getMessage());
    }
  }

  /// A value as the text that takes the place of a tag: strings as they are, all else as JSON.
  ///
  /// @throws ExpressionException if the value has no JSON form
  public static String format(@Nullable Object value) {
    return value instanceof String text ? text : Json.write(value, true, new Budget());
  }

  @Override
  public String toString() {
    return source;
  }
}
