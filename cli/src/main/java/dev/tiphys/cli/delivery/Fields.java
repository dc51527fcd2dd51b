package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Writes into an object what was said, and leaves what was not said as it is.
final class Fields {
  private Fields() {}

  /// Sets a field if there is a value for it.
  static void put(ObjectNode object, String field, @Nullable Object value) {
    switch (value) {
      case null -> {}
      case Boolean truth -> object.put(field, truth);
      case Integer number -> object.put(field, number);
      default -> object.put(field, value.toString());
    }
  }

  /// Sets fields of a map.
  static void putAll(ObjectNode object, String field, Map<String, String> values) {
    if (!values.isEmpty()) {
      var map = object.withObjectProperty(field);
      values.forEach(map::put);
    }
  }

  /// Writes what is said about one part of an object.
  interface Part {
    void apply(ObjectNode options);
  }

  /// Changes a part. One that nothing is said about is not named: naming a tool chooses it.
  static void part(ObjectNode object, String field, Part part) {
    var options = object.path(field) instanceof ObjectNode there ? there : object.objectNode();
    part.apply(options);
    if (!options.isEmpty()) {
      object.set(field, options);
    }
  }

  /// Sets a list if there is one.
  static void list(ObjectNode object, String field, @Nullable List<String> items) {
    if (items != null) {
      var list = object.putArray(field);
      items.forEach(list::add);
    }
  }

  /// Sets values in a list of `{name, …}`, one of each name.
  ///
  /// @param flag a field that is true for all of these; null for none
  static void named(
      ObjectNode object,
      String field,
      String value,
      Map<String, String> values,
      @Nullable String flag) {
    new LinkedHashMap<>(values)
        .forEach(
            (key, text) -> {
              var item = named(object, field, key).put(value, text);
              if (flag != null) {
                item.put(flag, true);
              } else {
                item.remove(List.of("forceString", "code"));
              }
            });
  }

  /// The item of this name in a list of `{name, …}`, made if it is not there.
  static ObjectNode named(ObjectNode object, String field, String name) {
    var list = object.withArrayProperty(field);
    for (JsonNode item : list) {
      if (item.path("name").asText().equals(name)) {
        return (ObjectNode) item;
      }
    }
    return list.addObject().put("name", name);
  }

  /// Removes the items that a test finds.
  static void removeIf(ArrayNode items, BiPredicate<JsonNode, String> test, String key) {
    for (var elements = items.elements(); elements.hasNext(); ) {
      if (test.test(elements.next(), key)) {
        elements.remove();
      }
    }
  }
}
