package dev.tiphys.language.expression;

/// Counts what one evaluation has used, and ends it when that is too much.
final class Budget {
  private int steps;
  private long elements;
  private long characters;

  /// Charges one visited node or compared value.
  void step() {
    if (++steps > Limits.STEPS_MAX) {
      throw new ExpressionException(
          "step budget exceeded: more than " + Limits.STEPS_MAX + " steps");
    }
  }

  /// Charges work that grows with its input.
  void steps(long count) {
    if (count > Limits.STEPS_MAX - steps) {
      throw new ExpressionException(
          "step budget exceeded: more than " + Limits.STEPS_MAX + " steps");
    }
    steps += (int) count;
  }

  /// Charges elements of a list or map before it is made.
  void elements(long count) {
    elements += count;
    if (count < 0 || elements > Limits.ELEMENTS_MAX) {
      throw new ExpressionException("memory budget exceeded");
    }
  }

  /// Charges characters of a string before it is made.
  void characters(long count) {
    characters += count;
    if (count < 0 || characters > Limits.CHARACTERS_MAX) {
      throw new ExpressionException("memory budget exceeded");
    }
  }

  /// A string of known length is charged once it is there.
  String made(String text) {
    characters(text.length());
    return text;
  }
}
