package dev.tiphys.language.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a value before there is one.
///
/// @param element of an array the type of its elements
record Type(Kind kind, @Nullable Type element) {
  enum Kind {
    UNKNOWN("interface {}"),
    NIL("nil"),
    BOOL("bool"),
    INT("int"),
    FLOAT("float64"),
    STRING("string"),
    ARRAY("[]interface {}"),
    MAP("map[string]interface {}"),
    ANY_MAP("map[interface {}]interface {}"),
    TIME("time.Time"),
    DURATION("time.Duration");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  static final Type UNKNOWN = new Type(Kind.UNKNOWN, null);
  static final Type NIL = new Type(Kind.NIL, null);
  static final Type BOOL = new Type(Kind.BOOL, null);
  static final Type INT = new Type(Kind.INT, null);
  static final Type FLOAT = new Type(Kind.FLOAT, null);
  static final Type STRING = new Type(Kind.STRING, null);
  static final Type MAP = new Type(Kind.MAP, null);
  static final Type ANY_MAP = new Type(Kind.ANY_MAP, null);
  static final Type TIME = new Type(Kind.TIME, null);
  static final Type DURATION = new Type(Kind.DURATION, null);
  static final Type ARRAY = arrayOf(UNKNOWN);

  static Type arrayOf(Type element) {
    return new Type(Kind.ARRAY, element);
  }

  static Type of(@Nullable Object value) {
    return switch (value) {
      case null -> NIL;
      case Boolean _ -> BOOL;
      case Long _ -> INT;
      case Double _ -> FLOAT;
      case String _ -> STRING;
      case List<?> _ -> ARRAY;
      case AnyMap _ -> ANY_MAP;
      case Map<?, ?> _ -> MAP;
      case GoTime _ -> TIME;
      case GoDuration _ -> DURATION;
      default -> UNKNOWN;
    };
  }

  boolean is(Kind... kinds) {
    for (var each : kinds) {
      if (kind == each) {
        return true;
      }
    }
    return false;
  }

  boolean isUnknown() {
    return kind == Kind.UNKNOWN;
  }

  boolean isNumber() {
    return is(Kind.INT, Kind.FLOAT);
  }

  boolean isMap() {
    return is(Kind.MAP, Kind.ANY_MAP);
  }

  Type elementType() {
    return element == null ? UNKNOWN : element;
  }

  @Override
  public String toString() {
    return kind.label;
  }
}
