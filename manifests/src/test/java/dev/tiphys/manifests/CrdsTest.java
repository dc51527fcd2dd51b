package dev.tiphys.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CrdsTest {
  private static Schemas schemas;

  @BeforeAll
  static void install() {
    schemas = new Schemas();
    Kustomize.render("crds").forEach(schemas::install);
  }

  static Stream<Path> examples() throws IOException {
    try (var files = Files.walk(Schemas.SHARED.resolve("cases/workflows/examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void an_example_is_accepted(Path file) throws IOException {
    for (var document : YamlReader.read(Files.readAllBytes(file), file.toString())) {
      var json = document.toJson();
      if (json.path("apiVersion").asText().startsWith("argoproj.io/")) {
        assertThat(schemas.problems(json)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {entrypoint: 1} | .spec.entrypoint: expected a string",
        "spec: {entrypont: a} | .spec.entrypont: unknown field",
        "spec: {shutdown: Now} | .spec.shutdown: expected one of",
        "spec: {templates: [{name: a, dag: {tasks: [{}]}}]} | expected the field name",
        "{} | expected the field spec",
      })
  void a_wrong_workflow_is_refused(String yaml, String problem) {
    var json =
        (ObjectNode)
            YamlReader.read(
                    ("apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\n"
                            + (yaml.equals("{}") ? "" : yaml))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    "a")
                .getFirst()
                .toJson();
    assertThat(schemas.problems(json)).anyMatch(found -> found.contains(problem));
  }

  /// What the API server demands of a schema beyond being one of OpenAPI.
  @Test
  void schemas_are_structural() {
    for (var crd : Kustomize.render("crds")) {
      var problems = new ArrayList<String>();
      var schema = crd.at("/spec/versions/0/schema/openAPIV3Schema");
      structural(schema, crd.at("/metadata/name").asText(), problems);
      assertThat(problems).isEmpty();
      assertThat(schema.path("type").asText()).isEqualTo("object");
    }
  }

  private static void structural(JsonNode schema, String path, List<String> problems) {
    if (!schema.has("type")
        && !schema.path("x-kubernetes-int-or-string").asBoolean()
        && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      problems.add(path + ": has no type");
    }
    if (schema.has("properties") && schema.has("additionalProperties")) {
      problems.add(path + ": properties and additionalProperties exclude each other");
    }
    if (schema.path("type").asText().equals("array") && !schema.has("items")) {
      problems.add(path + ": has no items");
    }
    for (var word : List.of("$ref", "definitions", "nullable: false", "uniqueItems")) {
      if (schema.has(word)) {
        problems.add(path + ": has " + word);
      }
    }
    for (var rule : schema.path("x-kubernetes-validations")) {
      ruled(rule.path("rule").asText(), schema, path, problems);
    }
    for (var property : schema.path("properties").properties()) {
      structural(property.getValue(), path + "." + property.getKey(), problems);
    }
    if (schema.has("items")) {
      structural(schema.path("items"), path + "[]", problems);
    }
    if (schema.path("additionalProperties").isObject()) {
      structural(schema.path("additionalProperties"), path + "{}", problems);
    }
  }

  /// A rule may ask only for fields that have a type.
  private static void ruled(String rule, JsonNode schema, String path, List<String> problems) {
    var names = java.util.regex.Pattern.compile("self\\.([A-Za-z]+)").matcher(rule);
    while (names.find()) {
      if (!schema.path("properties").path(names.group(1)).has("type")) {
        problems.add(path + ": a rule asks for " + names.group(1) + ", which has no type");
      }
    }
  }

  @Test
  void people_see_of_a_workflow_what_Argo_shows() {
    var workflow =
        Crds.all().stream()
            .filter(crd -> crd.at("/spec/names/kind").asText().equals("Workflow"))
            .findFirst()
            .orElseThrow();
    assertThat(workflow.at("/spec/versions/0/additionalPrinterColumns").findValuesAsText("name"))
        .containsExactly("Status", "Age", "Message");
    assertThat(workflow.at("/spec/names/shortNames/0").asText()).isEqualTo("wf");
  }
}
