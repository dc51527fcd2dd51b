package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Holds objects against the definitions that a Kubernetes API server serves, strictly: a field
/// that is not known is a problem too.
final class PodSchema {
  private final JsonNode definitions;

  PodSchema() throws IOException {
    var shared = Path.of(System.getProperty("tiphys.root"), "../shared/kubernetes");
    definitions =
        Steps.JSON
            .readTree(shared.resolve("kubernetes-1.36-definitions.json").toFile())
            .path("definitions");
  }

  /// What is wrong with `object`, which should be of that kind of the core group.
  List<String> problems(JsonNode object, String kind) {
    List<String> problems = new ArrayList<>();
    check(object, definitions.path("io.k8s.api.core.v1." + kind), "", problems);
    return problems;
  }

  private void check(JsonNode value, JsonNode given, String path, List<String> problems) {
    var reference = given.path("$ref").asText("");
    var schema = reference.isEmpty() ? given : definitions.path(reference.replaceAll(".*/", ""));
    var known = schema.path("properties");
    switch (schema.path("type").asText(known.isMissingNode() ? "" : "object")) {
      case "string" -> {
        var number = schema.path("format").asText().equals("int-or-string");
        expect(value.isTextual() || (number && value.isNumber()), "a text", path, problems);
      }
      case "integer" -> expect(value.isIntegralNumber(), "a number", path, problems);
      case "boolean" -> expect(value.isBoolean(), "true or false", path, problems);
      case "array" -> {
        expect(value.isArray(), "a list", path, problems);
        value.forEach(element -> check(element, schema.path("items"), path + "[]", problems));
      }
      case "object" -> {
        expect(value.isObject(), "a map", path, problems);
        for (var required : schema.path("required")) {
          expect(value.has(required.asText()), required + " in it", path, problems);
        }
        for (var field : value.properties()) {
          var at = path + "." + field.getKey();
          if (known.has(field.getKey())) {
            check(field.getValue(), known.path(field.getKey()), at, problems);
          } else if (schema.has("additionalProperties")) {
            check(field.getValue(), schema.path("additionalProperties"), at, problems);
          } else {
            expect(known.isMissingNode(), "a field that is known", at, problems);
          }
        }
      }
      default -> {}
    }
  }

  /// Quantities may be written as numbers, and defaults of Kubernetes' own types are texts.
  private static final Set<String> QUANTITIES = Set.of(".limits.", ".requests.", ".sizeLimit");

  private static void expect(boolean holds, String what, String path, List<String> problems) {
    if (!holds && QUANTITIES.stream().noneMatch(path::contains)) {
      problems.add(path + ": expected " + what);
    }
  }
}
