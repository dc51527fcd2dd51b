package dev.tiphys.language.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The lines of Argo CD's kinds. Their schemas name no types, so a type is called by the first path
/// at which it stands, and stands in the table once.
final class DeliveryFields {
  private final Map<String, String> lines;
  private final Map<String, String> names = new HashMap<>();

  private DeliveryFields(Map<String, String> lines) {
    this.lines = lines;
  }

  static void addTo(Map<String, String> lines, Path schemas) throws IOException {
    var fields = new DeliveryFields(lines);
    for (var kind : List.of("Application", "AppProject", "ApplicationSet")) {
      var file = schemas.resolve("argo-cd-" + kind.toLowerCase(Locale.ROOT) + "-schema.json");
      var schema = new ObjectMapper().readTree(Files.readString(file));
      fields.type(schema.at("/versions/0/schema"), kind, true);
    }
  }

  private String type(JsonNode schema, String path, boolean kind) {
    var body = new StringBuilder();
    schema
        .path("properties")
        .properties()
        .forEach(
            property ->
                body.append(' ')
                    .append(property.getKey())
                    .append(':')
                    .append(
                        kind && property.getKey().equals("status")
                            ? "*"
                            : kind && property.getKey().equals("metadata")
                                ? "ObjectMeta"
                                : code(property.getValue(), path + "." + property.getKey())));
    var name = kind ? path : names.computeIfAbsent(body.toString(), _ -> path);
    lines.put(name, name + body);
    return name;
  }

  private String code(JsonNode schema, String path) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return "x";
    }
    if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      return "*";
    }
    return switch (schema.path("type").asText()) {
      case "string" -> "t";
      case "integer" -> "i";
      case "number" -> "n";
      case "boolean" -> "b";
      case "array" -> "[" + code(schema.get("items"), path);
      case "object" ->
          schema.has("additionalProperties")
              ? "{" + code(schema.get("additionalProperties"), path)
              : schema.has("properties") ? type(schema, path, false) : "*";
      default -> "*";
    };
  }
}
