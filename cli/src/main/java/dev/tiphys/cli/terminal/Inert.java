package dev.tiphys.cli.terminal;

/// Text without power over the terminal: names, messages and logs come from manifests and programs,
/// and an escape sequence in one must not move the cursor or retitle the window.
public final class Inert {
  private Inert() {}

  /// The text on one line, with `\uFFFD` where a control character was.
  public static String text(String text) {
    return isPlain(text) ? text : replaced(text, false);
  }

  /// A line of a log: as [#text], but tabs stay, and a carriage return at the end is dropped.
  public static String logLine(String line) {
    var end = line.endsWith("\r") ? line.length() - 1 : line.length();
    return replaced(line.substring(0, end), true);
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static String replaced(String text, boolean tabs) {
    var inert = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\t' && tabs) {
                inert.append('\t');
              } else if (point == '\n' || point == '\t') {
                inert.append(' ');
              } else if (hasPower(point)) {
                inert.append('\uFFFD');
              } else {
                inert.appendCodePoint(point);
              }
            });
    return inert.toString();
  }

  private static boolean hasPower(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
