package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/// Where `schema.json` comes from: the definitions of a Kubernetes API server, of which only what
/// merging needs is kept. Run [#main] with the file of definitions and the file to write.
final class SchemaSource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<List<String>> KEPT =
      List.of(
          List.of("x-kubernetes-list-type", "t"),
          List.of("x-kubernetes-map-type", "m"),
          List.of("x-kubernetes-patch-strategy", "s"),
          List.of("x-kubernetes-patch-merge-key", "p"));

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
        if (!field.isEmpty()) {
          fields.set(property.getKey(), field);
        }
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
    var target = property.path("$ref").asText("");
    if (target.isEmpty()) {
      target = property.path("items").path("$ref").asText("");
    }
    if (target.isEmpty()) {
      target = property.path("additionalProperties").path("$ref").asText("");
    }
    if (!target.isEmpty()) {
      field.put("r", shortened(target.substring("#/definitions/".length())));
    }
    return field;
  }

  private static String shortened(String name) {
    return name.replace("io.k8s.api.", "").replace("io.k8s.apimachinery.pkg.apis.", "");
  }
}
