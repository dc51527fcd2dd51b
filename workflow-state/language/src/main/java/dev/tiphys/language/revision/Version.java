package dev.tiphys.language.revision;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A semantic version, read leniently: `v1` and `1.2` are ones too.
///
/// @param original as it was written
public record Version(
    String original, long major, long minor, long patch, String prerelease, String metadata)
    implements Comparable<Version> {
  private static final Pattern VERSION =
      Pattern.compile(
          "v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?"
              + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?"
              + "(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?");
  private static final int CHARS_MAX = 256;

  /// The version that `text` is, or nothing.
  public static Optional<Version> of(String text) {
    if (text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    var matcher = VERSION.matcher(text);
    return matcher.matches() ? of(text, matcher) : Optional.empty();
  }

  private static Optional<Version> of(String text, Matcher matcher) {
    var prerelease = orEmpty(matcher.group(4));
    for (var part : prerelease.split("\\.")) {
      if (part.length() > 1 && part.startsWith("0") && isNumber(part)) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          new Version(
              text,
              number(matcher.group(1)),
              number(matcher.group(2)),
              number(matcher.group(3)),
              prerelease,
              orEmpty(matcher.group(5))));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// By precedence: metadata does not count.
  @Override
  public int compareTo(Version other) {
    var order = Long.compare(major, other.major);
    order = order != 0 ? order : Long.compare(minor, other.minor);
    order = order != 0 ? order : Long.compare(patch, other.patch);
    return order != 0 ? order : comparePrereleases(prerelease, other.prerelease);
  }

  private static int comparePrereleases(String mine, String theirs) {
    if (mine.equals(theirs)) {
      return 0;
    }
    if (mine.isEmpty() || theirs.isEmpty()) {
      return mine.isEmpty() ? 1 : -1;
    }
    var left = mine.split("\\.");
    var right = theirs.split("\\.");
    for (var i = 0; i < Math.min(left.length, right.length); i++) {
      var leftIsNumber = isNumber(left[i]);
      var order =
          leftIsNumber && isNumber(right[i])
              ? new BigInteger(left[i]).compareTo(new BigInteger(right[i]))
              : leftIsNumber != isNumber(right[i])
                  ? (leftIsNumber ? -1 : 1)
                  : left[i].compareTo(right[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length, right.length);
  }
}
