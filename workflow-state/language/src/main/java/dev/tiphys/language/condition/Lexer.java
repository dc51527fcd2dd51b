package dev.tiphys.language.condition;

import dev.tiphys.language.condition.Token.Kind;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Splits a condition into words. A backslash takes the next character as it is.
final class Lexer {
  private final int[] text;
  private int at;

  private Lexer(String text) {
    this.text = text.codePoints().toArray();
  }

  static List<Token> read(String text) {
    var lexer = new Lexer(text);
    var tokens = new ArrayList<Token>();
    var before = Kind.UNKNOWN;
    while (true) {
      while (lexer.at < lexer.text.length && Character.isWhitespace(lexer.text[lexer.at])) {
        lexer.at++;
      }
      if (lexer.at == lexer.text.length) {
        return tokens;
      }
      var token = lexer.next(before);
      tokens.add(token);
      before = token.kind();
    }
  }

  private Token next(Kind before) {
    int c = text[at];
    if (c >= '0' && c <= '9' || c == '.') {
      return number();
    }
    if (c == '[' || c == '\'' || c == '"') {
      at++;
      IntPredicate inside = c == '[' ? x -> x != ']' : x -> x != '\'' && x != '"';
      var value = take(inside);
      if (at == text.length) {
        throw new ConditionException(
            c == '[' ? "Unclosed parameter bracket" : "Unclosed string literal");
      }
      at++;
      if (c == '[') {
        return new Token(Kind.VARIABLE, value);
      }
      var time = time(value);
      return time == null ? new Token(Kind.STRING, value) : new Token(Kind.TIME, time);
    }
    if (Character.isLetter(c)) {
      return word();
    }
    if (c == ',' || c == '(' || c == ')') {
      at++;
      var kind = c == ',' ? Kind.SEPARATOR : c == '(' ? Kind.CLAUSE : Kind.CLAUSE_CLOSE;
      return new Token(kind, c == ',' ? "," : Integer.toString(c));
    }
    var symbol =
        take(
            x ->
                !Character.isLetterOrDigit(x)
                    && !Character.isWhitespace(x)
                    && "()[]'\"".indexOf(x) < 0);
    return new Token(symbolKind(symbol, before), symbol);
  }

  private static Kind symbolKind(String symbol, Kind before) {
    if (before.mayPrecede(Kind.PREFIX)
        && (symbol.equals("-") || symbol.equals("!") || symbol.equals("~"))) {
      return Kind.PREFIX;
    }
    return switch (symbol) {
      case "+", "-", "*", "/", "%", "**", "&", "|", "^", ">>", "<<" -> Kind.MODIFIER;
      case "&&", "||" -> Kind.LOGICALOP;
      case "==", "!=", ">", ">=", "<", "<=", "=~", "!~" -> Kind.COMPARATOR;
      case "?", ":", "??" -> Kind.TERNARY;
      default -> throw new ConditionException("Invalid token: '" + symbol + "'");
    };
  }

  private Token number() {
    if (text[at] == '0' && at + 1 < text.length && text[at + 1] == 'x') {
      at += 2;
      var hex = take(x -> Character.digit(x, 16) >= 0 && x < 128);
      try {
        var bits = Long.parseUnsignedLong(hex, 16);
        return new Token(
            Kind.NUMERIC, new java.math.BigInteger(Long.toUnsignedString(bits)).doubleValue());
      } catch (NumberFormatException e) {
        throw new ConditionException("Unable to parse hex value '" + hex + "' to uint64\n");
      }
    }
    var digits = take(x -> x >= '0' && x <= '9' || x == '.');
    try {
      return new Token(Kind.NUMERIC, Double.valueOf(digits));
    } catch (NumberFormatException e) {
      throw new ConditionException("Unable to parse numeric value '" + digits + "' to float64\n");
    }
  }

  private Token word() {
    var word = take(x -> Character.isLetterOrDigit(x) || x == '_' || x == '.');
    if (word.indexOf('.') > 0) {
      if (word.endsWith(".")) {
        throw new ConditionException("Hanging accessor on token '" + word + "'");
      }
      var parts = word.split("\\.", -1);
      for (var i = 1; i < parts.length; i++) {
        var first = parts[i].isEmpty() ? 0xFFFD : parts[i].codePointAt(0);
        if (Character.toUpperCase(first) != first) {
          throw new ConditionException(
              "Unable to access unexported field '%s' in token '%s'".formatted(parts[i], word));
        }
      }
      return new Token(Kind.ACCESSOR, word);
    }
    return switch (word) {
      case "true", "false" -> new Token(Kind.BOOLEAN, Boolean.valueOf(word));
      case "in" -> new Token(Kind.COMPARATOR, word);
      default -> new Token(Kind.VARIABLE, word);
    };
  }

  private String take(IntPredicate wanted) {
    var out = new StringBuilder();
    while (at < text.length) {
      if (text[at] == '\\' && at + 1 < text.length) {
        at++;
      } else if (!wanted.test(text[at])) {
        break;
      }
      out.appendCodePoint(text[at++]);
    }
    return out.toString();
  }

  /// Unix seconds when `text` reads as an RFC 3339 or ISO 8601 date; zoneless ones are UTC.
  private static @Nullable Double time(String text) {
    if (text.length() < 10 || text.charAt(4) != '-') {
      return null;
    }
    try {
      if (text.length() == 10) {
        return (double) LocalDate.parse(text).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
      }
      var iso = text.replace(' ', 'T');
      return iso.matches(".*(Z|[+-]\\d\\d:\\d\\d)$") && iso.length() > 16
          ? (double) OffsetDateTime.parse(iso).toEpochSecond()
          : (double) LocalDateTime.parse(iso).toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
