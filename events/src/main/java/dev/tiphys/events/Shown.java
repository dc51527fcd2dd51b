package dev.tiphys.events;

/// Text from outside as messages may show it: short, and on one line.
final class Shown {
  private static final int CHARS_MAX = 80;

  private Shown() {}

  static String of(String text) {
    var line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > CHARS_MAX ? line.substring(0, CHARS_MAX) + "…" : line;
  }
}
