package dev.tiphys.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;

/// Documents as objects of a cluster.
final class Manifests {
  /// Lists in lists.
  private static final int LISTS_MAX = 8;

  private Manifests() {}

  /// The objects of what a tool printed.
  static List<ObjectNode> read(byte[] yaml, String what) {
    try {
      List<ObjectNode> objects = new ArrayList<>();
      for (var document : YamlReader.readLastOfKeys(yaml, what)) {
        objects.add(object(document.toJson(), what));
      }
      return objects;
    } catch (MalformedYamlException e) {
      throw new RenderFailure("%s", e.getMessage());
    }
  }

  /// A document that has to be an object.
  static ObjectNode object(JsonNode document, String what) {
    if (!(document instanceof ObjectNode object)) {
      throw new RenderFailure("%s: expected an object with apiVersion and kind", what);
    }
    for (var field : List.of("apiVersion", "kind")) {
      if (!object.path(field).isTextual() || object.path(field).asText().isEmpty()) {
        throw new RenderFailure("%s: '%s' is missing in an object", what, field);
      }
    }
    return object;
  }

  /// The objects with lists taken apart and what is nothing left out (C015).
  static List<ObjectNode> flattened(List<ObjectNode> objects, RenderLimits limits) {
    List<ObjectNode> flat = new ArrayList<>();
    for (var object : objects) {
      flatten(object, flat, limits, 0);
    }
    flat.forEach(Manifests::requireTexts);
    return flat;
  }

  private static void flatten(
      ObjectNode object, List<ObjectNode> flat, RenderLimits limits, int depth) {
    var kind = object.path("kind").asText();
    var items = object.get("items");
    if (kind.endsWith("List") && items != null && items.isArray()) {
      if (depth == LISTS_MAX) {
        throw new RenderFailure("%s: more than %d lists in one another", kind, LISTS_MAX);
      }
      for (var item : items) {
        flatten(object(item, "an item of a " + kind), flat, limits, depth + 1);
      }
    } else if (!isNullList(object)) {
      if (flat.size() == limits.objects()) {
        throw new RenderFailure("more than %d objects", limits.objects());
      }
      flat.add(object);
    }
  }

  /// A list of nothing, as generators print it. What has a spec or a status is something else.
  private static boolean isNullList(ObjectNode object) {
    return object.path("items").isNull() && !object.has("spec") && !object.has("status");
  }

  private static void requireTexts(ObjectNode object) {
    for (var field : List.of("labels", "annotations")) {
      for (var entry : object.path("metadata").path(field).properties()) {
        if (!entry.getValue().isTextual()) {
          throw new RenderFailure(
              "%s '%s': metadata.%s: contains non-string value in the map under key \"%s\"",
              object.path("kind").asText(),
              object.at("/metadata/name").asText(),
              field,
              entry.getKey());
        }
      }
    }
  }
}
