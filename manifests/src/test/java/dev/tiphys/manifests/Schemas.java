package dev.tiphys.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Holds objects against schemas as an API server does that validates strictly: what a schema does
/// not know is a problem too.
final class Schemas {
  static final Path SHARED = Path.of(System.getProperty("tiphys.root"), "../shared");

  private final Map<String, JsonNode> definitions = new HashMap<>();
  private final Map<String, JsonNode> kinds = new HashMap<>();

  /// Those of Kubernetes and Knative.
  static Schemas ofCluster() throws IOException {
    var schemas = new Schemas();
    for (var file : List.of("kubernetes-1.36-definitions.json", "knative-definitions.json")) {
      schemas.load(new ObjectMapper().readTree(SHARED.resolve("kubernetes/" + file).toFile()));
    }
    return schemas;
  }

  /// Those of definitions that are installed.
  void install(JsonNode crd) {
    for (var version : crd.at("/spec/versions")) {
      var group = crd.at("/spec/group").asText() + "/" + version.path("name").asText();
      kinds.put(
          group + " " + crd.at("/spec/names/kind").asText(), version.at("/schema/openAPIV3Schema"));
    }
  }

  private void load(JsonNode file) {
    file.path("definitions")
        .properties()
        .forEach(
            entry -> {
              definitions.put("#/definitions/" + entry.getKey(), entry.getValue());
              for (var kind : entry.getValue().path("x-kubernetes-group-version-kind")) {
                var group = kind.path("group").asText();
                kinds.put(
                    (group.isEmpty() ? "" : group + "/")
                        + kind.path("version").asText()
                        + " "
                        + kind.path("kind").asText(),
                    entry.getValue());
              }
            });
  }

  /// What is wrong with an object.
  List<String> problems(JsonNode object) {
    var kind = object.path("apiVersion").asText() + " " + object.path("kind").asText();
    var schema = kinds.get(kind);
    if (schema == null) {
      return List.of("there is no kind " + kind);
    }
    var problems = new ArrayList<String>();
    check(object, schema, "", problems);
    return problems;
  }

  private void check(JsonNode value, JsonNode given, String path, List<String> problems) {
    var schema = given.has("$ref") ? definitions.get(given.path("$ref").asText()) : given;
    if (schema == null) {
      problems.add(path + ": the schema refers to nothing: " + given);
      return;
    }
    if (schema.path("x-kubernetes-int-or-string").asBoolean()
        || schema.path("format").asText().equals("int-or-string")) {
      expect(value.isTextual() || value.isIntegralNumber(), "a number or a string", path, problems);
      return;
    }
    var values = schema.path("enum");
    if (values.isArray() && values.valueStream().noneMatch(value::equals)) {
      problems.add(path + ": expected one of " + values + ", found " + value);
    }
    switch (schema.path("type").asText()) {
      case "string" -> expect(value.isTextual(), "a string", path, problems);
      case "boolean" -> expect(value.isBoolean(), "a boolean", path, problems);
      case "integer" -> {
        expect(value.isIntegralNumber(), "an integer", path, problems);
        expect(
            !schema.has("minimum") || value.asLong() >= schema.path("minimum").asLong(),
            "at least " + schema.path("minimum"),
            path,
            problems);
      }
      case "number" -> expect(value.isNumber(), "a number", path, problems);
      case "array" -> {
        expect(value.isArray(), "a list", path, problems);
        expect(value.size() >= schema.path("minItems").asInt(0), "more elements", path, problems);
        for (var i = 0; i < value.size(); i++) {
          check(value.get(i), schema.path("items"), path + "[" + i + "]", problems);
        }
      }
      case "object" -> fields(value, schema, path, problems);
      default -> {
        if (schema.has("properties") || schema.has("required")) {
          fields(value, schema, path, problems);
        }
      }
    }
  }

  private void fields(JsonNode value, JsonNode schema, String path, List<String> problems) {
    if (!value.isObject()) {
      problems.add(path + ": expected an object, found " + value);
      return;
    }
    for (var name : schema.path("required")) {
      expect(value.has(name.asText()), "the field " + name.asText(), path, problems);
    }
    var open =
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
            || !schema.has("properties") && !schema.has("additionalProperties");
    for (var field : value.properties()) {
      var below = path + "." + field.getKey();
      var known = schema.path("properties").get(field.getKey());
      var others = schema.get("additionalProperties");
      if (known != null) {
        check(field.getValue(), known, below, problems);
      } else if (others != null && others.isObject()) {
        check(field.getValue(), others, below, problems);
      } else if (!open) {
        problems.add(below + ": unknown field");
      }
    }
  }

  private static void expect(boolean so, String what, String path, List<String> problems) {
    if (!so) {
      problems.add(path + ": expected " + what);
    }
  }
}
