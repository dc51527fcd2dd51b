package dev.tiphys.language.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of a sprig function, read as the types that the Go function declares. Mismatches
/// are told in the words of Go's reflection, which is what calls these functions in Argo.
final class Arguments {
  private final List<@Nullable Object> values;
  private final Calls calls;

  /// How many arguments the function has looked at: those beyond are too many.
  private int used;

  Arguments(List<@Nullable Object> values, Calls calls) {
    this.values = values;
    this.calls = calls;
  }

  Calls calls() {
    return calls;
  }

  List<@Nullable Object> values() {
    used = values.size();
    return values;
  }

  void checkAllUsed() {
    if (used < values.size()) {
      throw new ExpressionException("reflect: Call with too many input arguments");
    }
  }

  int size() {
    used = values.size();
    return values.size();
  }

  Budget budget() {
    return calls.budget();
  }

  @Nullable Object any(int index) {
    if (index >= values.size()) {
      throw new ExpressionException("reflect: Call with too few input arguments");
    }
    used = Math.max(used, index + 1);
    return values.get(index);
  }

  private ExpressionException wrong(int index, String type) {
    var value = any(index);
    return new ExpressionException(
        "reflect: Call using "
            + (value == null ? "interface {}" : GoFormat.typeName(value))
            + " as type "
            + type);
  }

  String text(int index) {
    if (any(index) instanceof String text) {
      return text;
    }
    throw wrong(index, "string");
  }

  int integer(int index) {
    if (any(index) instanceof Long number) {
      return Math.toIntExact(Math.clamp(number, (long) Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    throw wrong(index, "int");
  }

  Map<?, ?> map(int index) {
    if (any(index) instanceof Map<?, ?> map && !(map instanceof AnyMap)) {
      return map;
    }
    throw wrong(index, "map[string]interface {}");
  }

  boolean flag(int index) {
    if (any(index) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(index, "bool");
  }

  List<?> list(int index, String verb) {
    if (any(index) instanceof List<?> list) {
      budget().elements(list.size());
      return list;
    }
    var value = any(index);
    throw new ExpressionException(
        "Cannot " + verb + " on type " + (value == null ? "invalid" : kind(value)));
  }

  /// The arguments from an index on.
  List<@Nullable Object> from(int index) {
    used = values.size();
    return new ArrayList<>(values.subList(Math.min(index, values.size()), values.size()));
  }

  /// A value as sprig writes it: strings as they are.
  String string(@Nullable Object value) {
    return value instanceof String text ? text : GoFormat.print(value, budget());
  }

  /// A value as a list of strings, leaving out nulls.
  List<String> strings(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      return List.of(string(value));
    }
    budget().elements(list.size());
    var strings = new ArrayList<String>();
    for (var item : list) {
      if (item != null) {
        strings.add(string(item));
      }
    }
    return strings;
  }

  /// The name of the Go kind of a value.
  static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "invalid";
      case List<?> _ -> "slice";
      case Map<?, ?> _ -> "map";
      case GoTime _ -> "struct";
      case GoDuration _ -> "int64";
      default -> GoFormat.typeName(value);
    };
  }

  /// Whether sprig takes a value for nothing.
  static boolean isEmpty(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case String text -> text.isEmpty();
      case Boolean flag -> !flag;
      case Long number -> number == 0;
      case Double number -> number == 0;
      case List<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }
}
