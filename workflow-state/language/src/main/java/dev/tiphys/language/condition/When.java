package dev.tiphys.language.condition;

import dev.tiphys.language.condition.Token.Kind;
import java.util.List;

/// Decides a `when` text whose tags are substituted already (workflows-expr.md §4).
public final class When {
  /// Longer texts are refused.
  public static final int LENGTH_MAX = 65_536;

  private When() {}

  /// Is the condition true? Bare words are strings, and the empty text is true.
  ///
  /// @throws ConditionException if the text is no condition, is longer than [#LENGTH_MAX], is
  ///     nested too deeply, or does not end in a boolean
  public static boolean evaluate(String text) {
    return evaluate(text, true);
  }

  /// As [#evaluate], for the `when` of a CronWorkflow: there a bare word is an unknown parameter.
  public static boolean evaluateCron(String text) {
    return evaluate(text, false);
  }

  private static boolean evaluate(String text, boolean wordsAreStrings) {
    if (text.isEmpty()) {
      return true;
    }
    if (text.length() > LENGTH_MAX) {
      throw new ConditionException(
          "'when' expression has %d characters, the limit is %d"
              .formatted(text.length(), LENGTH_MAX));
    }
    List<Token> tokens;
    try {
      tokens = Lexer.read(text);
      checkBalance(tokens);
      checkOrder(tokens);
      if (wordsAreStrings) {
        tokens =
            tokens.stream()
                .map(t -> t.kind() == Kind.VARIABLE ? new Token(Kind.STRING, t.value()) : t)
                .toList();
        checkOrder(tokens);
      }
    } catch (ConditionException e) {
      var cause = e.getMessage();
      var hint =
          cause.contains("Invalid token")
              ? " (hint: try wrapping the affected expression in quotes (\"))"
              : "";
      throw new ConditionException(
          "Invalid 'when' expression '%s': %s%s".formatted(text, cause, hint));
    }
    Object result;
    try {
      result = new Evaluation(tokens).result();
    } catch (ConditionException e) {
      throw new ConditionException(
          "Failed to evaluate 'when' expresion '%s': %s".formatted(text, e.getMessage()));
    }
    if (result instanceof Boolean answer) {
      return answer;
    }
    throw new ConditionException(
        "Expected boolean evaluation for '%s'. Got %s".formatted(text, Evaluation.show(result)));
  }

  private static void checkBalance(List<Token> tokens) {
    var open = tokens.stream().filter(t -> t.kind() == Kind.CLAUSE).count();
    if (open != tokens.stream().filter(t -> t.kind() == Kind.CLAUSE_CLOSE).count()) {
      throw new ConditionException("Unbalanced parenthesis");
    }
  }

  private static void checkOrder(List<Token> tokens) {
    var before = new Token(Kind.UNKNOWN, "<nil>");
    for (var token : tokens) {
      if (!before.kind().mayPrecede(token.kind())) {
        if (before.kind() == Kind.VARIABLE && token.kind() == Kind.CLAUSE) {
          throw new ConditionException("Undefined function " + before.value());
        }
        throw new ConditionException(
            "Cannot transition token types from %s [%s] to %s [%s]"
                .formatted(
                    before.kind(),
                    Evaluation.show(before.value()),
                    token.kind(),
                    Evaluation.show(token.value())));
      }
      before = token;
    }
    if (!before.kind().mayEnd()) {
      throw new ConditionException("Unexpected end of expression");
    }
  }
}
