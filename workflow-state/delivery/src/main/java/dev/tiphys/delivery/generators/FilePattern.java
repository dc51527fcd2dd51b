package dev.tiphys.delivery.generators;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// A pattern of files in a repository.
///
/// Git's own lets `*` cross `/`, takes `/**/` for `/` too, and without a wildcard means a file or
/// all within a directory. The other one knows `**` for any number of directories, and `{a,b}`.
final class FilePattern {
  private static final int CHARS_MAX = 4096;

  private final String text;
  private final Pattern pattern;
  private final boolean ofGit;

  private FilePattern(String text, Pattern pattern, boolean ofGit) {
    this.text = text;
    this.pattern = pattern;
    this.ofGit = ofGit;
  }

  static FilePattern of(String text, boolean newGlobbing) {
    if (text.length() > CHARS_MAX) {
      throw new GenerationException(
          "pattern of files: expected at most %d characters, found %d"
              .formatted(CHARS_MAX, text.length()));
    }
    var path = text.startsWith("/") ? text.substring(1) : text;
    try {
      return new FilePattern(
          path, Pattern.compile(regex(path, newGlobbing), Pattern.DOTALL), !newGlobbing);
    } catch (PatternSyntaxException e) {
      throw new GenerationException("pattern of files \"%s\"".formatted(text), e);
    }
  }

  boolean matches(String file) {
    return pattern.matches(file)
        || ofGit && file.startsWith(text.endsWith("/") ? text : text + "/");
  }

  private static String regex(String text, boolean doublestar) {
    var any = doublestar ? "[^/]" : ".";
    var regex = new StringBuilder();
    var depth = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '*' -> {
          var within = i > 0 && text.charAt(i - 1) == '/';
          if (text.startsWith("**/", i) && (within || doublestar && i == 0)) {
            regex.append("(?:.*/)?");
            i += 2;
          } else if (doublestar
              && text.startsWith("**", i)
              && i + 2 == text.length()
              && (i == 0 || within)) {
            regex.append(".*");
            i++;
          } else {
            regex.append(any).append('*');
          }
        }
        case '?' -> regex.append(any);
        case '[' -> {
          var end = text.indexOf(']', i + 2);
          if (end < 0) {
            regex.append("\\[");
          } else {
            var inner = text.substring(i + 1, end);
            regex
                .append('[')
                .append(inner.startsWith("!") ? "^" + inner.substring(1) : inner)
                .append(']');
            i = end;
          }
        }
        case '{' -> {
          regex.append(doublestar ? "(?:" : "\\{");
          depth += doublestar ? 1 : 0;
        }
        case '}' -> {
          regex.append(depth > 0 ? ")" : "\\}");
          depth -= depth > 0 ? 1 : 0;
        }
        case ',' -> regex.append(depth > 0 ? "|" : ",");
        case '\\' -> {
          i++;
          regex.append(i < text.length() ? Pattern.quote(text.substring(i, i + 1)) : "\\\\");
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.append(")".repeat(depth)).toString();
  }
}
