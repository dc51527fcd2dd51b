package dev.tiphys.language.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// Makes the table of fields from the published schemas. Run it with the path of the table as
/// argument (and `-Dtiphys.root`) to write it anew.
final class FieldTableSource {
  private static final String PREFIX = "#/definitions/";
  private static final String ARGO = "io.argoproj.workflow.v1alpha1.";
  private static final Set<String> KINDS =
      Set.of(
          "Workflow",
          "WorkflowTemplate",
          "ClusterWorkflowTemplate",
          "CronWorkflow",
          "WorkflowEventBinding");

  /// Strings that take any scalar (F003); the schema calls them plain strings.
  private static final Set<String> ANY_STRINGS =
      Set.of("Parameter.value", "Parameter.default", "Parameter.enum", "ValueFrom.default");

  private final JsonNode definitions;
  private final TreeMap<String, String> lines = new TreeMap<>();
  private final ArrayDeque<String> open = new ArrayDeque<>();

  private FieldTableSource(JsonNode definitions) {
    this.definitions = definitions;
  }

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), generate());
  }

  static String generate() throws IOException {
    var schema =
        Path.of(
            System.getProperty("tiphys.root"),
            "..",
            "shared",
            "kubernetes",
            "argo-workflows-schema.json");
    var source =
        new FieldTableSource(new ObjectMapper().readTree(schema.toFile()).get("definitions"));
    KINDS.forEach(kind -> source.open.add(ARGO + kind));
    while (!source.open.isEmpty()) {
      source.add(source.open.remove());
    }
    DeliveryFields.addTo(source.lines, schema.getParent());
    return String.join("\n", source.lines.values()) + "\n";
  }

  private static String shortName(String definition) {
    return definition.substring(definition.lastIndexOf('.') + 1);
  }

  private void add(String definition) {
    var name = shortName(definition);
    if (lines.containsKey(name)) {
      return;
    }
    var line = new StringBuilder(name);
    lines.put(name, "");
    definitions
        .get(definition)
        .path("properties")
        .properties()
        .forEach(
            property ->
                line.append(' ')
                    .append(property.getKey())
                    .append(':')
                    .append(code(name, property.getKey(), property.getValue())));
    lines.put(name, line.toString());
  }

  private String code(String type, String field, JsonNode schema) {
    if (field.equals("status") && KINDS.contains(type)) {
      return "*";
    }
    var code = code(schema);
    return ANY_STRINGS.contains(type + "." + field) ? code.replace('s', 'a') : code;
  }

  private String code(JsonNode schema) {
    if (schema.has("$ref")) {
      return reference(schema.get("$ref").textValue().substring(PREFIX.length()));
    }
    return switch (schema.path("type").asText()) {
      case "string" -> "s";
      case "integer" -> "i";
      case "number" -> "n";
      case "boolean" -> "b";
      case "array" -> {
        var key = schema.path("x-kubernetes-patch-merge-key");
        yield "[" + code(schema.get("items")) + (key.isMissingNode() ? "" : "@" + key.asText());
      }
      case "object" ->
          schema.has("additionalProperties") ? "{" + code(schema.get("additionalProperties")) : "*";
      default -> "*";
    };
  }

  private String reference(String definition) {
    var name = shortName(definition);
    return switch (name) {
      case "IntOrString" -> "x";
      // The schema does not say of what this list is.
      case "ParallelSteps" -> {
        open.add(ARGO + "WorkflowStep");
        yield "[WorkflowStep";
      }
      case "Item", "Plugin" -> "*";
      default -> {
        var target = definitions.get(definition);
        if (List.of("string", "number").contains(target.path("type").asText())
            || target.has("additionalProperties")) {
          yield code(target);
        }
        if (name.equals("FieldsV1")) {
          yield "*";
        }
        open.add(definition);
        yield name;
      }
    };
  }
}
