package dev.tiphys.language.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;

/// Regular expressions of RE2: the time to match grows with the text only.
final class Regexes {
  private static final int PATTERN_CHARACTERS_MAX = 10_000;

  private static final int NESTING_MAX = 100;
  private static final int INSTRUCTIONS_MAX = 20_000;

  private Regexes() {}

  static Pattern compile(String regex) {
    if (regex.length() > PATTERN_CHARACTERS_MAX) {
      throw new ExpressionException(
          "regular expression is longer than " + PATTERN_CHARACTERS_MAX + " characters");
    }
    checkSize(regex);
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException wrong) {
      throw new ExpressionException(message(wrong));
    }
  }

  /// Refuses what RE2 would unfold into a program too large, as Go does: `(a{1000}){1000}`.
  private static void checkSize(String regex) {
    var sums = new ArrayDeque<Long>();
    var sum = 0L;
    var last = 0L;
    for (var i = 0; i < regex.length(); i++) {
      var character = regex.charAt(i);
      switch (character) {
        case '(' -> {
          sums.push(sum);
          sum = 0;
          if (sums.size() > NESTING_MAX) {
            throw new ExpressionException(
                "regular expression nests more than " + NESTING_MAX + " groups");
          }
        }
        case ')' -> {
          last = sum + 1;
          sum = last + (sums.isEmpty() ? 0 : sums.pop());
        }
        case '{' -> {
          var times = repetitions(regex, i);
          sum += last * (times - 1);
          last *= times;
        }
        case '\\' -> {
          i++;
          last = 1;
          sum++;
        }
        default -> {
          last = 1;
          sum++;
        }
      }
      if (sum > INSTRUCTIONS_MAX) {
        throw new ExpressionException(
            "error parsing regexp: expression too large: more than "
                + INSTRUCTIONS_MAX
                + " instructions");
      }
    }
  }

  /// The larger number in `{n,m}`, or 1 if that is not what begins here.
  private static long repetitions(String regex, int open) {
    var times = 1L;
    var number = 0L;
    for (var i = open + 1; i < regex.length() && i < open + 12; i++) {
      var character = regex.charAt(i);
      if (character == '}' || character == ',') {
        times = Math.max(times, number);
        number = 0;
        if (character == '}') {
          return times;
        }
      } else if (Character.isDigit(character)) {
        number = number * 10 + character - '0';
      } else {
        return 1;
      }
    }
    return 1;
  }

  private static String message(PatternSyntaxException wrong) {
    var message = wrong.getMessage();
    return message.startsWith("error parsing regexp")
        ? message
        : "error parsing regexp: " + message;
  }
}
