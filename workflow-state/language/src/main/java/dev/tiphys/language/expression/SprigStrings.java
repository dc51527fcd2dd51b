package dev.tiphys.language.expression;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Strings and regular expressions of sprig.
final class SprigStrings {
  private static final String SPACE = " \t\n\u000b\f\r\u0085\u00a0";

  private SprigStrings() {}

  static @Nullable Object call(String name, Arguments in) {
    var budget = in.budget();
    return switch (name) {
      case "hello" -> "Hello!";
      case "upper" -> in.text(0).toUpperCase(Locale.ROOT);
      case "lower" -> in.text(0).toLowerCase(Locale.ROOT);
      case "title" -> words(in.text(0), true);
      case "untitle" -> words(in.text(0), false);
      case "trim" -> Strings.trim(in.text(0), SPACE, true, true);
      case "trimAll", "trimall" -> Strings.trim(in.text(1), in.text(0), true, true);
      case "trimPrefix" -> Strings.trimPrefix(in.text(1), in.text(0));
      case "trimSuffix" -> Strings.trimSuffix(in.text(1), in.text(0));
      case "contains" -> in.text(1).contains(in.text(0));
      case "hasPrefix" -> in.text(1).startsWith(in.text(0));
      case "hasSuffix" -> in.text(1).endsWith(in.text(0));
      case "repeat" -> repeat(in.integer(0), in.text(1), budget);
      case "replace" -> Strings.replace(in.text(2), in.text(0), in.text(1), -1, budget);
      case "substr" -> substring(in.integer(0), in.integer(1), in.text(2));
      case "trunc" -> truncated(in.integer(0), in.text(1));
      case "abbrev" -> abbreviated(in.text(1), 0, in.integer(0));
      case "abbrevboth" -> {
        var left = in.integer(0);
        var right = in.integer(1);
        yield right < 4 || left > 0 && right < 7
            ? in.text(2)
            : abbreviated(in.text(2), left, right);
      }
      case "initials" -> initials(in.text(0));
      case "nospace" ->
          in.text(0)
              .codePoints()
              .filter(point -> SPACE.indexOf(point) < 0)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      case "swapcase" -> swapped(in.text(0));
      case "indent", "nindent" -> {
        var lines = in.text(1).split("\n", -1).length;
        budget.characters((long) lines * Math.max(0, in.integer(0)));
        if (in.integer(0) < 0) {
          throw new ExpressionException("strings: negative Repeat count");
        }
        var pad = " ".repeat(in.integer(0));
        yield (name.equals("nindent") ? "\n" : "") + pad + in.text(1).replace("\n", "\n" + pad);
      }
      case "plural" -> in.integer(2) == 1 ? in.text(0) : in.text(1);
      case "cat" -> joined(in, value -> value, " ");
      case "quote" -> joined(in, GoFormat::quote, " ");
      case "squote" -> joined(in, value -> "'" + value + "'", " ");
      case "wrap" -> wrapped(in.text(1), in.integer(0), "\n", false);
      case "wrapWith" -> wrapped(in.text(2), in.integer(0), in.text(1), true);
      case "snakecase" -> separated(in.text(0), '_');
      case "kebabcase" -> separated(in.text(0), '-');
      case "camelcase" -> camel(in.text(0));
      case "shuffle" -> shuffled(in.text(0), in);
      case "toString" -> in.string(in.any(0));
      case "toStrings" -> new ArrayList<@Nullable Object>(in.strings(in.any(0)));
      case "join" -> budget.made(String.join(in.text(0), in.strings(in.any(1))));
      case "sortAlpha" -> {
        if (!(in.any(0) instanceof List)) {
          yield new ArrayList<@Nullable Object>(in.strings(in.any(0)));
        }
        var sorted = new ArrayList<@Nullable Object>();
        in.strings(in.any(0)).stream().sorted(Values::compareText).forEach(sorted::add);
        yield sorted;
      }
      case "splitList" -> Strings.split(in.text(1), in.text(0), -1, false, budget);
      case "split" -> numbered(Strings.split(in.text(1), in.text(0), -1, false, budget));
      case "splitn" ->
          numbered(Strings.split(in.text(2), in.text(0), in.integer(1), false, budget));
      case "regexMatch" -> regex(in).matcher(subject(in)).find();
      case "regexFind" -> {
        var matcher = regex(in).matcher(subject(in));
        yield matcher.find() ? matcher.group() : "";
      }
      case "regexFindAll" -> {
        var found = new ArrayList<@Nullable Object>();
        var matcher = regex(in).matcher(subject(in));
        var limit = in.integer(2);
        while ((limit < 0 || found.size() < limit) && matcher.find()) {
          budget.elements(1);
          found.add(matcher.group());
        }
        yield found;
      }
      case "regexReplaceAll" -> budget.made(expanded(regex(in), subject(in), in.text(2), budget));
      case "regexReplaceAllLiteral" ->
          budget.made(
              regex(in)
                  .matcher(subject(in))
                  .replaceAll(com.google.re2j.Matcher.quoteReplacement(in.text(2))));
      case "regexSplit" -> regexSplit(regex(in), subject(in), in.integer(2), budget);
      case "regexQuoteMeta" -> Pattern.quote(in.text(0));
      default -> Sprig.NO_FUNCTION;
    };
  }

  private static Pattern regex(Arguments in) {
    return Regexes.compile(in.text(0));
  }

  private static String subject(Arguments in) {
    in.budget().characters(in.text(1).length());
    return in.text(1);
  }

  private static String repeat(int count, String text, Budget budget) {
    if (count < 0) {
      throw new ExpressionException("strings: negative Repeat count");
    }
    budget.characters((long) count * text.length());
    return text.repeat(count);
  }

  private static String joined(
      Arguments in, java.util.function.UnaryOperator<String> form, String separator) {
    var parts = new ArrayList<String>();
    for (var value : in.values()) {
      if (value != null) {
        parts.add(form.apply(in.string(value)));
      }
    }
    return in.budget().made(String.join(separator, parts));
  }

  /// Capitalises the first letter of each word, or the opposite.
  private static String words(String text, boolean upper) {
    var out = new StringBuilder();
    var start = true;
    for (var i = 0; i < text.length(); i++) {
      var character = text.charAt(i);
      if (start) {
        out.append(upper ? Character.toUpperCase(character) : Character.toLowerCase(character));
      } else {
        out.append(character);
      }
      start =
          upper
              ? !Character.isLetterOrDigit(character) && character != '_' && character != '\''
              : Character.isWhitespace(character);
    }
    return out.toString();
  }

  private static String substring(int start, int end, String text) {
    var bytes = Values.utf8(text);
    if (start < 0) {
      return Values.fromUtf8(java.util.Arrays.copyOfRange(bytes, 0, checked(end, bytes.length)));
    }
    var to = end < 0 || end > bytes.length ? bytes.length : end;
    if (start > to) {
      throw new IndexOutOfBoundsException();
    }
    return Values.fromUtf8(java.util.Arrays.copyOfRange(bytes, start, to));
  }

  private static int checked(int end, int length) {
    return java.util.Objects.checkIndex(end, length + 1);
  }

  private static String truncated(int count, String text) {
    var bytes = Values.utf8(text);
    if (count < 0 && bytes.length + count > 0) {
      return Values.fromUtf8(
          java.util.Arrays.copyOfRange(bytes, bytes.length + count, bytes.length));
    }
    return count >= 0 && bytes.length > count
        ? Values.fromUtf8(java.util.Arrays.copyOf(bytes, count))
        : text;
  }

  private static String abbreviated(String text, int offset, int width) {
    if (width < 4 || text.length() <= width) {
      return text;
    }
    var from = Math.min(offset, text.length());
    if (text.length() - from < width - 3) {
      from = text.length() - (width - 3);
    }
    if (from <= 4) {
      return text.substring(0, width - 3) + "...";
    }
    return from + width - 3 < text.length()
        ? "..." + abbreviated(text.substring(from), 0, width - 3)
        : "..." + text.substring(text.length() - (width - 3));
  }

  private static String initials(String text) {
    var out = new StringBuilder();
    for (var word : text.split("\\s+")) {
      if (!word.isEmpty()) {
        out.appendCodePoint(word.codePointAt(0));
      }
    }
    return out.toString();
  }

  private static String swapped(String text) {
    var out = new StringBuilder();
    for (var character : text.toCharArray()) {
      out.append(
          Character.isUpperCase(character)
              ? Character.toLowerCase(character)
              : Character.toUpperCase(character));
    }
    return out.toString();
  }

  /// Breaks a text into lines between words, and within words too long if asked.
  private static String wrapped(String text, int width, String newLine, boolean breakWords) {
    var length = Math.max(1, width);
    var out = new StringBuilder();
    var offset = 0;
    while (text.length() - offset > length) {
      if (text.charAt(offset) == ' ') {
        offset++;
        continue;
      }
      var space = text.lastIndexOf(' ', length + offset);
      if (space >= offset) {
        out.append(text, offset, space).append(newLine);
        offset = space + 1;
      } else if (breakWords) {
        out.append(text, offset, offset + length).append(newLine);
        offset += length;
      } else {
        space = text.indexOf(' ', offset + length);
        if (space < 0) {
          break;
        }
        out.append(text, offset, space).append(newLine);
        offset = space + 1;
      }
    }
    return out.append(text.substring(offset)).toString();
  }

  /// `HTTPServer` as `http_server`.
  private static String separated(String text, char separator) {
    var out = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var character = text.charAt(i);
      if (character == ' ' || character == '_' || character == '-') {
        out.append(separator);
        continue;
      }
      if (Character.isUpperCase(character) && i > 0) {
        var previous = text.charAt(i - 1);
        var nextIsLower = i + 1 < text.length() && Character.isLowerCase(text.charAt(i + 1));
        var startsWord =
            Character.isLowerCase(previous)
                || Character.isDigit(previous)
                || Character.isUpperCase(previous) && nextIsLower;
        if (startsWord) {
          out.append(separator);
        }
      }
      out.append(Character.toLowerCase(character));
    }
    return out.toString();
  }

  /// `http_server` as `HttpServer`.
  private static String camel(String text) {
    var out = new StringBuilder();
    var upper = true;
    for (var character : text.toCharArray()) {
      if (character == '_' || character == '-' || character == ' ') {
        upper = true;
      } else {
        out.append(upper ? Character.toUpperCase(character) : Character.toLowerCase(character));
        upper = false;
      }
    }
    return out.toString();
  }

  private static String shuffled(String text, Arguments in) {
    var points = text.codePoints().toArray();
    for (var i = points.length - 1; i > 0; i--) {
      var other = in.calls().ambient().random().nextInt(i + 1);
      var point = points[i];
      points[i] = points[other];
      points[other] = point;
    }
    return new String(points, 0, points.length);
  }

  private static Object numbered(List<@Nullable Object> parts) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (var part : parts) {
      map.put("_" + map.size(), part);
    }
    return map;
  }

  private static Object regexSplit(Pattern pattern, String text, int limit, Budget budget) {
    var parts = new ArrayList<@Nullable Object>();
    if (limit == 0) {
      return parts;
    }
    var matcher = pattern.matcher(text);
    var start = 0;
    while ((limit < 0 || parts.size() < limit - 1) && matcher.find()) {
      if (matcher.end() == 0) {
        continue;
      }
      budget.elements(1);
      parts.add(text.substring(start, matcher.start()));
      start = matcher.end();
    }
    if (start <= text.length()) {
      parts.add(text.substring(start));
    }
    return parts;
  }

  /// Go writes groups as `$1`, `${1}` or `${name}`; `$1x` is the group named `1x`.
  private static String expanded(Pattern pattern, String text, String template, Budget budget) {
    var out = new StringBuilder();
    var matcher = pattern.matcher(text);
    var last = 0;
    while (matcher.find()) {
      out.append(text, last, matcher.start());
      last = matcher.end();
      for (var i = 0; i < template.length(); i++) {
        var character = template.charAt(i);
        if (character != '$' || i + 1 >= template.length()) {
          out.append(character);
          continue;
        }
        if (template.charAt(i + 1) == '$') {
          out.append('$');
          i++;
          continue;
        }
        var braced = template.charAt(i + 1) == '{';
        var from = braced ? i + 2 : i + 1;
        var to = from;
        while (to < template.length()
            && (Character.isLetterOrDigit(template.charAt(to)) || template.charAt(to) == '_')) {
          to++;
        }
        if (to == from || braced && (to >= template.length() || template.charAt(to) != '}')) {
          out.append(character);
          continue;
        }
        out.append(group(matcher, template.substring(from, to)));
        i = braced ? to : to - 1;
      }
      budget.steps(1 + template.length());
      if (out.length() > Limits.CHARACTERS_MAX) {
        budget.characters(out.length());
      }
    }
    return out.append(text.substring(last)).toString();
  }

  private static String group(com.google.re2j.Matcher matcher, String name) {
    try {
      var value =
          name.chars().allMatch(Character::isDigit)
              ? matcher.group(Integer.parseInt(name))
              : matcher.group(name);
      return value == null ? "" : value;
    } catch (IllegalArgumentException | IndexOutOfBoundsException unknown) {
      return "";
    }
  }
}
