package dev.tiphys.language.gotemplate;

/// A piece of a template's text.
record Token(Kind kind, String text, int at) {
  enum Kind {
    TEXT,
    OPEN,
    CLOSE,
    SPACE,
    NAME,
    FIELD,
    DOT,
    VARIABLE,
    STRING,
    CHARACTER,
    NUMBER,
    PIPE,
    DECLARE,
    ASSIGN,
    COMMA,
    LEFT,
    RIGHT,
    END
  }
}
