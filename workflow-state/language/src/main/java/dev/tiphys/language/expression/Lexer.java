package dev.tiphys.language.expression;

import dev.tiphys.language.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Cuts a source into tokens.
final class Lexer {
  private static final Set<String> WORDS =
      Set.of(
          "not",
          "in",
          "or",
          "and",
          "matches",
          "contains",
          "startsWith",
          "endsWith",
          "let",
          "if",
          "else");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    var lexer = new Lexer(source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (position < source.length()) {
      var character = source.charAt(position);
      if (Character.isWhitespace(character)) {
        position++;
      } else if (character == '\'' || character == '"') {
        string(character);
      } else if (character == '`') {
        rawString();
      } else if (isDigit(character) || character == '.' && isDigit(peek(1))) {
        number();
      } else if (isWordStart(character)) {
        word();
      } else if (source.startsWith("//", position)) {
        var end = source.indexOf('\n', position);
        position = end < 0 ? source.length() : end;
      } else if (source.startsWith("/*", position)) {
        var end = source.indexOf("*/", position + 2);
        if (end < 0) {
          throw error("unclosed comment", source.length());
        }
        position = end + 2;
      } else if ("([{}])".indexOf(character) >= 0) {
        add(Kind.BRACKET, position + 1);
      } else {
        operator(character);
      }
    }
    // A missing operand is reported where the text ends, not behind its end.
    tokens.add(new Token(Kind.EOF, "", source.length() - 1));
  }

  private void operator(char character) {
    switch (character) {
      case '#', ',', ';', '%', '+', '-', '/', '^' -> add(Kind.OPERATOR, position + 1);
      case ':' -> addUpTo("::");
      case '.' -> addUpTo("..");
      case '?' -> {
        if (peek(1) == '.' && !isDigit(peek(2))) {
          add(Kind.OPERATOR, position + 2);
        } else {
          addUpTo("??");
        }
      }
      case '|' -> addUpTo("||");
      case '&', '!', '=', '*', '<', '>' -> {
        var next = peek(1);
        var pair = next == '=' || next == '&' || next == '*';
        add(Kind.OPERATOR, position + (pair ? 2 : 1));
      }
      default -> {
        var point = source.codePointAt(position);
        throw error(
            "unrecognized character: U+%04X '%s'".formatted(point, Character.toString(point)),
            position);
      }
    }
  }

  private void addUpTo(String pair) {
    add(Kind.OPERATOR, position + (source.startsWith(pair, position) ? 2 : 1));
  }

  private void word() {
    var end = position + 1;
    while (end < source.length() && isWordPart(source.charAt(end))) {
      end++;
    }
    add(WORDS.contains(source.substring(position, end)) ? Kind.OPERATOR : Kind.IDENTIFIER, end);
  }

  private void number() {
    var end = position;
    var digits = "0123456789_";
    if (source.charAt(end) == '0' && end + 1 < source.length()) {
      switch (Character.toLowerCase(source.charAt(end + 1))) {
        case 'x' -> digits = "0123456789abcdefABCDEF_";
        case 'o' -> digits = "01234567_";
        case 'b' -> digits = "01_";
        default -> end--;
      }
      end += digits.length() == 11 ? 1 : 2;
    }
    end = skip(end, digits);
    if (end < source.length() && source.charAt(end) == '.' && charAt(end + 1) != '.') {
      end = skip(end + 1, digits);
    }
    if (Character.toLowerCase(charAt(end)) == 'e' && digits.length() == 11) {
      end++;
      if (charAt(end) == '+' || charAt(end) == '-') {
        end++;
      }
      end = skip(end, digits);
    }
    if (isWordPart(charAt(end)) && charAt(end) != '$') {
      throw error("bad number syntax: " + GoFormat.quote(source.substring(position, end + 1)), end);
    }
    add(Kind.NUMBER, end);
  }

  private int skip(int from, String allowed) {
    var end = from;
    while (end < source.length() && allowed.indexOf(source.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  private void rawString() {
    var start = position;
    var text = new StringBuilder();
    for (position++; position < source.length(); position++) {
      if (source.charAt(position) != '`') {
        text.append(source.charAt(position));
      } else if (peek(1) == '`') {
        text.append('`');
        position++;
      } else {
        position++;
        tokens.add(new Token(Kind.STRING, text.toString(), start));
        return;
      }
    }
    throw error("literal not terminated", source.length());
  }

  private void string(char quote) {
    var start = position;
    var text = new StringBuilder();
    position++;
    while (true) {
      if (position >= source.length() || source.charAt(position) == '\n') {
        throw error("literal not terminated", position);
      }
      var character = source.charAt(position++);
      if (character == quote) {
        tokens.add(new Token(Kind.STRING, text.toString(), start));
        return;
      }
      if (character == '\\') {
        escape(text);
      } else {
        text.append(character);
      }
    }
  }

  private void escape(StringBuilder text) {
    var character = position < source.length() ? source.charAt(position++) : '\0';
    switch (character) {
      case 'a' -> text.append('\u0007');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'v' -> text.append('\u000b');
      case '\\', '\'', '"', '`' -> text.append(character);
      case 'x' -> text.appendCodePoint(code(2, 16));
      case 'u' -> text.appendCodePoint(peek(0) == '{' ? braced() : code(4, 16));
      case 'U' -> text.appendCodePoint(code(8, 16));
      case '0', '1', '2', '3' -> {
        position--;
        text.appendCodePoint(code(3, 8));
      }
      default -> throw error("invalid char escape", Math.max(position - 1, 0));
    }
  }

  private int braced() {
    var end = source.indexOf('}', position);
    if (end < 0 || end - position > 9) {
      throw error("invalid char escape", position);
    }
    position++;
    var point = code(end - position, 16);
    position++;
    return point;
  }

  private int code(int length, int radix) {
    var end = position + length;
    try {
      var point = Integer.parseUnsignedInt(source.substring(position, end), radix);
      if (Character.isValidCodePoint(point)) {
        position = end;
        return point;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException notDigits) {
      // Told below, as for a number that is no character.
    }
    throw error("invalid char escape", position);
  }

  private void add(Kind kind, int end) {
    tokens.add(new Token(kind, source.substring(position, end), position));
    position = end;
  }

  private char peek(int distance) {
    return charAt(position + distance);
  }

  private char charAt(int index) {
    return index < source.length() ? source.charAt(index) : '\0';
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isWordStart(char character) {
    return character == '_' || character == '$' || Character.isLetter(character);
  }

  private static boolean isWordPart(char character) {
    return isWordStart(character) || Character.isDigit(character);
  }

  private ExpressionException error(String message, int at) {
    return new ExpressionException(message).at(source, at);
  }
}
