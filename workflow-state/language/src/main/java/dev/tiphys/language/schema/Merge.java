package dev.tiphys.language.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.schema.FieldType.ListOf;
import dev.tiphys.language.schema.FieldType.MapOf;
import dev.tiphys.language.schema.FieldType.ObjectOf;
import dev.tiphys.language.schema.FieldType.Plain;
import dev.tiphys.language.workflow.Artifact;
import dev.tiphys.language.workflow.Body;
import dev.tiphys.language.workflow.WorkflowSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Kubernetes' strategic merge: what is given wins over what is assumed, field by field.
///
/// Maps merge by key. Lists of named things merge by the merge key of the schema, the assumed ones
/// first; all other lists are replaced. Neither side is changed.
public final class Merge {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> SOURCES = List.of("value", "valueFrom");
  private static final List<String> ORIGINS = origins();

  private Merge() {}

  /// The spec that decides: that of the workflow over that of the (Cluster)WorkflowTemplate which
  /// it refers to over the controller's `workflowDefaults` (F164, F213), with `templateDefaults` in
  /// every template, inline ones too (F034).
  ///
  /// @param referenced the spec behind `workflowTemplateRef`
  /// @param workflowDefaults a spec as JSON
  public static WorkflowSpec effective(
      WorkflowSpec spec, @Nullable WorkflowSpec referenced, @Nullable JsonNode workflowDefaults) {
    var json = spec.json().isObject() ? spec.json() : JSON.objectNode();
    if (referenced != null) {
      json = over(json, referenced.json(), "WorkflowSpec");
    }
    if (workflowDefaults != null) {
      json = over(json, workflowDefaults, "WorkflowSpec");
    }
    var defaults = json.get("templateDefaults");
    if (defaults == null || !json.has("templates")) {
      return json == spec.json() ? spec : WorkflowSpec.from(json);
    }
    var templates = JSON.arrayNode();
    json.get("templates").forEach(template -> templates.add(withDefaults(template, defaults)));
    var effective = JSON.objectNode();
    effective.setAll((ObjectNode) json);
    effective.set("templates", templates);
    return WorkflowSpec.from(effective);
  }

  /// A template over the defaults. Of the defaults' template types only the template's own counts.
  public static JsonNode withDefaults(JsonNode template, JsonNode defaults) {
    var fitting = JSON.objectNode();
    defaults
        .properties()
        .forEach(
            field -> {
              var name = field.getKey();
              if (!name.equals("name") && (!Body.TYPES.contains(name) || template.has(name))) {
                fitting.set(name, field.getValue());
              }
            });
    var merged = (ObjectNode) over(template, fitting, "Template");
    if (merged.path("steps").isArray()) {
      var groups = JSON.arrayNode();
      merged.get("steps").forEach(group -> groups.add(withInlineDefaults(group, defaults)));
      merged.set("steps", groups);
    }
    if (merged.path("dag").path("tasks").isArray()) {
      var dag = JSON.objectNode();
      dag.setAll((ObjectNode) merged.get("dag"));
      dag.set("tasks", withInlineDefaults(dag.get("tasks"), defaults));
      merged.set("dag", dag);
    }
    return merged;
  }

  private static JsonNode withInlineDefaults(JsonNode calls, JsonNode defaults) {
    var merged = JSON.arrayNode();
    for (var call : calls) {
      if (call.has("inline")) {
        var copy = JSON.objectNode();
        copy.setAll((ObjectNode) call);
        copy.set("inline", withDefaults(call.get("inline"), defaults));
        merged.add(copy);
      } else {
        merged.add(call);
      }
    }
    return merged;
  }

  /// `given` over `assumed`, both of that type of [FieldTable].
  public static JsonNode over(JsonNode given, JsonNode assumed, String type) {
    return merged(given, assumed, new ObjectOf(type));
  }

  private static JsonNode merged(JsonNode given, JsonNode assumed, FieldType type) {
    return switch (type) {
      case Plain plain -> given;
      case ObjectOf object ->
          given.isObject() && assumed.isObject() ? fields(given, assumed, object.type()) : given;
      case MapOf map -> given.isObject() && assumed.isObject() ? map(given, assumed, map) : given;
      case ListOf list ->
          list.mergeKey() != null && given.isArray() && assumed.isArray()
              ? list(given, assumed, list.element(), list.mergeKey())
              : given;
    };
  }

  private static ObjectNode fields(JsonNode given, JsonNode assumed, String type) {
    var types = FieldTable.fields(type);
    var alternatives =
        switch (type) {
          case "Parameter" -> SOURCES;
          case "Artifact" -> ORIGINS;
          default -> List.<String>of();
        };
    var decided = alternatives.stream().anyMatch(given::has);
    var merged = JSON.objectNode();
    assumed
        .properties()
        .forEach(
            field -> {
              // A value replaces a valueFrom, and one place of an artifact another.
              if (!decided || !alternatives.contains(field.getKey())) {
                merged.set(field.getKey(), field.getValue());
              }
            });
    given
        .properties()
        .forEach(
            field -> {
              var under = merged.get(field.getKey());
              var fieldType = types.get(field.getKey());
              merged.set(
                  field.getKey(),
                  under == null || fieldType == null
                      ? field.getValue()
                      : merged(field.getValue(), under, fieldType));
            });
    return merged;
  }

  private static ObjectNode map(JsonNode given, JsonNode assumed, MapOf map) {
    var merged = JSON.objectNode();
    merged.setAll((ObjectNode) assumed);
    given
        .properties()
        .forEach(
            entry -> {
              var under = merged.get(entry.getKey());
              merged.set(
                  entry.getKey(),
                  under == null ? entry.getValue() : merged(entry.getValue(), under, map.value()));
            });
    return merged;
  }

  private static JsonNode list(JsonNode given, JsonNode assumed, FieldType element, String key) {
    var named = new LinkedHashMap<String, JsonNode>();
    var others = new ArrayList<JsonNode>();
    for (var one : assumed) {
      if (one.hasNonNull(key)) {
        named.put(one.get(key).asText(), one);
      } else {
        others.add(one);
      }
    }
    for (var one : given) {
      if (one.hasNonNull(key)) {
        named.merge(one.get(key).asText(), one, (under, over) -> merged(over, under, element));
      } else {
        others.add(one);
      }
    }
    return JSON.arrayNode().addAll(named.values()).addAll(others);
  }

  private static List<String> origins() {
    var origins = new ArrayList<>(Artifact.LOCATIONS);
    origins.add("from");
    origins.add("fromExpression");
    return List.copyOf(origins);
  }
}
