package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The two kinds of merge patches: the plain one (RFC 7386), and Kubernetes' strategic one, which
/// knows how lists of a kind merge.
public final class Merges {
  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private Merges() {}

  /// As RFC 7386 says.
  public static JsonNode merge(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode fields)) {
      return patch;
    }
    var merged =
        target instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    for (var field : fields.properties()) {
      if (field.getValue().isNull()) {
        merged.remove(field.getKey());
      } else {
        merged.set(field.getKey(), merge(merged.path(field.getKey()), field.getValue()));
      }
    }
    return merged;
  }

  /// The plain patch that makes `to` of `from`.
  public static ObjectNode between(ObjectNode from, ObjectNode to) {
    var patch = JsonNodeFactory.instance.objectNode();
    for (var field : from.properties()) {
      if (!to.has(field.getKey())) {
        patch.putNull(field.getKey());
      }
    }
    for (var field : to.properties()) {
      var old = from.path(field.getKey());
      if (old instanceof ObjectNode was && field.getValue() instanceof ObjectNode is) {
        var inner = between(was, is);
        if (!inner.isEmpty()) {
          patch.set(field.getKey(), inner);
        }
      } else if (!Values.same(old, field.getValue())) {
        patch.set(field.getKey(), field.getValue());
      }
    }
    return patch;
  }

  /// As Kubernetes does with kinds that it knows.
  ///
  /// @throws MergeFailure if a directive makes no sense
  public static ObjectNode strategic(JsonNode target, ObjectNode patch, Schema schema) {
    var directive = patch.path(DIRECTIVE).asText("");
    if (directive.equals("replace")) {
      var replaced = patch.deepCopy();
      replaced.remove(DIRECTIVE);
      return replaced;
    }
    var merged =
        target instanceof ObjectNode object && !directive.equals("delete")
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    if (directive.equals("delete")) {
      return merged;
    }
    retain(merged, patch);
    for (var field : patch.properties()) {
      var name = field.getKey();
      if (name.startsWith(DELETE_FROM)) {
        remove(merged.path(name.substring(DELETE_FROM.length())), field.getValue());
      } else if (!name.equals(RETAIN) && !name.equals(DIRECTIVE) && !name.startsWith(ORDER)) {
        set(merged, name, field.getValue(), schema.child(name));
      }
    }
    for (var field : patch.properties()) {
      if (field.getKey().startsWith(ORDER)) {
        var name = field.getKey().substring(ORDER.length());
        order(merged.path(name), field.getValue(), schema.child(name).patchKey());
      }
    }
    return merged;
  }

  private static void retain(ObjectNode merged, ObjectNode patch) {
    if (patch.get(RETAIN) instanceof ArrayNode kept) {
      var names = new HashSet<String>();
      kept.forEach(name -> names.add(name.asText()));
      merged.retain(names);
    }
  }

  private static void set(ObjectNode merged, String name, JsonNode value, Schema schema) {
    switch (value) {
      case JsonNode none when none.isNull() -> merged.remove(name);
      case ObjectNode object when object.path(DIRECTIVE).asText("").equals("delete") ->
          merged.remove(name);
      case ObjectNode object -> merged.set(name, strategic(merged.path(name), object, schema));
      case ArrayNode list when schema.patchMerges() ->
          merged.set(name, lists(merged.path(name), list, schema));
      default -> merged.set(name, value);
    }
  }

  private static ArrayNode lists(JsonNode target, ArrayNode patch, Schema schema) {
    var merged = JsonNodeFactory.instance.arrayNode();
    target.forEach(merged::add);
    var key = schema.patchKey();
    if (key.isEmpty()) {
      for (var value : patch) {
        if (indexOf(merged, value, "") < 0) {
          merged.add(value);
        }
      }
      return merged;
    }
    var replacing = false;
    for (var element : patch) {
      replacing |= element.path(DIRECTIVE).asText("").equals("replace");
    }
    if (replacing) {
      merged.removeAll();
    }
    for (var element : patch) {
      element(merged, element, key, schema);
    }
    return merged;
  }

  private static void element(ArrayNode merged, JsonNode element, String key, Schema schema) {
    var directive = element.path(DIRECTIVE).asText("");
    if (directive.equals("replace") && !element.has(key)) {
      return;
    }
    if (!(element instanceof ObjectNode object) || !object.hasNonNull(key)) {
      throw MergeFailure.senseless(
          "map: %s does not contain declared merge key: %s".formatted(element, key));
    }
    var at = indexOf(merged, object, key);
    if (directive.equals("delete")) {
      if (at >= 0) {
        merged.remove(at);
      }
      return;
    }
    var base = at < 0 ? JsonNodeFactory.instance.objectNode() : merged.get(at);
    var result = strategic(base, object, schema.element());
    if (at < 0) {
      merged.add(result);
    } else {
      merged.set(at, result);
    }
  }

  private static int indexOf(JsonNode list, JsonNode element, String key) {
    for (var i = 0; i < list.size(); i++) {
      var same =
          key.isEmpty()
              ? list.get(i).equals(element)
              : list.get(i).path(key).equals(element.path(key));
      if (same) {
        return i;
      }
    }
    return -1;
  }

  private static void remove(JsonNode list, JsonNode values) {
    if (list instanceof ArrayNode array) {
      for (var value : values) {
        for (var at = indexOf(array, value, ""); at >= 0; at = indexOf(array, value, "")) {
          array.remove(at);
        }
      }
    }
  }

  /// Those that are named come in that order, in the places that they have among the others.
  private static void order(JsonNode list, JsonNode wanted, String key) {
    if (list instanceof ArrayNode array) {
      List<JsonNode> named = new ArrayList<>();
      for (var element : wanted) {
        var at = indexOf(array, element, key);
        if (at >= 0) {
          named.add(array.get(at));
        }
      }
      var next = named.iterator();
      for (var i = 0; i < array.size() && next.hasNext(); i++) {
        if (named.contains(array.get(i))) {
          array.set(i, next.next());
        }
      }
    }
  }
}
