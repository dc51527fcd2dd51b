package dev.tiphys.log.store;

import dev.tiphys.log.LogFailure.Rejected;
import java.util.Optional;

/// File names for the segments of keys. `!x` stands for an upper-case X, since some file systems do
/// not tell case apart. An object's name has a dot or ends in `!`; a folder's has no dot, or has
/// one and ends in `!`. So `p` and `p/q` never meet, and usual names stay readable.
final class FileNames {
  private static final int ESCAPED_CHARS_MAX = 254;

  private FileNames() {}

  /// The segment that a file name stands for.
  record Name(String segment, boolean folder) {}

  static String ofObject(String segment) {
    return escape(segment) + (segment.contains(".") ? "" : "!");
  }

  static String ofFolder(String segment) {
    return escape(segment) + (segment.contains(".") ? "!" : "");
  }

  /// Empty for a file that no key stands for.
  static Optional<Name> parse(String file) {
    var marked = file.endsWith("!");
    var escaped = marked ? file.substring(0, file.length() - 1) : file;
    var segment = new StringBuilder();
    for (var i = 0; i < escaped.length(); i++) {
      var c = escaped.charAt(i);
      if (c == '!') {
        if (++i == escaped.length()) {
          return Optional.empty();
        }
        c = Character.toUpperCase(escaped.charAt(i));
      }
      segment.append(c);
    }
    var folder = marked == segment.indexOf(".") >= 0;
    var name = segment.toString();
    var again = folder ? ofFolder(name) : ofObject(name);
    return again.equals(file) ? Optional.of(new Name(name, folder)) : Optional.empty();
  }

  private static String escape(String segment) {
    var out = new StringBuilder(segment.length() + 1);
    for (var i = 0; i < segment.length(); i++) {
      var c = segment.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        out.append('!').append(Character.toLowerCase(c));
      } else {
        out.append(c);
      }
    }
    if (out.length() > ESCAPED_CHARS_MAX) {
      throw new Rejected(
          "a directory cannot hold '%s': as a file name it has %d characters; the limit is %d"
              .formatted(segment, out.length(), ESCAPED_CHARS_MAX));
    }
    return out.toString();
  }
}
