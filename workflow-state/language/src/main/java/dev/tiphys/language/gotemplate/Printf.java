package dev.tiphys.language.gotemplate;

import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoFunctions;
import dev.tiphys.language.expression.GoValues;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Prints as Go's `fmt`.
final class Printf {
  private static final int WIDTH_MAX = 10_000;

  /// A verb with what stands between it and `%`; -1 for what is not given.
  private record Verb(
      boolean minus,
      boolean plus,
      boolean sharp,
      boolean zero,
      boolean space,
      int width,
      int precision,
      char letter) {}

  private Printf() {}

  /// With blanks between operands neither of which is a text.
  static String print(List<@Nullable Object> operands, GoFunctions functions) {
    var out = new StringBuilder();
    for (var i = 0; i < operands.size(); i++) {
      if (i > 0
          && !(operands.get(i) instanceof String)
          && !(operands.get(i - 1) instanceof String)) {
        out.append(' ');
      }
      out.append(shown(operands.get(i), functions));
    }
    return out.toString();
  }

  static String println(List<@Nullable Object> operands, GoFunctions functions) {
    return String.join(" ", operands.stream().map(o -> shown(o, functions)).toList()) + "\n";
  }

  private static String shown(@Nullable Object value, GoFunctions functions) {
    return value instanceof String text ? text : functions.print(value);
  }

  static String format(List<@Nullable Object> operands, GoFunctions functions) {
    if (operands.isEmpty() || !(operands.getFirst() instanceof String format)) {
      throw new ExpressionException("wrong type for value; expected string");
    }
    var out = new StringBuilder();
    var next = 1;
    for (var i = 0; i < format.length(); i++) {
      var c = format.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      var minus = false;
      var plus = false;
      var sharp = false;
      var zero = false;
      var space = false;
      for (i++; i < format.length() && "-+# 0".indexOf(format.charAt(i)) >= 0; i++) {
        switch (format.charAt(i)) {
          case '-' -> minus = true;
          case '+' -> plus = true;
          case '#' -> sharp = true;
          case '0' -> zero = true;
          default -> space = true;
        }
      }
      var width = -1;
      if (i < format.length() && format.charAt(i) == '*') {
        width = star(operands, next++);
        i++;
      } else {
        var end = digits(format, i);
        width = end > i ? bounded(format.substring(i, end)) : -1;
        i = end;
      }
      var precision = -1;
      if (i < format.length() && format.charAt(i) == '.') {
        i++;
        if (i < format.length() && format.charAt(i) == '*') {
          precision = star(operands, next++);
          i++;
        } else {
          var end = digits(format, i);
          precision = end > i ? bounded(format.substring(i, end)) : 0;
          i = end;
        }
      }
      if (i >= format.length()) {
        out.append("%!(NOVERB)");
        break;
      }
      var letter = format.charAt(i);
      if (letter == '%') {
        out.append('%');
      } else if (next >= operands.size()) {
        out.append("%!").append(letter).append("(MISSING)");
      } else {
        var verb = new Verb(minus, plus, sharp, zero, space, width, precision, letter);
        out.append(padded(verb(verb, operands.get(next++), functions), verb));
      }
      functions.characters(Math.max(0, width));
    }
    if (next < operands.size()) {
      out.append("%!(EXTRA ");
      for (var i = next; i < operands.size(); i++) {
        out.append(i > next ? ", " : "")
            .append(GoFunctions.typeName(operands.get(i)))
            .append('=')
            .append(shown(operands.get(i), functions));
      }
      out.append(')');
    }
    return out.toString();
  }

  private static int digits(String format, int from) {
    var end = from;
    while (end < format.length() && Character.isDigit(format.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int bounded(String digits) {
    return digits.length() > 5 ? WIDTH_MAX : Math.min(WIDTH_MAX, Integer.parseInt(digits));
  }

  private static int star(List<@Nullable Object> operands, int index) {
    return index < operands.size() && operands.get(index) instanceof Long number
        ? Math.clamp(number, 0, WIDTH_MAX)
        : 0;
  }

  private static String padded(String text, Verb verb) {
    var missing = verb.width() - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    if (verb.minus()) {
      return text + " ".repeat(missing);
    }
    if (verb.zero() && "dfeEgGxXobv".indexOf(verb.letter()) >= 0) {
      var signed = text.startsWith("-") || text.startsWith("+");
      return signed
          ? text.charAt(0) + "0".repeat(missing) + text.substring(1)
          : "0".repeat(missing) + text;
    }
    return " ".repeat(missing) + text;
  }

  private static String verb(Verb verb, @Nullable Object value, GoFunctions functions) {
    var sign = verb.plus() ? "+" : verb.space() ? " " : "";
    return switch (verb.letter()) {
      case 'v' ->
          value instanceof String text
              ? verb.sharp() ? GoValues.quote(text) : text
              : functions.print(value);
      case 'T' -> GoFunctions.typeName(value);
      case 's' ->
          value instanceof String text
              ? cut(text, verb.precision())
              : value instanceof List || value instanceof java.util.Map
                  ? functions.print(value)
                  : wrong(verb, value, functions);
      case 'q' ->
          value instanceof String text
              ? GoValues.quote(cut(text, verb.precision()))
              : value instanceof Long code && Character.isValidCodePoint(code.intValue())
                  ? "'" + Character.toString(code.intValue()) + "'"
                  : wrong(verb, value, functions);
      case 't' -> value instanceof Boolean flag ? flag.toString() : wrong(verb, value, functions);
      case 'c' ->
          value instanceof Long code && Character.isValidCodePoint(code.intValue())
              ? Character.toString(code.intValue())
              : wrong(verb, value, functions);
      case 'd' ->
          value instanceof Long number
              ? (number >= 0 ? sign : "") + number
              : wrong(verb, value, functions);
      case 'b' ->
          value instanceof Long number ? Long.toString(number, 2) : wrong(verb, value, functions);
      case 'o' ->
          value instanceof Long number ? Long.toString(number, 8) : wrong(verb, value, functions);
      case 'x', 'X' -> {
        var hex =
            switch (value) {
              case Long number -> (verb.sharp() ? "0x" : "") + Long.toString(number, 16);
              case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
              case null, default -> wrong(verb, value, functions);
            };
        yield verb.letter() == 'X' ? hex.toUpperCase(Locale.ROOT) : hex;
      }
      case 'f', 'F' ->
          value instanceof Double number && Double.isFinite(number)
              ? (number >= 0 ? sign : "")
                  + new BigDecimal(number)
                      .setScale(verb.precision() < 0 ? 6 : verb.precision(), RoundingMode.HALF_EVEN)
                      .toPlainString()
              : wrong(verb, value, functions);
      case 'e', 'E' ->
          value instanceof Double number && Double.isFinite(number)
              ? String.format(
                  Locale.ROOT,
                  "%." + (verb.precision() < 0 ? 6 : verb.precision()) + verb.letter(),
                  number)
              : wrong(verb, value, functions);
      case 'g', 'G' ->
          value instanceof Double ? functions.print(value) : wrong(verb, value, functions);
      default -> wrong(verb, value, functions);
    };
  }

  private static String cut(String text, int precision) {
    return precision < 0 || text.codePointCount(0, text.length()) <= precision
        ? text
        : text.substring(0, text.offsetByCodePoints(0, precision));
  }

  private static String wrong(Verb verb, @Nullable Object value, GoFunctions functions) {
    return value == null
        ? "%!" + verb.letter() + "(<nil>)"
        : "%!%s(%s=%s)"
            .formatted(verb.letter(), GoFunctions.typeName(value), shown(value, functions));
  }
}
