package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.language.expression.GoFunctions;
import dev.tiphys.language.expression.GoValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One set of parameters: names and values, where a value is null, Boolean, Long, Double, String,
/// List or Map. Without Go templates a nested value stands under a dotted name.
public record Params(Map<String, @Nullable Object> values) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The JSON of a value.
  static JsonNode json(@Nullable Object value) {
    return JSON.valueToTree(value);
  }

  static Params of(Map<String, ? extends @Nullable Object> values) {
    return new Params(new LinkedHashMap<>(values));
  }

  /// A value as text, where a list of names is joined.
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case Double number -> GoValues.number(number);
      case List<?> list -> list.toString();
      default -> String.valueOf(value);
    };
  }

  /// All values as text under dotted names: `a.b`, and `a.0` for elements of lists.
  Map<String, String> flat() {
    var flat = new LinkedHashMap<String, String>();
    values.forEach((name, value) -> flatten(name, value, flat));
    return flat;
  }

  private static void flatten(String name, @Nullable Object value, Map<String, String> into) {
    switch (value) {
      case Map<?, ?> map -> map.forEach((key, inner) -> flatten(name + "." + key, inner, into));
      case List<?> list -> {
        for (var i = 0; i < list.size(); i++) {
          flatten(name + "." + i, list.get(i), into);
        }
      }
      case null, default -> into.put(name, text(value));
    }
  }

  /// The same with what `other` has; what both have is merged if it is a map, and else that of
  /// `other`, unless that is empty and `empty` is false.
  Params mergedWith(Params other, boolean empty) {
    var merged = new LinkedHashMap<String, @Nullable Object>(values);
    merge(merged, other.values, empty);
    return new Params(merged);
  }

  @SuppressWarnings("unchecked") // maps of parameters have names as keys
  private static void merge(
      Map<String, @Nullable Object> into, Map<String, @Nullable Object> from, boolean empty) {
    from.forEach(
        (name, value) -> {
          if (into.get(name) instanceof Map<?, ?> own && value instanceof Map<?, ?> theirs) {
            var inner = new LinkedHashMap<>((Map<String, @Nullable Object>) own);
            merge(inner, (Map<String, @Nullable Object>) theirs, empty);
            into.put(name, inner);
          } else if (empty || !into.containsKey(name) || !isEmpty(value)) {
            into.put(name, value);
          }
        });
  }

  private static boolean isEmpty(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case String text -> text.isEmpty();
      case Boolean flag -> !flag;
      case Number number -> number.doubleValue() == 0;
      case List<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }

  /// The JSON of the named values, as which sets of parameters are compared.
  String key(List<String> names) {
    var chosen = new TreeMap<String, @Nullable Object>();
    names.forEach(name -> chosen.put(name, values.get(name)));
    return json(sorted(chosen)).toString();
  }

  private static @Nullable Object sorted(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<Object, @Nullable Object>();
        GoFunctions.sortedKeys(map).forEach(key -> copy.put(key, sorted(map.get(key))));
        yield copy;
      }
      case List<?> list -> list.stream().map(Params::sorted).toList();
      case null, default -> value;
    };
  }
}
