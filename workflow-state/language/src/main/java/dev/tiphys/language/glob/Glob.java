package dev.tiphys.language.glob;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Collection;

/// A glob over a whole text: `*`, `**`, `?`, `[a-z]`, `[!a-z]`, `{a,b}`, and `\` before what shall
/// be taken as it is.
///
/// Without a separator `*` and `?` cross everything; with one they stop at it and `**` does not.
public final class Glob {
  private static final int CHARS_MAX = 4096;

  private static final Glob NOTHING = new Glob(Pattern.compile("\\z."));

  private final Pattern pattern;

  private Glob(Pattern pattern) {
    this.pattern = pattern;
  }

  /// @throws MalformedPatternException if it is no glob
  public static Glob of(String glob) {
    return new Glob(compile(glob, ""));
  }

  /// As [#of], with a character that `*` and `?` stop at.
  ///
  /// @throws MalformedPatternException if it is no glob
  public static Glob of(String glob, char separator) {
    return new Glob(compile(glob, String.valueOf(separator)));
  }

  /// As [#of], but what is no glob fits nothing.
  public static Glob lenient(String glob) {
    try {
      return of(glob);
    } catch (MalformedPatternException e) {
      return NOTHING;
    }
  }

  /// Whether the whole text fits.
  public boolean matches(String text) {
    return pattern.matches(text);
  }

  /// Whether `text` fits a glob without separators. What is no glob fits nothing.
  public static boolean matches(String glob, String text) {
    return glob.equals("*") || lenient(glob).matches(text);
  }

  /// Whether `text` fits one of `patterns`, each a glob, or a regular expression between two `/`.
  public static boolean matchesAny(Collection<String> patterns, String text) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.length() > 1 && pattern.startsWith("/") && pattern.endsWith("/")
                    ? Regex.finds(pattern.substring(1, pattern.length() - 1), text)
                    : matches(pattern, text));
  }

  private static Pattern compile(String glob, String separator) {
    if (glob.length() > CHARS_MAX) {
      throw new MalformedPatternException(
          glob.substring(0, 60) + "…",
          "expected at most %d characters, found %d".formatted(CHARS_MAX, glob.length()));
    }
    var one = separator.isEmpty() ? "." : "[^" + Pattern.quote(separator) + "]";
    var regex = new StringBuilder();
    var depth = 0;
    for (var i = 0; i < glob.length(); i++) {
      var c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          var end = i;
          while (end < glob.length() && glob.charAt(end) == '*') {
            end++;
          }
          regex.append(end - i > 1 ? "." : one).append('*');
          i = end - 1;
        }
        case '?' -> regex.append(one);
        case '[' -> i = characters(glob, i, regex);
        case '{' -> {
          regex.append("(?:");
          depth++;
        }
        case '}' -> {
          if (depth == 0) {
            regex.append("\\}");
          } else {
            regex.append(')');
            depth--;
          }
        }
        case ',' -> regex.append(depth > 0 ? "|" : ",");
        case '\\' -> {
          if (++i == glob.length()) {
            throw new MalformedPatternException(glob, "nothing stands after \\");
          }
          regex.append(Pattern.quote(glob.substring(i, i + 1)));
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    if (depth > 0) {
      throw new MalformedPatternException(glob, "a { is not closed");
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new MalformedPatternException(glob, String.valueOf(e.getDescription()));
    }
  }

  /// Appends the set of characters that begins at `from`, and answers where it ends.
  private static int characters(String glob, int from, StringBuilder regex) {
    var at = from + 1;
    regex.append('[');
    if (at < glob.length() && (glob.charAt(at) == '!' || glob.charAt(at) == '^')) {
      regex.append('^');
      at++;
    }
    var first = at;
    while (at < glob.length() && glob.charAt(at) != ']') {
      var c = glob.charAt(at);
      if (c == '[') {
        throw new MalformedPatternException(glob, "a [ stands within [ ]");
      }
      if (c == '\\' && at + 1 < glob.length()) {
        c = glob.charAt(++at);
      } else if (c == '-' && at > first) {
        regex.append('-');
        at++;
        continue;
      }
      regex.append(Pattern.quote(String.valueOf(c)));
      at++;
    }
    if (at == glob.length() || at == first) {
      throw new MalformedPatternException(glob, "a [ is not closed, or empty");
    }
    regex.append(']');
    return at;
  }
}
