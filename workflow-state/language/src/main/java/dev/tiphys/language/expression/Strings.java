package dev.tiphys.language.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The string functions of the language. Positions are counted in bytes, as in Go.
final class Strings {
  private static final int REPEAT_MAX = 1_000_000;

  private Strings() {}

  static Object call(String name, List<@Nullable Object> arguments, Budget budget) {
    if (name.equals("join")) {
      return join(
          arguments.getFirst(), arguments.size() > 1 ? Values.text(arguments.get(1)) : "", budget);
    }
    var text = Values.text(arguments.getFirst());
    budget.characters(text.length());
    var second =
        arguments.size() > 1 && !name.equals("repeat") ? Values.text(arguments.get(1)) : null;
    return switch (name) {
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "trim" ->
          trim(text, second == null ? " \t\n\u000b\f\r\u0085\u00a0" : second, true, true);
      case "trimPrefix" -> trimPrefix(text, second == null ? " " : second);
      case "trimSuffix" -> trimSuffix(text, second == null ? " " : second);
      case "split", "splitAfter" ->
          split(
              text,
              second == null ? "" : second,
              arguments.size() > 2 ? Numbers.toInt(arguments.get(2)) : -1,
              name.equals("splitAfter"),
              budget);
      case "replace" ->
          replace(
              text,
              second == null ? "" : second,
              Values.text(arguments.get(2)),
              arguments.size() > 3 ? Numbers.toInt(arguments.get(3)) : -1,
              budget);
      case "repeat" -> repeat(text, Numbers.toInt(arguments.get(1)), budget);
      case "indexOf" -> byteIndex(text, text.indexOf(String.valueOf(second)));
      case "lastIndexOf" -> byteIndex(text, text.lastIndexOf(String.valueOf(second)));
      case "hasPrefix" -> text.startsWith(String.valueOf(second));
      default -> text.endsWith(String.valueOf(second));
    };
  }

  private static long byteIndex(String text, int index) {
    return index < 0 ? -1 : Values.utf8(text.substring(0, index)).length;
  }

  static String trimPrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  static String trimSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  /// Takes characters of a set from the ends.
  static String trim(String text, String set, boolean left, boolean right) {
    var start = 0;
    var end = text.length();
    while (left && start < end && set.indexOf(text.codePointAt(start)) >= 0) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && start < end && set.indexOf(text.codePointBefore(end)) >= 0) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  /// Splits into at most `limit` parts, or into all if it is negative.
  static List<@Nullable Object> split(
      String text, String separator, long limit, boolean keepSeparator, Budget budget) {
    var parts = new ArrayList<@Nullable Object>();
    if (limit == 0) {
      return parts;
    }
    var start = 0;
    while (limit < 0 || parts.size() < limit - 1) {
      int cut;
      int next;
      if (separator.isEmpty()) {
        if (start >= text.length()) {
          break;
        }
        cut = text.offsetByCodePoints(start, 1);
        next = cut;
        if (cut >= text.length()) {
          break;
        }
      } else {
        var found = text.indexOf(separator, start);
        if (found < 0) {
          break;
        }
        next = found + separator.length();
        cut = keepSeparator ? next : found;
      }
      budget.elements(1);
      parts.add(text.substring(start, cut));
      start = next;
    }
    if (!separator.isEmpty() || start < text.length()) {
      parts.add(text.substring(start));
    }
    return parts;
  }

  /// Replaces the first `limit` occurrences, or all if it is negative.
  static String replace(String text, String old, String replacement, long limit, Budget budget) {
    var out = new StringBuilder();
    var start = 0;
    var count = 0L;
    while (limit < 0 || count < limit) {
      int found;
      if (old.isEmpty()) {
        // An empty text stands before every character and behind the last.
        if (count > 0 && start >= text.length()) {
          break;
        }
        found = count == 0 ? 0 : text.offsetByCodePoints(start, 1);
      } else {
        found = text.indexOf(old, start);
      }
      if (found < 0) {
        break;
      }
      budget.characters(replacement.length());
      out.append(text, start, found).append(replacement);
      start = found + old.length();
      count++;
    }
    return budget.made(out.append(text, start, text.length()).toString());
  }

  static String repeat(String text, long count, Budget budget) {
    if (count < 0) {
      throw new ExpressionException(
          "invalid argument for repeat (expected positive integer, got " + count + ")");
    }
    if (count > REPEAT_MAX) {
      throw new ExpressionException("memory budget exceeded");
    }
    budget.characters(count * text.length());
    return text.repeat((int) count);
  }

  private static String join(@Nullable Object items, String separator, Budget budget) {
    if (!(items instanceof List<?> list)) {
      throw new ExpressionException(
          "invalid argument for join (type " + GoFormat.typeName(items) + ")");
    }
    var out = new StringBuilder();
    for (var i = 0; i < list.size(); i++) {
      var item = Values.text(list.get(i));
      budget.characters(item.length() + (long) separator.length());
      out.append(i == 0 ? "" : separator).append(item);
    }
    return out.toString();
  }
}
