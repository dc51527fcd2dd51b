package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// Lets fields that a comparison ignores keep their live values when an object is applied
/// (`RespectIgnoreDifferences`, C088).
final class Respecting {
  private Respecting() {}

  /// Puts back into `wanted` what `live` has and `without`, the same object with ignored fields
  /// taken away, has not. A status is nobody's to keep.
  static void restore(ObjectNode wanted, ObjectNode live, ObjectNode without) {
    for (var field : live.properties()) {
      if (!field.getKey().equals("status")) {
        restore(wanted, field.getKey(), field.getValue(), without.get(field.getKey()));
      }
    }
  }

  private static void restore(ObjectNode wanted, String field, JsonNode live, JsonNode without) {
    if (without == null) {
      wanted.set(field, live.deepCopy());
    } else if (!without.equals(live) && wanted.get(field) != null) {
      restore(wanted.get(field), live, without);
    }
  }

  private static void restore(JsonNode wanted, JsonNode live, JsonNode without) {
    if (wanted instanceof ObjectNode object
        && live instanceof ObjectNode all
        && without instanceof ObjectNode left) {
      for (var field : all.properties()) {
        restore(object, field.getKey(), field.getValue(), left.get(field.getKey()));
      }
    } else if (wanted instanceof ArrayNode list
        && live instanceof ArrayNode all
        && without instanceof ArrayNode left) {
      restoreList(list, all, left);
    }
  }

  /// Elements are the same if they have the same name; elements without names if nothing was taken
  /// from the list and it is as long as the wanted one.
  private static void restoreList(ArrayNode wanted, ArrayNode live, ArrayNode without) {
    for (var i = 0; i < live.size(); i++) {
      var element = live.get(i);
      var name = element.path("name").asText("");
      var left = name.isEmpty() ? at(without, live, i) : named(without, name);
      var mine = name.isEmpty() ? at(wanted, live, i) : named(wanted, name);
      if (left.isEmpty() && !name.isEmpty()) {
        mine.ifPresentOrElse(
            found -> ((ObjectNode) found).removeAll().setAll((ObjectNode) element.deepCopy()),
            () -> wanted.add(element.deepCopy()));
      } else if (left.isPresent() && mine.isPresent()) {
        restore(mine.get(), element, left.get());
      }
    }
  }

  private static Optional<JsonNode> at(ArrayNode list, ArrayNode live, int index) {
    return list.size() == live.size() ? Optional.of(list.get(index)) : Optional.empty();
  }

  private static Optional<JsonNode> named(ArrayNode list, String name) {
    for (var element : list) {
      if (element instanceof ObjectNode && element.path("name").asText("").equals(name)) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }
}
