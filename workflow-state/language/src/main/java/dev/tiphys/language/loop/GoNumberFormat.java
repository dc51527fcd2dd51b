package dev.tiphys.language.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A format of Go's `fmt` for one integer. A verb that is not for integers, a second one or none at
/// all is marked in the text as Go marks it.
final class GoNumberFormat {
  private static final Pattern DIRECTIVE =
      Pattern.compile("%([-+# 0]*)([0-9]*)(?:(\\.)([0-9]*))?(\\[1])?(.)?", Pattern.DOTALL);

  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  /// @param precision how many digits there are at least, or -1
  private record Verb(String flags, int width, int precision, int verb) implements Part {
    boolean has(char flag) {
      return flags.indexOf(flag) >= 0;
    }
  }

  private final List<Part> parts;
  private final boolean usesNumber;

  private GoNumberFormat(List<Part> parts) {
    this.parts = parts;
    this.usesNumber = parts.stream().anyMatch(Verb.class::isInstance);
  }

  static GoNumberFormat parse(String format) {
    var parts = new ArrayList<Part>();
    var directive = DIRECTIVE.matcher(format);
    var position = 0;
    var verbs = 0;
    while (directive.find(position)) {
      parts.add(new Literal(format.substring(position, directive.start())));
      position = directive.end();
      var verb = directive.group(6);
      if (verb == null) {
        parts.add(new Literal("%!(NOVERB)"));
      } else if (verb.equals("%")) {
        parts.add(new Literal("%"));
      } else if (verbs++ > 0 && directive.group(5) == null) {
        parts.add(new Literal("%!" + verb + "(MISSING)"));
      } else {
        var precision = directive.group(3) == null ? -1 : number(directive.group(4));
        parts.add(
            new Verb(
                directive.group(1), number(directive.group(2)), precision, verb.codePointAt(0)));
      }
    }
    parts.add(new Literal(format.substring(position)));
    return new GoNumberFormat(parts);
  }

  private static int number(String digits) {
    if (digits.isEmpty()) {
      return 0;
    }
    if (digits.length() > 9 || Integer.parseInt(digits) > Limits.WIDTH_MAX) {
      throw new LoopException(
          "withSequence: format: expected a width of at most %d (limit WIDTH_MAX), found %s"
              .formatted(
                  Limits.WIDTH_MAX, digits.length() > 20 ? digits.substring(0, 20) + "…" : digits));
    }
    return Integer.parseInt(digits);
  }

  String apply(long number) {
    var out = new StringBuilder();
    for (var part : parts) {
      switch (part) {
        case Literal(var text) -> out.append(text);
        case Verb verb -> out.append(text(verb, number));
      }
    }
    if (!usesNumber) {
      out.append("%!(EXTRA int=").append(number).append(')');
    }
    return out.toString();
  }

  private static String text(Verb verb, long number) {
    var alternate = verb.has('#');
    return switch (verb.verb()) {
      case 'd', 'v' -> integer(verb, number, 10, "");
      case 'b' -> integer(verb, number, 2, alternate ? "0b" : "");
      case 'o' -> integer(verb, number, 8, alternate ? "0" : "");
      case 'O' -> integer(verb, number, 8, "0o");
      case 'x' -> integer(verb, number, 16, alternate ? "0x" : "");
      case 'X' -> integer(verb, number, 16, alternate ? "0X" : "").toUpperCase(Locale.ROOT);
      case 'c' -> padded(verb, Character.toString(codePoint(number)));
      case 'q' -> padded(verb, "'" + quoted(codePoint(number)) + "'");
      case 'T' -> padded(verb, "int");
      case 'U' -> padded(verb, unicode(verb, number));
      default -> "%!" + Character.toString(verb.verb()) + "(int=" + number + ")";
    };
  }

  private static int codePoint(long number) {
    return number < 0 || number > Character.MAX_CODE_POINT || number >= 0xd800 && number <= 0xdfff
        ? 0xfffd
        : (int) number;
  }

  private static String quoted(int point) {
    return switch (point) {
      case '\'' -> "\\'";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case 0x07 -> "\\a";
      case 0x0b -> "\\v";
      default ->
          point < ' ' || point == 0x7f ? "\\x%02x".formatted(point) : Character.toString(point);
    };
  }

  private static String unicode(Verb verb, long number) {
    var text = "U+%04X".formatted(number);
    return verb.has('#') ? text + " '" + Character.toString(codePoint(number)) + "'" : text;
  }

  private static String integer(Verb verb, long number, int base, String prefix) {
    var digits = Long.toString(number, base).replace("-", "");
    if (verb.precision() == 0 && number == 0) {
      return " ".repeat(verb.width());
    }
    var sign = number < 0 ? "-" : verb.has('+') ? "+" : verb.has(' ') ? " " : "";
    var zeros = verb.precision() - digits.length();
    if (verb.precision() < 0 && verb.has('0') && !verb.has('-')) {
      zeros = verb.width() - digits.length() - sign.length();
    }
    if (base == 8 && prefix.equals("0") && (digits.startsWith("0") || zeros > 0)) {
      prefix = "";
    }
    return padded(verb, sign + prefix + "0".repeat(Math.max(0, zeros)) + digits);
  }

  private static String padded(Verb verb, String text) {
    var spaces = " ".repeat(Math.max(0, verb.width() - text.codePointCount(0, text.length())));
    return verb.has('-') ? text + spaces : spaces + text;
  }
}
