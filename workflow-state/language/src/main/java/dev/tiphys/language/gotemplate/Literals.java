package dev.tiphys.language.gotemplate;

import java.util.Locale;

/// Numbers and quoted texts as Go writes them.
final class Literals {
  private Literals() {}

  /// @throws NumberFormatException if it is none, or too large
  static Object number(String source) {
    var text = source.replace("_", "").toLowerCase(Locale.ROOT);
    var sign = text.startsWith("-") ? "-" : "";
    var digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (digits.startsWith("0x")) {
      return Long.parseLong(sign + digits.substring(2), 16);
    }
    if (digits.startsWith("0b")) {
      return Long.parseLong(sign + digits.substring(2), 2);
    }
    if (digits.startsWith("0o")) {
      return Long.parseLong(sign + digits.substring(2), 8);
    }
    if (digits.contains(".") || digits.contains("e")) {
      var value = Double.parseDouble(sign + digits);
      return value;
    }
    return digits.length() > 1 && digits.startsWith("0")
        ? Long.parseLong(sign + digits.substring(1), 8)
        : Long.parseLong(sign + digits);
  }

  /// The text of a literal in quotes or backquotes.
  ///
  /// @throws IllegalArgumentException if it has an escape that Go has not
  static String unquoted(String source) {
    var inner = source.substring(1, source.length() - 1);
    if (source.startsWith("`") || inner.indexOf('\\') < 0) {
      return inner;
    }
    var out = new StringBuilder();
    for (var i = 0; i < inner.length(); i++) {
      if (inner.charAt(i) != '\\') {
        out.append(inner.charAt(i));
        continue;
      }
      var c = inner.charAt(++i);
      switch (c) {
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'v' -> out.append('\u000b');
        case '\\', '"', '\'' -> out.append(c);
        case 'x', 'u', 'U' -> {
          var length = c == 'x' ? 2 : c == 'u' ? 4 : 8;
          if (i + length >= inner.length() + (i + length == inner.length() ? 1 : 0)) {
            throw new IllegalArgumentException("invalid syntax");
          }
          out.appendCodePoint(Integer.parseInt(inner, i + 1, i + 1 + length, 16));
          i += length;
        }
        case '0', '1', '2', '3' -> {
          out.append((char) Integer.parseInt(inner, i, Math.min(i + 3, inner.length()), 8));
          i += 2;
        }
        default -> throw new IllegalArgumentException("invalid syntax");
      }
    }
    return out.toString();
  }
}
