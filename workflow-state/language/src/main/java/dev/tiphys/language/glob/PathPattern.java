package dev.tiphys.language.glob;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// A pattern of Go's `path.Match` over a whole text: `*`, `?`, `[a-z]`, `[^a-z]` and `\`, none of
/// which crosses `/`.
public final class PathPattern {
  private static final int CHARS_MAX = 4096;

  private final Pattern pattern;

  private PathPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /// @throws MalformedPatternException if it is no pattern
  public static PathPattern of(String text) {
    if (text.length() > CHARS_MAX) {
      throw new MalformedPatternException(
          text.substring(0, 60) + "…",
          "expected at most %d characters, found %d".formatted(CHARS_MAX, text.length()));
    }
    var regex = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '*' -> regex.append("[^/]*");
        case '?' -> regex.append("[^/]");
        case '[' -> i = characters(text, i, regex);
        case '\\' -> {
          if (++i == text.length()) {
            throw new MalformedPatternException(text, "nothing stands after \\");
          }
          regex.append(Pattern.quote(text.substring(i, i + 1)));
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return new PathPattern(Pattern.compile(regex.toString(), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new MalformedPatternException(text, String.valueOf(e.getDescription()));
    }
  }

  private static int characters(String text, int from, StringBuilder regex) {
    var at = from + 1;
    regex.append('[');
    if (at < text.length() && text.charAt(at) == '^') {
      regex.append('^');
      at++;
    }
    var first = at;
    while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
      var c = text.charAt(at);
      if (c == '-' && at > first && at + 1 < text.length() && text.charAt(at + 1) != ']') {
        regex.append('-');
      } else {
        if (c == '\\' && at + 1 < text.length()) {
          c = text.charAt(++at);
        }
        regex.append(Pattern.quote(String.valueOf(c)));
      }
      at++;
    }
    if (at >= text.length() || at == first) {
      throw new MalformedPatternException(text, "a [ is not closed, or empty");
    }
    regex.append(']');
    return at;
  }

  /// Whether the whole text fits.
  public boolean matches(String text) {
    return pattern.matches(text);
  }

  /// Whether `text` fits; what is no pattern fits nothing.
  public static boolean matches(String pattern, String text) {
    try {
      return of(pattern).matches(text);
    } catch (MalformedPatternException e) {
      return false;
    }
  }
}
