package dev.tiphys.delivery.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.Cases;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.GoValues;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GeneratorCasesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Ambient AMBIENT =
      new Ambient(() -> Instant.parse("2024-06-12T12:00:30Z"), new Random(1));

  private interface Check {
    void of(JsonNode one);
  }

  private static Stream<DynamicTest> each(String file, Check check) {
    return Cases.list("applicationset/" + file + ".json")
        .map(one -> DynamicTest.dynamicTest(one.getName(), () -> check.of(one.getPayload())));
  }

  static Templates templates(boolean goTemplate, List<String> options) {
    return Templates.of(goTemplate, options, AMBIENT);
  }

  private static Generator.Context context(JsonNode one, Sources sources) {
    return new Generator.Context(
        templates(one.path("goTemplate").asBoolean(), List.of()),
        sources,
        "set",
        "default",
        "default");
  }

  /// What the entry of a case generates is what the case expects.
  private static void check(JsonNode one, JsonNode entry, Generators generators) {
    var context = context(one, new FakeSources(one));
    var error = one.path("expectedError").asText();
    if (!error.isEmpty()) {
      assertThatThrownBy(() -> generators.byKind(entry, context))
          .isInstanceOf(GenerationException.class)
          .hasMessage(error);
      return;
    }
    var sets = new ArrayList<JsonNode>();
    generators
        .byKind(entry, context)
        .values()
        .forEach(list -> list.forEach(params -> sets.add(Params.json(params.values()))));
    var expected = new ArrayList<JsonNode>();
    one.get("expected").forEach(expected::add);
    if (one.path("ordered").asBoolean()) {
      assertThat(sets).usingElementComparator(GeneratorCasesTest::compare).isEqualTo(expected);
    } else {
      assertThat(sorted(sets)).isEqualTo(sorted(expected));
    }
  }

  private static int compare(JsonNode left, JsonNode right) {
    return canonical(left).toString().compareTo(canonical(right).toString());
  }

  /// Texts of documents whose keys, and lists of clusters, have one order.
  private static List<String> sorted(List<JsonNode> sets) {
    return sets.stream().map(set -> canonical(set).toString()).sorted().toList();
  }

  private static JsonNode canonical(JsonNode json) {
    if (json instanceof ObjectNode object) {
      var copy = NODES.objectNode();
      object.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(field -> copy.set(field.getKey(), canonical(field.getValue())));
      if (copy.get("clusters") instanceof ArrayNode clusters) {
        var ordered = new ArrayList<JsonNode>();
        clusters.forEach(ordered::add);
        ordered.sort((a, b) -> a.toString().compareTo(b.toString()));
        copy.putArray("clusters").addAll(ordered);
      }
      return copy;
    }
    if (json instanceof ArrayNode array) {
      var copy = NODES.arrayNode();
      array.forEach(element -> copy.add(canonical(element)));
      return copy;
    }
    return json;
  }

  private static ObjectNode entry(String kind, JsonNode spec) {
    var entry = NODES.objectNode();
    entry.set(kind, spec);
    return entry;
  }

  private static ObjectNode values(JsonNode one) {
    var spec = NODES.objectNode();
    if (one.hasNonNull("values")) {
      spec.set("values", one.get("values"));
    }
    return spec;
  }

  @TestFactory
  Stream<DynamicTest> lists_and_their_selectors() {
    return Stream.concat(
        each("list", one -> check(one, one.get("generator"), new Generators(false))),
        each("generator-selector", one -> check(one, one.get("generator"), new Generators(false))));
  }

  @TestFactory
  Stream<DynamicTest> clusters() {
    return each("clusters", one -> check(one, one.get("generator"), new Generators(false)));
  }

  @TestFactory
  Stream<DynamicTest> clusters_that_a_selector_chooses() {
    return each(
        "generator-selector-clusters",
        one -> {
          ObjectNode world = one.deepCopy();
          var clusters = world.putArray("clusters");
          cluster(clusters, "staging-01", "https://staging-01.example.com", "staging", "foo");
          cluster(
              clusters,
              "production_01/west",
              "https://production-01.example.com",
              "production",
              "bar");
          cluster(
              clusters,
              "some-really-long-server-url",
              "https://some-really-long-url-that-will-exceed-63-characters.com",
              "production",
              "bar");
          var entry = entry("clusters", values(one));
          entry.set("selector", one.get("selector"));
          check(world, entry, new Generators(false));
        });
  }

  private static void cluster(
      ArrayNode clusters, String name, String server, String environment, String org) {
    var cluster = clusters.addObject().put("name", name).put("server", server);
    cluster
        .putObject("labels")
        .put("argocd.argoproj.io/secret-type", "cluster")
        .put("environment", environment)
        .put("org", org);
    cluster.putObject("annotations").put("foo.argoproj.io", environment);
  }

  @TestFactory
  Stream<DynamicTest> directories_of_git() {
    return each("git-directories", one -> check(one, one.get("generator"), new Generators(false)));
  }

  @TestFactory
  Stream<DynamicTest> files_of_git() {
    return Stream.concat(
        each("git-files", one -> check(one, one.get("generator"), new Generators(false))),
        each(
            "git-files-exclude",
            one ->
                check(
                    one,
                    one.get("generator"),
                    new Generators(one.get("globbing").asText().equals("doublestar")))));
  }

  @TestFactory
  Stream<DynamicTest> parameters_of_one_file() {
    return each(
        "git-file-params",
        one -> {
          var spec = values(one);
          spec.put("pathParamPrefix", one.path("pathParamPrefix").asText());
          var templates = templates(one.get("goTemplate").asBoolean(), List.of());
          var content = one.get("fileContent").asText().getBytes(StandardCharsets.UTF_8);
          var path = one.get("filePath").asText();
          if (one.path("error").asBoolean()) {
            assertThatThrownBy(() -> GitGenerator.file(path, content, spec, templates))
                .isInstanceOf(GenerationException.class);
            return;
          }
          var sets =
              GitGenerator.file(path, content, spec, templates).stream()
                  .map(params -> canonical(Params.json(params.values())))
                  .toList();
          var expected = new ArrayList<JsonNode>();
          one.get("expected").forEach(set -> expected.add(canonical(set)));
          assertThat(sets).isEqualTo(expected);
        });
  }

  @TestFactory
  Stream<DynamicTest> matrices() {
    return each(
        "matrix",
        one -> {
          ObjectNode world = one.deepCopy();
          var generators = new Generators(false);
          if (one.has("gitReturns")) {
            generators.with("git", (spec, context) -> given(one.get("gitReturns")));
          } else {
            var file = world.putObject("repoFiles");
            file.put(
                "path/dir/file_name.yaml",
                "foo: {bar: [{chart: a, version: '1'}, {chart: b, version: '2'}]}");
            ((ArrayNode) world.at("/generator/matrix/generators/0/git/files"))
                .removeAll()
                .addObject()
                .put("path", "path/dir/file_name.yaml");
          }
          check(world, world.get("generator"), generators);
        });
  }

  private static List<Params> given(JsonNode sets) {
    var given = new ArrayList<Params>();
    sets.forEach(set -> given.add(new Params(map(set))));
    return given;
  }

  @SuppressWarnings("unchecked") // an object of JSON is such a map
  private static Map<String, Object> map(JsonNode object) {
    return (Map<String, Object>) GoValues.value(object);
  }

  @TestFactory
  Stream<DynamicTest> merges() {
    return each("merge", one -> check(one, one.get("generator"), new Generators(false)));
  }

  @TestFactory
  Stream<DynamicTest> keys_of_merges() {
    return each(
        "merge-keys",
        one -> {
          var keys = FakeSources.texts(one.get("mergeKeys"));
          var sets = given(one.path("paramSets"));
          if (one.hasNonNull("expectedError")) {
            var error = one.get("expectedError").asText();
            assertThatThrownBy(() -> MergeGenerator.byKey(keys, sets))
                .hasMessageContaining(error.contains("%w") ? "Duplicate key was {" : error);
            return;
          }
          var found = NODES.objectNode();
          MergeGenerator.byKey(keys, sets)
              .forEach((key, params) -> found.set(key, Params.json(params.values())));
          assertThat(canonical(found)).isEqualTo(canonical(one.get("expected")));
        });
  }

  @TestFactory
  Stream<DynamicTest> pull_requests() {
    return each(
        "pullRequest",
        one -> {
          var spec = values(one);
          spec.put(
              "continueOnRepoNotFoundError", one.path("continueOnRepoNotFoundError").asBoolean());
          check(one, entry("pullRequest", spec), new Generators(false));
        });
  }

  @TestFactory
  Stream<DynamicTest> repositories_of_providers() {
    return each(
        "scmProvider", one -> check(one, entry("scmProvider", values(one)), new Generators(false)));
  }

  @TestFactory
  Stream<DynamicTest> plugins() {
    return each("plugin", one -> check(one, one.get("generator"), new Generators(false)));
  }

  @TestFactory
  Stream<DynamicTest> resources_that_decide_on_clusters() {
    return each(
        "clusterDecisionResource", one -> check(one, one.get("generator"), new Generators(false)));
  }

  @TestFactory
  Stream<DynamicTest> values_beside_parameters() {
    return each(
        "values",
        one -> {
          var params =
              templates(one.get("goTemplate").asBoolean(), List.of())
                  .withValues(one.get("values"), new Params(map(one.get("params"))), true);
          assertThat(canonical(Params.json(params.values())))
              .isEqualTo(canonical(one.get("expected")));
        });
  }
}
