package dev.tiphys.language.expression;

/// What one expression may cost. Generous for people, small for a machine.
final class Limits {
  static final int SOURCE_CHARACTERS_MAX = 100_000;
  static final int NESTING_MAX = 256;

  /// Also bounds long chains such as `1 + 1 + …`, which nest to the left. Fits a small stack.
  static final int TREE_DEPTH_MAX = 400;

  static final int STEPS_MAX = 5_000_000;

  /// Elements of lists and maps: the budget of expr-lang itself.
  static final int ELEMENTS_MAX = 1_000_000;

  static final int CHARACTERS_MAX = 16_000_000;
  static final int VALUE_DEPTH_MAX = 500;

  private Limits() {}
}
