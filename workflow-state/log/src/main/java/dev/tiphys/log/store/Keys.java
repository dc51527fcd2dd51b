package dev.tiphys.log.store;

import dev.tiphys.log.LogFailure.Rejected;
import java.nio.charset.StandardCharsets;

/// What a key may look like: segments of `A-Z a-z 0-9 . _ - = + , @ ~ %` between single slashes.
///
/// ASCII only, so that the order of strings is the order of bytes in every store. No segment is
/// empty, `.` or `..`, so no key leaves its root.
public final class Keys {
  /// The most characters of a key: 800, which leaves 224 of S3's 1024 to the store's own prefix.
  public static final int KEY_CHARS_MAX = 800;

  /// The most characters of a segment: 253, the longest Kubernetes name.
  public static final int SEGMENT_CHARS_MAX = 253;

  private Keys() {}

  /// Returns `key`, or throws [Rejected] naming the rule that it breaks.
  public static String requireKey(String key) {
    check(key, true);
    return key;
  }

  /// As [#requireKey], for the beginning of a key, which may be empty or end anywhere.
  public static String requirePrefix(String prefix) {
    check(prefix, false);
    return prefix;
  }

  /// Makes one legal segment of any text: what is not plain becomes `%` and two lower-case hex
  /// digits per UTF-8 byte. Different texts give different segments.
  ///
  /// Throws [Rejected] if the result is empty or too long.
  public static String segment(String text) {
    var out = new StringBuilder(text.length());
    for (var b : text.getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (b & 0xff);
      if (c != '%' && isPlain(c)) {
        out.append(c);
      } else {
        out.append('%')
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      }
    }
    var segment = out.toString();
    if (segment.equals(".") || segment.equals("..")) {
      segment = segment.replace(".", "%2e");
    }
    return requireKey(segment);
  }

  private static void check(String key, boolean whole) {
    if (key.length() > KEY_CHARS_MAX) {
      throw refused(key.substring(0, 80) + "...", "more than " + KEY_CHARS_MAX + " characters");
    }
    var start = 0;
    for (var i = 0; i < key.length(); i++) {
      if (key.charAt(i) == '/') {
        checkSegment(key, key.substring(start, i));
        start = i + 1;
      } else if (!isPlain(key.charAt(i))) {
        throw refused(key, "character %d is not allowed".formatted(i + 1));
      }
    }
    if (whole) {
      checkSegment(key, key.substring(start));
    }
  }

  private static void checkSegment(String key, String segment) {
    if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
      throw refused(key, "a segment is '" + segment + "'");
    }
    if (segment.length() > SEGMENT_CHARS_MAX) {
      throw refused(key, "a segment has more than " + SEGMENT_CHARS_MAX + " characters");
    }
  }

  private static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "._-=+,@~%".indexOf(c) >= 0;
  }

  private static Rejected refused(String key, String why) {
    var printable = key.replaceAll("[^\\x20-\\x7e]", "?");
    return new Rejected("'%s' cannot be a key: %s".formatted(printable, why));
  }
}
