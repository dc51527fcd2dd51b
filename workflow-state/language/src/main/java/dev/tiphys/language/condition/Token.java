package dev.tiphys.language.condition;

import java.util.EnumSet;
import java.util.Set;

/// A word of a condition and its value: Double, Boolean or String.
record Token(Kind kind, Object value) {
  /// What a word is, and by [#mayPrecede] which words may stand behind it.
  enum Kind {
    UNKNOWN,
    PREFIX,
    NUMERIC,
    BOOLEAN,
    STRING,
    TIME,
    VARIABLE,
    ACCESSOR,
    COMPARATOR,
    LOGICALOP,
    MODIFIER,
    CLAUSE,
    CLAUSE_CLOSE,
    TERNARY,
    SEPARATOR;

    private static final Set<Kind> OPERANDS =
        EnumSet.of(NUMERIC, BOOLEAN, STRING, TIME, VARIABLE, ACCESSOR, CLAUSE);
    private static final Set<Kind> OPERATORS =
        EnumSet.of(MODIFIER, COMPARATOR, LOGICALOP, CLAUSE_CLOSE, TERNARY, SEPARATOR);

    boolean mayPrecede(Kind next) {
      return switch (this) {
        case UNKNOWN, SEPARATOR -> next == PREFIX || OPERANDS.contains(next);
        case TERNARY -> next == PREFIX || next == SEPARATOR || OPERANDS.contains(next);
        case CLAUSE, COMPARATOR, LOGICALOP ->
            next == PREFIX || next == CLAUSE_CLOSE || OPERANDS.contains(next);
        case MODIFIER ->
            next != TIME && (next == PREFIX || next == CLAUSE_CLOSE || OPERANDS.contains(next));
        case PREFIX ->
            next == CLAUSE_CLOSE || (next != STRING && next != TIME && OPERANDS.contains(next));
        case CLAUSE_CLOSE ->
            OPERATORS.contains(next) || (next != ACCESSOR && OPERANDS.contains(next));
        case ACCESSOR -> next == CLAUSE || OPERATORS.contains(next);
        case NUMERIC, BOOLEAN, STRING, TIME, VARIABLE -> OPERATORS.contains(next);
      };
    }

    boolean mayEnd() {
      return switch (this) {
        case NUMERIC, BOOLEAN, STRING, TIME, VARIABLE, ACCESSOR, CLAUSE_CLOSE -> true;
        case UNKNOWN, PREFIX, COMPARATOR, LOGICALOP, MODIFIER, CLAUSE, TERNARY, SEPARATOR -> false;
      };
    }
  }
}
