package dev.tiphys.language.expression;

/// Says why a text is not an expression, or why an expression has no value.
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean placed;

  private ExpressionException(String message, boolean placed) {
    super(message, null, false, false);
    this.placed = placed;
  }

  public ExpressionException(String message) {
    this(message, false);
  }

  /// The same failure, with the place in the source unless it already names one.
  ExpressionException at(String source, int offset) {
    if (placed || offset < 0) {
      return this;
    }
    var line = 1;
    var column = 1;
    for (var i = 0; i < offset && i < source.length(); i++) {
      if (source.charAt(i) == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(source.charAt(i))) {
        column++;
      }
    }
    return new ExpressionException(getMessage() + " (" + line + ":" + column + ")", true);
  }
}
