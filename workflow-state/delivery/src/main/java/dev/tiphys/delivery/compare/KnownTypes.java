package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tiphys.delivery.merge.Schema;
import dev.tiphys.delivery.merge.Schema.Form;
import dev.tiphys.delivery.merge.Typed;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Fields of custom resources that hold values of Kubernetes' own types (C114), which are compared
/// as Kubernetes writes them.
final class KnownTypes {
  /// Types that are part of others, by the type whose fields they have.
  private static final Map<String, String> PARTS =
      Map.of(
          "core.v1.VolumeSource", "core.v1.Volume",
          "core.v1.PersistentVolumeSource", "core.v1.PersistentVolumeSpec",
          "core.v1.ProbeHandler", "core.v1.Probe",
          "core.v1.EphemeralContainerCommon", "core.v1.EphemeralContainer");

  /// Types that are nowhere in an object that is stored: their values stay as they are.
  private static final Set<String> ELSEWHERE =
      Set.of(
          "core.v1.AvoidPods",
          "core.v1.List",
          "core.v1.NodeProxyOptions",
          "core.v1.PodAttachOptions",
          "core.v1.PodExecOptions",
          "core.v1.PodLogOptions",
          "core.v1.PodPortForwardOptions",
          "core.v1.PodProxyOptions",
          "core.v1.PodSignature",
          "core.v1.PodStatusResult",
          "core.v1.Preconditions",
          "core.v1.PreferAvoidPodsEntry",
          "core.v1.RangeAllocation",
          "core.v1.SerializedReference",
          "core.v1.ServiceProxyOptions");

  /// A field of a kind.
  ///
  /// @param path steps to the field; lists on the way are gone through
  record Field(List<String> path, String type) {}

  private KnownTypes() {}

  /// @throws CompareFailure if there is no such type
  static Field field(String path, String type) {
    var name = type.replace('/', '.');
    var known =
        name.equals("core.Quantity")
            || name.equals("meta.v1.Duration")
            || name.equals("core.v1.ResourceList")
            || PARTS.containsKey(name)
            || ELSEWHERE.contains(name)
            || (name.startsWith("core.v1.") && Schema.named(name).isPresent());
    if (!known) {
      throw new CompareFailure(
          "knownTypeFields: there is no type '%s'; expected one such as core/v1/PodSpec, core/Quantity or meta/v1/Duration"
              .formatted(type));
    }
    return new Field(List.of(path.split("\\.")), name);
  }

  static void normalize(ObjectNode object, List<Field> fields) {
    for (var field : fields) {
      at(object, field.path(), field.type());
    }
  }

  private static void at(JsonNode parent, List<String> path, String type) {
    if (parent instanceof ArrayNode list) {
      list.forEach(element -> at(element, path, type));
    } else if (parent instanceof ObjectNode object && object.has(path.getFirst())) {
      var name = path.getFirst();
      var value = object.get(name);
      if (path.size() > 1) {
        at(value, path.subList(1, path.size()), type);
      } else {
        object.set(name, normal(value, type));
      }
    }
  }

  private static JsonNode normal(JsonNode value, String type) {
    if (value instanceof ArrayNode list) {
      var normal = list.arrayNode(list.size());
      list.forEach(element -> normal.add(normal(element, type)));
      return normal;
    }
    return read(value, type).orElse(value);
  }

  private static Optional<JsonNode> read(JsonNode value, String type) {
    return switch (type) {
      case "core.Quantity" -> Typed.value(value, Schema.UNKNOWN, Form.QUANTITY);
      case "meta.v1.Duration" -> duration(value);
      case "core.v1.ResourceList" ->
          Typed.value(
              value,
              Schema.named("core.v1.ResourceRequirements").orElseThrow().child("limits"),
              Form.MAP);
      default ->
          Schema.named(PARTS.getOrDefault(type, type))
              .flatMap(schema -> Typed.value(value, schema, Form.OBJECT));
    };
  }

  private static Optional<JsonNode> duration(JsonNode value) {
    try {
      return Optional.of(new TextNode(GoValues.text(GoValues.duration(value.asText()))));
    } catch (ExpressionException e) {
      return Optional.empty();
    }
  }
}
