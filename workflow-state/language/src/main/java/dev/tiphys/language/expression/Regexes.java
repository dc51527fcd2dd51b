package dev.tiphys.language.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// Regular expressions of RE2: the time to match grows with the text only.
final class Regexes {
  private static final int PATTERN_CHARACTERS_MAX = 10_000;

  private Regexes() {}

  static Pattern compile(String regex) {
    if (regex.length() > PATTERN_CHARACTERS_MAX) {
      throw new ExpressionException(
          "regular expression is longer than " + PATTERN_CHARACTERS_MAX + " characters");
    }
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException wrong) {
      throw new ExpressionException(message(wrong));
    }
  }

  static String message(PatternSyntaxException wrong) {
    var message = wrong.getMessage();
    return message.startsWith("error parsing regexp")
        ? message
        : "error parsing regexp: " + message;
  }
}
