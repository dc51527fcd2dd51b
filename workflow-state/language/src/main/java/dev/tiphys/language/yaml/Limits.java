package dev.tiphys.language.yaml;

/// What one file may hold. Everything above is refused by name before memory is spent on it.
public final class Limits {
  /// Bytes of one file.
  public static final int BYTES_MAX = 16 * 1024 * 1024;

  /// Maps and lists inside one another.
  public static final int DEPTH_MAX = 100;

  /// Aliases (`*name`) in one file.
  public static final int ALIASES_MAX = 50;

  /// Maps, lists and scalars in one file, each counted as often as aliases repeat it.
  public static final int NODES_MAX = 2_000_000;

  /// Characters of one key.
  public static final int KEY_CHARS_MAX = 1024;

  private Limits() {}
}
