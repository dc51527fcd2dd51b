package dev.tiphys.manifests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.schema.FieldTable;
import dev.tiphys.language.schema.FieldType;
import dev.tiphys.language.schema.FieldType.ListOf;
import dev.tiphys.language.schema.FieldType.MapOf;
import dev.tiphys.language.schema.FieldType.ObjectOf;
import dev.tiphys.language.schema.FieldType.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The structural schema of a type of the language, as CustomResourceDefinitions have it.
///
/// Kubernetes' own types with many fields stay open: the API server checks them when the pod is
/// made, and a definition that spelled them out would not fit into the annotation that `kubectl
/// apply` writes. So does a template within a template, since a schema cannot contain itself, and
/// what ApplicationSets render before anybody reads it.
final class StructuralSchema {
  /// Types that are taken as they are.
  private static final Set<String> OPEN =
      Set.of(
          "ApplicationSet.spec.generators.clusterDecisionResource.template",
          "ApplicationSet.spec.generators.matrix.generators",
          "Affinity",
          "EnvFromSource",
          "EnvVarSource",
          "LabelSelector",
          "Lifecycle",
          "ObjectMeta",
          "PersistentVolumeClaim",
          "PodDNSConfig",
          "PodDisruptionBudgetSpec",
          "PodSecurityContext",
          "Probe",
          "ResourceRequirements",
          "SecurityContext",
          "Volume");

  private final List<String> within = new ArrayList<>();

  private StructuralSchema() {}

  /// The schema of the type of that name in [FieldTable].
  static ObjectNode of(String type) {
    return new StructuralSchema().schema(new ObjectOf(type));
  }

  /// Whatever the user likes.
  static ObjectNode anything() {
    return object().put("x-kubernetes-preserve-unknown-fields", true);
  }

  private ObjectNode schema(FieldType type) {
    return switch (type) {
      case Plain plain -> plain(plain);
      case ListOf list -> {
        var schema = object().put("type", "array");
        schema.set("items", schema(list.element()));
        yield schema;
      }
      case MapOf map -> {
        var schema = object().put("type", "object");
        schema.set("additionalProperties", schema(map.value()));
        yield schema;
      }
      case ObjectOf named -> fields(named.type());
    };
  }

  private ObjectNode fields(String type) {
    var schema = object().put("type", "object");
    if (OPEN.contains(type) || within.contains(type)) {
      return schema.put("x-kubernetes-preserve-unknown-fields", true);
    }
    within.add(type);
    var properties = object();
    FieldTable.fields(type).forEach((name, field) -> properties.set(name, schema(field)));
    within.removeLast();
    if (!properties.isEmpty()) {
      schema.set("properties", properties);
    }
    AdmissionRules.add(type, schema);
    return schema;
  }

  private static ObjectNode plain(Plain type) {
    return switch (type) {
      case STRING, TEXT -> object().put("type", "string");
      case INT_OR_STRING -> object().put("x-kubernetes-int-or-string", true);
      case INTEGER -> object().put("type", "integer").put("format", "int64");
      case NUMBER -> object().put("type", "number");
      case BOOLEAN -> object().put("type", "boolean");
      // A parameter may be written as a number, which no type of such a schema allows.
      case ANY_STRING, ANYTHING -> anything();
    };
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
