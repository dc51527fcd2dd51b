package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where `schema.json` comes from: the definitions of a Kubernetes API server, of which only what
/// [Schema] tells is kept. Run [#main] with the file of definitions and the file to write.
final class SchemaSource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<List<String>> KEPT =
      List.of(
          List.of("x-kubernetes-list-type", "t"),
          List.of("x-kubernetes-map-type", "m"),
          List.of("x-kubernetes-patch-strategy", "s"),
          List.of("x-kubernetes-patch-merge-key", "p"));

  private static final Map<String, String> SPECIAL =
      Map.ofEntries(
          Map.entry("Quantity", "q"),
          Map.entry("IntOrString", "x"),
          Map.entry("Time", "T"),
          Map.entry("MicroTime", "M"),
          Map.entry("JSON", "j"),
          Map.entry("JSONSchemaPropsOrArray", "j"),
          Map.entry("JSONSchemaPropsOrBool", "j"),
          Map.entry("JSONSchemaPropsOrStringArray", "j"),
          Map.entry("FieldsV1", "j"),
          Map.entry("Patch", "j"),
          Map.entry("RawExtension", "j"));

  private SchemaSource() {}

  public static void main(String[] args) throws IOException {
    Files.write(
        Path.of(args[1]), JSON.writeValueAsBytes(of(JSON.readTree(Path.of(args[0]).toFile()))));
  }

  static ObjectNode of(JsonNode source) {
    var types = new TreeMap<String, ObjectNode>();
    var kinds = new TreeMap<String, String>();
    for (var entry : source.path("definitions").properties()) {
      var name = shortened(entry.getKey());
      var fields = JSON.createObjectNode();
      for (var property : entry.getValue().path("properties").properties()) {
        var field = field(property.getValue());
        for (var required : entry.getValue().path("required")) {
          if (required.asText().equals(property.getKey())) {
            field.put("z", 1);
          }
        }
        fields.set(property.getKey(), field);
      }
      if (entry.getValue().path("x-kubernetes-map-type").asText().equals("atomic")) {
        fields.put("", "atomic");
      }
      types.put(name, fields);
      for (var gvk : entry.getValue().path("x-kubernetes-group-version-kind")) {
        var group = gvk.path("group").asText();
        kinds.put(
            (group.isEmpty() ? "" : group + "/")
                + gvk.path("version").asText()
                + "/"
                + gvk.path("kind").asText(),
            name);
      }
    }
    var written = JSON.createObjectNode();
    types.forEach((name, fields) -> written.withObject("/types").set(name, fields));
    kinds.forEach((kind, type) -> written.withObject("/kinds").put(kind, type));
    return written;
  }

  private static ObjectNode field(JsonNode property) {
    var field = JSON.createObjectNode();
    for (var pair : KEPT) {
      if (property.has(pair.get(0))) {
        field.set(pair.get(1), property.get(pair.get(0)));
      }
    }
    if (property.has("x-kubernetes-list-map-keys")) {
      field.set("k", property.get("x-kubernetes-list-map-keys"));
    }
    field.put("f", form(property));
    var inner = property.path("items");
    if (inner.isMissingNode()) {
      inner = property.path("additionalProperties");
    }
    if (!inner.isMissingNode() && !form(inner).equals("o")) {
      field.put("e", form(inner));
    }
    for (var of : List.of(property, inner)) {
      if (form(of).equals("o")) {
        field.put("r", target(of));
      }
    }
    return field;
  }

  private static String target(JsonNode property) {
    var target = property.path("$ref").asText("");
    return target.isEmpty() ? "" : shortened(target.substring("#/definitions/".length()));
  }

  /// As [Schema.Form] has it.
  private static String form(JsonNode property) {
    var target = target(property);
    if (!target.isEmpty()) {
      var special = SPECIAL.get(target.substring(target.lastIndexOf('.') + 1));
      return special == null ? "o" : special;
    }
    return switch (property.path("type").asText("")) {
      case "array" -> "l";
      case "object" -> property.has("additionalProperties") ? "m" : "j";
      case "string" -> property.path("format").asText("").equals("byte") ? "y" : "s";
      case "integer" -> "i";
      case "number" -> "n";
      case "boolean" -> "b";
      default -> "j";
    };
  }

  private static String shortened(String name) {
    return name.replace("io.k8s.api.", "").replace("io.k8s.apimachinery.pkg.apis.", "");
  }
}
