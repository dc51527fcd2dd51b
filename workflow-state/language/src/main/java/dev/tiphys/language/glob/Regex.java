package dev.tiphys.language.glob;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Regular expressions with lookahead, as people write them for namespaces, under a budget: one
/// that backtracks without end finds nothing.
public final class Regex {
  private static final int LOOKS_MAX = 1_000_000;
  private static final int CHARS_MAX = 4096;

  private Regex() {}

  /// Whether the expression is found anywhere in `text`. A bad one, or one that takes too long, is
  /// not.
  public static boolean finds(String expression, String text) {
    if (expression.length() > CHARS_MAX || text.length() > CHARS_MAX) {
      return false;
    }
    try {
      return Pattern.compile(expression).matcher(new Counted(text, new int[1])).find();
    } catch (PatternSyntaxException | TooMany | StackOverflowError e) {
      return false;
    }
  }

  private static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super("more than LOOKS_MAX looks at characters", null, false, false);
    }
  }

  /// A text that can be looked at so often only.
  private record Counted(String text, int[] looks) implements CharSequence {
    @Override
    public char charAt(int index) {
      if (++looks[0] > LOOKS_MAX) {
        throw new TooMany();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return new Counted(text.substring(from, to), looks);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
