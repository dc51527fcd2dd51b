package dev.tiphys.language.expression;

/// A word of the source.
///
/// @param value of a string the characters it stands for, otherwise as written
/// @param at where it begins, counted in characters
record Token(Kind kind, String value, int at) {
  enum Kind {
    IDENTIFIER("Identifier"),
    NUMBER("Number"),
    STRING("String"),
    OPERATOR("Operator"),
    BRACKET("Bracket"),
    EOF("EOF");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && value.equals(operator);
  }

  boolean isBracket(String bracket) {
    return kind == Kind.BRACKET && value.equals(bracket);
  }

  @Override
  public String toString() {
    return value.isEmpty() ? kind.label : kind.label + "(" + GoFormat.quote(value) + ")";
  }
}
