package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What an object will be after a client-side apply: what is wanted, over what is live, without
/// what was wanted before and is not any more.
public final class ThreeWay {
  private static final JsonNode NOTHING = MissingNode.getInstance();

  private ThreeWay() {}

  /// For a kind that Kubernetes knows, by strategic merge.
  ///
  /// @param original what was wanted when it was applied last
  public static ObjectNode strategic(
      ObjectNode original, ObjectNode wanted, ObjectNode live, Schema schema) {
    return maps(original, wanted, live, schema);
  }

  /// For any other kind, by JSON merge: lists are replaced, unless they differ only in what was not
  /// applied, such as defaults.
  public static ObjectNode json(ObjectNode original, ObjectNode wanted, ObjectNode live) {
    return maps(original, wanted, live, Schema.UNKNOWN);
  }

  private static ObjectNode maps(
      JsonNode original, ObjectNode wanted, ObjectNode live, Schema schema) {
    var merged = live.deepCopy();
    for (var field : original.properties()) {
      if (!wanted.has(field.getKey())) {
        merged.remove(field.getKey());
      }
    }
    for (var field : wanted.properties()) {
      var name = field.getKey();
      if (field.getValue().isNull()) {
        merged.remove(name);
      } else {
        merged.set(
            name,
            value(original.path(name), field.getValue(), live.path(name), schema.child(name)));
      }
    }
    if (schema.patchRetainsKeys() && !Values.same(merged, live)) {
      List<String> kept = new ArrayList<>();
      wanted.fieldNames().forEachRemaining(kept::add);
      merged.retain(kept);
    }
    return merged;
  }

  private static JsonNode value(JsonNode original, JsonNode wanted, JsonNode live, Schema schema) {
    if (wanted instanceof ObjectNode fields) {
      // What is wanted may say null of fields even where nothing is live.
      return live instanceof ObjectNode object
          ? maps(original, fields, object, schema)
          : maps(NOTHING, fields, JsonNodeFactory.instance.objectNode(), schema);
    }
    if (wanted instanceof ArrayNode list && live instanceof ArrayNode old) {
      if (schema.patchMerges()) {
        return lists(original, list, old, schema);
      }
      if (isReduced(schema) && Values.same(list, within(original, old))) {
        return old;
      }
    }
    return wanted.deepCopy();
  }

  /// Whether defaults in a list are no difference: there are none to compare with in a kind that is
  /// not known, and nobody can take them away from the templates of claims.
  static boolean isReduced(Schema schema) {
    return schema.equals(Schema.UNKNOWN)
        || schema.typeName().equals("core.v1.PersistentVolumeClaim");
  }

  /// `live` without the fields that `original` lacks. Elements of a list that has more stay.
  private static JsonNode within(JsonNode original, JsonNode live) {
    if (original instanceof ObjectNode fields && live instanceof ObjectNode object) {
      var reduced = JsonNodeFactory.instance.objectNode();
      for (var field : object.properties()) {
        if (fields.has(field.getKey())) {
          reduced.set(field.getKey(), within(fields.get(field.getKey()), field.getValue()));
        }
      }
      return reduced;
    }
    if (original instanceof ArrayNode list && live instanceof ArrayNode elements) {
      var reduced = JsonNodeFactory.instance.arrayNode();
      for (var i = 0; i < elements.size(); i++) {
        reduced.add(i < list.size() ? within(list.get(i), elements.get(i)) : elements.get(i));
      }
      return reduced;
    }
    return live;
  }

  private static ArrayNode lists(
      JsonNode original, ArrayNode wanted, ArrayNode live, Schema schema) {
    var keys = keys(schema, List.of(original, wanted, live));
    if (keys.size() == 1 && keys.contains("")) {
      return wanted.deepCopy();
    }
    List<JsonNode> asked = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (var element : wanted) {
      var key = key(element, keys);
      if (known.add(key)) {
        asked.add(element(find(original, key, keys), element, find(live, key, keys), schema));
      }
    }
    List<JsonNode> others = new ArrayList<>();
    for (var element : live) {
      var key = key(element, keys);
      if (!known.contains(key) && find(original, key, keys).isMissingNode()) {
        others.add(element);
      }
    }
    return inOrder(asked, others, live, keys);
  }

  private static JsonNode element(
      JsonNode original, JsonNode wanted, JsonNode live, Schema schema) {
    return wanted instanceof ObjectNode
        ? value(original, wanted, live, schema.element())
        : wanted.deepCopy();
  }

  /// Those that are asked for in their order, and of the others each before the first that came
  /// after it in what is live.
  private static ArrayNode inOrder(
      List<JsonNode> asked, List<JsonNode> others, ArrayNode live, List<String> keys) {
    var merged = JsonNodeFactory.instance.arrayNode();
    List<String> places = new ArrayList<>();
    live.forEach(element -> places.add(key(element, keys)));
    var i = 0;
    for (var element : asked) {
      var place = places.indexOf(key(element, keys));
      for (; i < others.size() && places.indexOf(key(others.get(i), keys)) < place; i++) {
        merged.add(others.get(i));
      }
      merged.add(element);
    }
    others.subList(i, others.size()).forEach(merged::add);
    return merged;
  }

  /// The fields by which elements are told apart: the merge key, or where it does not suffice, as
  /// with two protocols of one port, those of server-side apply. None for scalars, and one empty if
  /// nothing tells them apart.
  private static List<String> keys(Schema schema, List<JsonNode> lists) {
    if (schema.patchKey().isEmpty()) {
      return List.of();
    }
    for (var keys : List.of(List.of(schema.patchKey()), schema.keys())) {
      if (!keys.isEmpty() && lists.stream().allMatch(list -> areUnique(list, keys))) {
        return keys;
      }
    }
    return List.of("");
  }

  private static boolean areUnique(JsonNode list, List<String> keys) {
    var seen = new HashSet<String>();
    for (var element : list) {
      if (!element.has(keys.getFirst()) || !seen.add(key(element, keys))) {
        return false;
      }
    }
    return true;
  }

  private static String key(JsonNode element, List<String> keys) {
    return switch (keys.size()) {
      case 0 -> element.toString();
      case 1 -> element.path(keys.getFirst()).toString();
      default -> Fields.keyOf(element, keys).toString();
    };
  }

  private static JsonNode find(JsonNode list, String key, List<String> keys) {
    for (var element : list) {
      if (key(element, keys).equals(key)) {
        return element;
      }
    }
    return NOTHING;
  }
}
