package dev.tiphys.language.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// JSON as Go's `encoding/json` reads and writes it, with its messages.
final class Json {
  private Json() {}

  /// Reads a text. Every number becomes a Double.
  static @Nullable Object parse(String text, Budget budget) {
    return new Reader(text, budget).document();
  }

  /// Writes a value in one line, with map keys sorted.
  ///
  /// @param html whether `<`, `>` and `&` are written as escapes
  static String write(@Nullable Object value, boolean html, Budget budget) {
    return new Writer("", html, budget).document(value);
  }

  /// Writes a value in many lines.
  static String writeIndented(@Nullable Object value, boolean html, Budget budget) {
    return new Writer("  ", html, budget).document(value);
  }

  private static final class Writer {
    private final StringBuilder out = new StringBuilder();
    private final String indent;
    private final boolean html;
    private final Budget budget;

    Writer(String indent, boolean html, Budget budget) {
      this.indent = indent;
      this.html = html;
      this.budget = budget;
    }

    String document(@Nullable Object value) {
      write(value, 0);
      return budget.made(out.toString());
    }

    private void write(@Nullable Object value, int depth) {
      budget.step();
      Values.checkDepth(depth);
      if (out.length() > Limits.CHARACTERS_MAX) {
        budget.characters(out.length());
      }
      switch (value) {
        case null -> out.append("null");
        case String text -> string(text);
        case Boolean flag -> out.append(flag);
        case Long number -> out.append(number);
        case Double number -> {
          if (number.isNaN() || number.isInfinite()) {
            throw new ExpressionException("json: unsupported value: " + GoFormat.general(number));
          }
          out.append(GoFormat.json(number));
        }
        case List<?> list -> {
          out.append('[');
          var first = true;
          for (var item : list) {
            separate(first, depth + 1);
            write(item, depth + 1);
            first = false;
          }
          close(list.isEmpty(), depth, ']');
        }
        case AnyMap map -> throw new ExpressionException("json: unsupported type: " + map.goType());
        case Map<?, ?> map -> {
          var sorted = new TreeMap<Object, @Nullable Object>(Values::order);
          sorted.putAll(map);
          out.append('{');
          var first = true;
          for (var entry : sorted.entrySet()) {
            separate(first, depth + 1);
            string(String.valueOf(entry.getKey()));
            out.append(indent.isEmpty() ? ":" : ": ");
            write(entry.getValue(), depth + 1);
            first = false;
          }
          close(sorted.isEmpty(), depth, '}');
        }
        case GoTime time ->
            string(GoLayout.format(time.value(), "2006-01-02T15:04:05.999999999Z07:00"));
        case GoDuration duration -> out.append(duration.nanos());
        case GoEnum named when !named.type().equals("Location") -> out.append(named.number());
        case GoEnum _ -> out.append("{}");
        default ->
            throw new ExpressionException("json: unsupported type: " + GoFormat.typeName(value));
      }
    }

    private void separate(boolean first, int depth) {
      if (!first) {
        out.append(',');
      }
      line(depth);
    }

    private void close(boolean empty, int depth, char bracket) {
      if (!empty) {
        line(depth);
      }
      out.append(bracket);
    }

    private void line(int depth) {
      if (!indent.isEmpty()) {
        out.append('\n').append(indent.repeat(depth));
      }
    }

    private void string(String text) {
      out.append('"');
      for (var i = 0; i < text.length(); i++) {
        var character = text.charAt(i);
        switch (character) {
          case '"' -> out.append("\\\"");
          case '\\' -> out.append("\\\\");
          case '\n' -> out.append("\\n");
          case '\r' -> out.append("\\r");
          case '\t' -> out.append("\\t");
          case '\b' -> out.append("\\b");
          case '\f' -> out.append("\\f");
          default -> {
            if (character < ' '
                || character == '\u2028'
                || character == '\u2029'
                || html && (character == '<' || character == '>' || character == '&')) {
              out.append("\\u%04x".formatted((int) character));
            } else {
              out.append(character);
            }
          }
        }
      }
      out.append('"');
    }
  }

  private static final class Reader {
    private final String text;
    private final Budget budget;
    private int position;

    Reader(String text, Budget budget) {
      this.text = text;
      this.budget = budget;
    }

    @Nullable Object document() {
      var value = value(0);
      space();
      if (position < text.length()) {
        throw invalid("after top-level value");
      }
      return value;
    }

    private @Nullable Object value(int depth) {
      space();
      budget.step();
      Values.checkDepth(depth);
      if (position >= text.length()) {
        throw ended();
      }
      return switch (text.charAt(position)) {
        case '{' -> object(depth);
        case '[' -> array(depth);
        case '"' -> string();
        case 't' -> word("true", true);
        case 'f' -> word("false", false);
        case 'n' -> word("null", null);
        case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
        default -> throw invalid("looking for beginning of value");
      };
    }

    private Map<String, @Nullable Object> object(int depth) {
      var map = new LinkedHashMap<String, @Nullable Object>();
      position++;
      if (is('}')) {
        return map;
      }
      while (true) {
        space();
        if (position < text.length() && text.charAt(position) != '"') {
          throw invalid("looking for beginning of object key string");
        }
        var key = string();
        if (!is(':')) {
          throw invalid("after object key");
        }
        budget.elements(1);
        map.put(key, value(depth + 1));
        if (is('}')) {
          return map;
        }
        if (!is(',')) {
          throw invalid("after object key:value pair");
        }
      }
    }

    private List<@Nullable Object> array(int depth) {
      var list = new ArrayList<@Nullable Object>();
      position++;
      if (is(']')) {
        return list;
      }
      while (true) {
        budget.elements(1);
        list.add(value(depth + 1));
        if (is(']')) {
          return list;
        }
        if (!is(',')) {
          throw invalid("after array element");
        }
      }
    }

    private @Nullable Object word(String word, @Nullable Object value) {
      for (var i = 1; i < word.length(); i++) {
        position++;
        if (position >= text.length() || text.charAt(position) != word.charAt(i)) {
          throw invalid("in literal " + word + " (expecting '" + word.charAt(i) + "')");
        }
      }
      position++;
      return value;
    }

    private Double number() {
      var start = position;
      if (text.charAt(position) == '-') {
        position++;
      }
      if (position < text.length() && text.charAt(position) == '0') {
        position++;
      } else {
        digits("in numeric literal");
      }
      if (position < text.length() && text.charAt(position) == '.') {
        position++;
        digits("after decimal point in numeric literal");
      }
      if (position < text.length() && "eE".indexOf(text.charAt(position)) >= 0) {
        position++;
        if (position < text.length() && "+-".indexOf(text.charAt(position)) >= 0) {
          position++;
        }
        digits("in exponent of numeric literal");
      }
      return Double.valueOf(text.substring(start, position));
    }

    private void digits(String where) {
      var start = position;
      while (position < text.length() && Character.isDigit(text.charAt(position))) {
        position++;
      }
      if (position == start) {
        throw invalid(where);
      }
    }

    private String string() {
      var out = new StringBuilder();
      for (position++; position < text.length(); position++) {
        var character = text.charAt(position);
        if (character == '"') {
          position++;
          return budget.made(out.toString());
        }
        if (character < ' ') {
          throw invalid("in string literal");
        }
        if (character == '\\') {
          position++;
          escape(out);
        } else {
          out.append(character);
        }
      }
      throw ended();
    }

    private void escape(StringBuilder out) {
      switch (position < text.length() ? text.charAt(position) : ' ') {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case '"', '\\', '/' -> out.append(text.charAt(position));
        case 'u' -> {
          try {
            out.append((char) Integer.parseUnsignedInt(text, position + 1, position + 5, 16));
            position += 4;
          } catch (NumberFormatException | IndexOutOfBoundsException wrong) {
            throw invalid("in \\u hexadecimal character escape");
          }
        }
        default -> throw invalid("in string escape code");
      }
    }

    /// Skips white space, and then this character if it is there.
    private boolean is(char character) {
      space();
      if (position >= text.length()) {
        throw ended();
      }
      if (text.charAt(position) != character) {
        return false;
      }
      position++;
      return true;
    }

    private void space() {
      while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
    }

    private static ExpressionException ended() {
      return new ExpressionException("unexpected end of JSON input");
    }

    private ExpressionException invalid(String where) {
      if (position >= text.length()) {
        return ended();
      }
      var character = Character.toString(text.codePointAt(position));
      var shown =
          switch (character) {
            case "'" -> "'\\''";
            case "\"" -> "'\"'";
            default -> {
              var quoted = GoFormat.quote(character);
              yield "'" + quoted.substring(1, quoted.length() - 1) + "'";
            }
          };
      return new ExpressionException("invalid character " + shown + " " + where);
    }
  }
}
