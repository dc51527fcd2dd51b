package dev.tiphys.language.loop;

/// What one loop may cost.
final class Limits {
  /// Every item becomes a node: the largest run that is still normal may be one loop.
  static final int ITEMS_MAX = 100_000;

  /// Everything inside the items of a `withParam`, lists and maps included.
  static final int VALUES_MAX = 1_000_000;

  /// As deep as a template may be that such an item goes into.
  static final int DEPTH_MAX = 500;

  /// The texts of all items of a `withSequence` together.
  static final int CHARACTERS_MAX = 16_000_000;

  /// Of a `format`: the width and the precision of one number.
  static final int WIDTH_MAX = 1_000;

  private Limits() {}
}
