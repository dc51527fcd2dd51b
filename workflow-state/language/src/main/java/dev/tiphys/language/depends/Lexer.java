package dev.tiphys.language.depends;

import java.util.Set;

/// Hands out the words of an expanded text one by one, so that a long text costs no list of them.
final class Lexer {
  private static final Set<String> OPERATOR_WORDS =
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
  private static final Set<String> PAIRS =
      Set.of("&&", "||", "==", "!=", "<=", ">=", "..", "::", "??", "?.", "**");

  private final String text;
  private int position;

  /// @param kind as messages name it: Identifier, Operator, Bracket, EOF or Unknown
  /// @param at where it begins
  record Token(String kind, String value, int at) {
    boolean is(String sign) {
      return value.equals(sign);
    }

    boolean isWord() {
      return !value.isEmpty() && Depends.isNameStart(value.charAt(0));
    }

    /// As messages show it.
    @Override
    public String toString() {
      return value.isEmpty() ? kind : kind + "(\"" + value + "\")";
    }
  }

  Lexer(String text) {
    this.text = text;
  }

  Token next() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    if (position == text.length()) {
      // A missing operand is reported where the text ends, not behind its end.
      return new Token("EOF", "", text.length() - 1);
    }
    var start = position;
    var character = text.charAt(start);
    if (Depends.isNameStart(character)) {
      position = Depends.nameEnd(text, start);
      var word = text.substring(start, position);
      return new Token(OPERATOR_WORDS.contains(word) ? "Operator" : "Identifier", word, start);
    }
    if ("([{}])".indexOf(character) >= 0) {
      position++;
      return new Token("Bracket", text.substring(start, position), start);
    }
    if ("#,;%+-/^:.?|&!=*<>".indexOf(character) >= 0) {
      var pair = start + 2 <= text.length() && PAIRS.contains(text.substring(start, start + 2));
      position += pair ? 2 : 1;
      return new Token("Operator", text.substring(start, position), start);
    }
    var point = text.codePointAt(start);
    throw new DependsException(
        "unrecognized character: U+%04X '%s'%s"
            .formatted(point, Character.toString(point), place(start)));
  }

  /// ` (line:column)`, or nothing where the text has no such place.
  String place(int offset) {
    if (offset < 0) {
      return "";
    }
    var lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    var line = 1 + text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    return " (" + line + ":" + (text.codePointCount(lineStart, offset) + 1) + ")";
  }
}
