package dev.tiphys.cli;

/// What may reach a terminal.
final class Terminal {
  private Terminal() {}

  /// The text on one line and without control characters: names and messages come from manifests,
  /// and an escape sequence in one must not move the cursor or retitle the window.
  static String inert(String text) {
    var inert = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\n' || point == '\t') {
                inert.append(' ');
              } else if (Character.getType(point) == Character.CONTROL
                  || Character.getType(point) == Character.FORMAT) {
                inert.append('\uFFFD');
              } else {
                inert.appendCodePoint(point);
              }
            });
    return inert.toString();
  }
}
