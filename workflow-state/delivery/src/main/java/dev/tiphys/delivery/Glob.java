package dev.tiphys.delivery;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// A pattern as Argo CD's settings have it: `*` is any text, `/` included, `?` one character,
/// `[a-z]` one of a set and `{a,b}` one of several. What is no pattern matches only itself.
public final class Glob {
  private final String text;
  private final Pattern pattern;

  private Glob(String text, Pattern pattern) {
    this.text = text;
    this.pattern = pattern;
  }

  public static Glob of(String text) {
    try {
      return new Glob(text, Pattern.compile(expression(text)));
    } catch (PatternSyntaxException e) {
      return new Glob(text, Pattern.compile(Pattern.quote(text)));
    }
  }

  private static String expression(String text) {
    var expression = new StringBuilder("(?s)");
    var braces = 0;
    var set = false;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (set) {
        set = c != ']';
        expression.append(c == '!' && text.charAt(i - 1) == '[' ? '^' : c);
      } else if (c == '\\' && i + 1 < text.length()) {
        expression.append(Pattern.quote(text.substring(++i, i + 1)));
      } else if (c == '{') {
        braces++;
        expression.append("(?:");
      } else if (c == '}' && braces > 0) {
        braces--;
        expression.append(')');
      } else if (c == ',' && braces > 0) {
        expression.append('|');
      } else {
        set = c == '[';
        expression.append(
            switch (c) {
              case '*' -> ".*";
              case '?' -> ".";
              case '[' -> "[";
              default -> Pattern.quote(String.valueOf(c));
            });
      }
    }
    return expression.toString();
  }

  public boolean matches(String value) {
    return pattern.matches(value);
  }

  @Override
  public String toString() {
    return text;
  }
}
