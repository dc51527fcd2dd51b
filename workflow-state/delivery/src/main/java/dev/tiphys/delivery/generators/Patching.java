package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;

/// Lays one document over another.
final class Patching {
  private static final String DIRECTIVE = "$patch";
  private static final String FINALIZERS = "/metadata/finalizers";

  private Patching() {}

  /// The template of a generator over that of the set: what it says wins, what it leaves out or
  /// leaves empty comes from the other; lists are not merged (C228).
  static JsonNode overridden(JsonNode base, JsonNode override) {
    if (!base.isObject() || !override.isObject()) {
      return isZero(override) ? base : override;
    }
    ObjectNode merged = base.deepCopy();
    for (var field : override.properties()) {
      var own = merged.get(field.getKey());
      if (own != null) {
        merged.set(field.getKey(), overridden(own, field.getValue()));
      } else if (!isZero(field.getValue())) {
        merged.set(field.getKey(), field.getValue());
      }
    }
    return merged;
  }

  private static boolean isZero(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL, MISSING -> true;
      case STRING -> value.textValue().isEmpty();
      case NUMBER -> value.doubleValue() == 0;
      case BOOLEAN -> !value.booleanValue();
      case ARRAY, OBJECT -> value.isEmpty();
      case BINARY, POJO -> false;
    };
  }

  /// A strategic merge patch over an Application (C229). Of its lists only the finalizers merge;
  /// all others are replaced.
  static ObjectNode patched(ObjectNode application, JsonNode patch) {
    if (!patch.isObject()) {
      throw new GenerationException("templatePatch: expected a map");
    }
    return patched(application.deepCopy(), patch, "");
  }

  private static ObjectNode patched(ObjectNode target, JsonNode patch, String path) {
    if (patch.path(DIRECTIVE).asText().equals("replace")) {
      ObjectNode replaced = patch.deepCopy();
      replaced.remove(DIRECTIVE);
      return replaced;
    }
    for (var field : patch.properties()) {
      var name = field.getKey();
      var value = field.getValue();
      var at = path + "/" + name;
      if (name.equals(DIRECTIVE)) {
        continue;
      }
      if (value.isNull() || value.path(DIRECTIVE).asText().equals("delete")) {
        target.remove(name);
      } else if (value.isObject()) {
        var own = target.get(name) instanceof ObjectNode object ? object : target.objectNode();
        target.set(name, patched(own, value, at));
      } else if (at.equals(FINALIZERS) && target.get(name) instanceof ArrayNode own) {
        var all = new LinkedHashSet<String>();
        value.forEach(finalizer -> all.add(finalizer.asText()));
        own.forEach(finalizer -> all.add(finalizer.asText()));
        var list = target.putArray(name);
        all.forEach(list::add);
      } else {
        target.set(name, value);
      }
    }
    return target;
  }
}
