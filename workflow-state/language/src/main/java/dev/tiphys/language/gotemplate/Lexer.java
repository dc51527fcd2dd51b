package dev.tiphys.language.gotemplate;

import dev.tiphys.language.gotemplate.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes a template's text apart.
final class Lexer {
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(0[xX][0-9a-fA-F_]++|0[bB][01_]++|0[oO][0-7_]++"
              + "|([0-9][0-9_]*+(\\.[0-9_]*+)?|\\.[0-9]++)([eE][+-]?[0-9]++)?)");
  private static final String BLANKS = " \t\r\n";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  Lexer(String text) {
    this.text = text;
  }

  /// Where an error is: the number of its line.
  static int line(String text, int at) {
    return 1
        + (int)
            text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count();
  }

  GoTemplateException wrong(int where, String message) {
    return new GoTemplateException(
        true, "template: " + GoTemplate.NAME + ":" + line(text, where) + ": " + message);
  }

  List<Token> tokens() {
    var trimNext = false;
    while (at < text.length()) {
      var open = text.indexOf("{{", at);
      var end = open < 0 ? text.length() : open;
      var trimBefore = open >= 0 && text.startsWith("-", open + 2) && isBlank(open + 3);
      addText(at, end, trimNext, trimBefore);
      if (open < 0) {
        break;
      }
      at = open + 2 + (trimBefore ? 2 : 0);
      trimNext = text.startsWith("/*", at) ? comment(open) : action(open);
    }
    tokens.add(new Token(Kind.END, "", text.length()));
    return tokens;
  }

  private boolean isBlank(int where) {
    return where < text.length() && BLANKS.indexOf(text.charAt(where)) >= 0;
  }

  private void addText(int from, int to, boolean trimLeft, boolean trimRight) {
    var start = from;
    var stop = to;
    while (trimLeft && start < stop && isBlank(start)) {
      start++;
    }
    while (trimRight && stop > start && isBlank(stop - 1)) {
      stop--;
    }
    if (stop > start) {
      tokens.add(new Token(Kind.TEXT, text.substring(start, stop), start));
    }
  }

  /// Skips a comment, and answers whether the blanks after it go.
  private boolean comment(int open) {
    var end = text.indexOf("*/", at);
    if (end < 0) {
      throw wrong(open, "unclosed comment");
    }
    at = end + 2;
    if (isBlank(at) && text.startsWith("-}}", at + 1)) {
      at += 4;
      return true;
    }
    if (!text.startsWith("}}", at)) {
      throw wrong(open, "comment ends before closing delimiter");
    }
    at += 2;
    return false;
  }

  /// Reads an action, and answers whether the blanks after it go.
  private boolean action(int open) {
    tokens.add(new Token(Kind.OPEN, "{{", open));
    var depth = 0;
    while (true) {
      if (at >= text.length()) {
        throw wrong(open, "unclosed action");
      }
      var c = text.charAt(at);
      if (text.startsWith("}}", at)) {
        if (depth > 0) {
          throw wrong(at, "unclosed left paren");
        }
        close(at, 2);
        return false;
      }
      if (isBlank(at)) {
        var from = at;
        while (isBlank(at)) {
          at++;
        }
        if (text.startsWith("-}}", at)) {
          close(at, 3);
          return true;
        }
        tokens.add(new Token(Kind.SPACE, " ", from));
        continue;
      }
      switch (c) {
        case '"' -> quoted('"', Kind.STRING);
        case '\'' -> quoted('\'', Kind.CHARACTER);
        case '`' -> {
          var end = text.indexOf('`', at + 1);
          if (end < 0) {
            throw wrong(at, "unterminated raw quoted string");
          }
          add(Kind.STRING, end + 1);
        }
        case '|' -> add(Kind.PIPE, at + 1);
        case ',' -> add(Kind.COMMA, at + 1);
        case '=' -> add(Kind.ASSIGN, at + 1);
        case '(' -> {
          add(Kind.LEFT, at + 1);
          depth++;
        }
        case ')' -> {
          if (--depth < 0) {
            throw wrong(at, "unexpected right paren");
          }
          add(Kind.RIGHT, at + 1);
        }
        default -> word(c);
      }
    }
  }

  private void word(char c) {
    if (text.startsWith(":=", at)) {
      add(Kind.DECLARE, at + 2);
    } else if (c == '.' && at + 1 < text.length() && isLetter(text.charAt(at + 1))) {
      add(Kind.FIELD, end(at + 1));
    } else if (c == '$') {
      add(Kind.VARIABLE, end(at + 1));
    } else if (isLetter(c)) {
      add(Kind.NAME, end(at));
    } else {
      Matcher number = NUMBER.matcher(text).region(at, text.length());
      if (number.lookingAt()) {
        add(Kind.NUMBER, number.end());
      } else if (c == '.') {
        add(Kind.DOT, at + 1);
      } else {
        throw wrong(at, "unexpected %s in action".formatted(shown(c)));
      }
    }
  }

  private static String shown(char c) {
    return "U+%04X '%s'".formatted((int) c, c);
  }

  private static boolean isLetter(char c) {
    return c == '_' || Character.isLetter(c);
  }

  private int end(int from) {
    var end = from;
    while (end < text.length()
        && (isLetter(text.charAt(end)) || Character.isDigit(text.charAt(end)))) {
      end++;
    }
    return end;
  }

  private void close(int from, int length) {
    tokens.add(new Token(Kind.CLOSE, "}}", from));
    at = from + length;
  }

  private void add(Kind kind, int end) {
    tokens.add(new Token(kind, text.substring(at, end), at));
    at = end;
  }

  private void quoted(char quote, Kind kind) {
    var end = at + 1;
    while (end < text.length() && text.charAt(end) != quote) {
      if (text.charAt(end) == '\n') {
        throw wrong(at, "unterminated quoted string");
      }
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= text.length()) {
      throw wrong(at, "unterminated quoted string");
    }
    add(kind, end + 1);
  }
}
