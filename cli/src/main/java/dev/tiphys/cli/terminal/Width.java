package dev.tiphys.cli.terminal;

/// How many columns text takes, not counting the colours that [Ink] adds.
public final class Width {
  private static final char ESCAPE = '\u001b';

  private Width() {}

  public static int of(String text) {
    var width = 0;
    for (var at = 0; at < text.length(); ) {
      if (text.charAt(at) == ESCAPE) {
        at = afterColour(text, at);
        continue;
      }
      var point = text.codePointAt(at);
      width += of(point);
      at += Character.charCount(point);
    }
    return width;
  }

  /// The text if it fits into so many columns, else its beginning and `…`.
  public static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    var cut = new StringBuilder();
    var left = columns - 1;
    var coloured = false;
    for (var at = 0; at < text.length(); ) {
      if (text.charAt(at) == ESCAPE) {
        var after = afterColour(text, at);
        cut.append(text, at, after);
        coloured = true;
        at = after;
        continue;
      }
      var point = text.codePointAt(at);
      left -= of(point);
      if (left < 0) {
        break;
      }
      cut.appendCodePoint(point);
      at += Character.charCount(point);
    }
    if (columns > 0) {
      cut.append('…');
    }
    return coloured ? cut + Ink.RESET : cut.toString();
  }

  /// The text with blanks up to so many columns.
  public static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  private static int afterColour(String text, int at) {
    var end = text.indexOf('m', at);
    return end < 0 ? text.length() : end + 1;
  }

  private static int of(int point) {
    if (point < 0x300) {
      return 1;
    }
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(point) ? 2 : 1;
    };
  }

  /// East Asian Wide and Fullwidth in the large, and the blocks of emoji.
  private static boolean isWide(int point) {
    return point >= 0x1100 && point <= 0x115f
        || point >= 0x2e80 && point <= 0xa4cf && point != 0x303f
        || point >= 0xac00 && point <= 0xd7a3
        || point >= 0xf900 && point <= 0xfaff
        || point >= 0xfe30 && point <= 0xfe6f
        || point >= 0xff00 && point <= 0xff60
        || point >= 0xffe0 && point <= 0xffe6
        || point >= 0x1f300 && point <= 0x1f64f
        || point >= 0x1f900 && point <= 0x1f9ff
        || point >= 0x20000 && point <= 0x3fffd;
  }
}
