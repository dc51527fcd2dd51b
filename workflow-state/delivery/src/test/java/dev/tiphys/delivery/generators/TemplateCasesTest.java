package dev.tiphys.delivery.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.Cases;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.GoValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TemplateCasesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private interface Check {
    void of(JsonNode one);
  }

  private static Stream<DynamicTest> each(String file, Check check) {
    return Cases.list("applicationset/" + file + ".json")
        .map(one -> DynamicTest.dynamicTest(one.getName(), () -> check.of(one.getPayload())));
  }

  @SuppressWarnings("unchecked") // an object of JSON is such a map
  private static Params params(JsonNode object) {
    return new Params((Map<String, Object>) GoValues.value(object));
  }

  private static Templates templates(boolean goTemplate, JsonNode options) {
    return GeneratorCasesTest.templates(goTemplate, FakeSources.texts(options));
  }

  @TestFactory
  Stream<DynamicTest> texts_with_tags() {
    return each("render-fasttemplate", one -> rendered(one, false));
  }

  @TestFactory
  Stream<DynamicTest> texts_that_are_Go_templates() {
    return each("render-gotemplate", one -> rendered(one, true));
  }

  private static void rendered(JsonNode one, boolean goTemplate) {
    var templates = templates(goTemplate, one.path("options"));
    var template = NODES.textNode(one.get("field").asText());
    if (one.hasNonNull("expectedError")) {
      assertThatThrownBy(() -> templates.render(template, params(one.get("params"))))
          .isInstanceOf(GenerationException.class)
          .hasMessage(one.get("expectedError").asText());
    } else {
      assertThat(templates.render(template, params(one.get("params"))).asText())
          .isEqualTo(one.get("expected").asText());
    }
  }

  @TestFactory
  Stream<DynamicTest> slugs() {
    return each(
        "slugify",
        one ->
            assertThat(
                    Slugs.slug(
                        one.get("branch").asText(),
                        one.get("length").asInt(),
                        one.get("smartTruncate").asBoolean()))
                .isEqualTo(one.get("expectedBasePath").asText()));
  }

  @TestFactory
  Stream<DynamicTest> generators_are_rendered_with_the_parameters_of_another() {
    return each(
        "interpolate-generator",
        one -> {
          var args = one.get("args");
          var templates =
              templates(args.get("useGoTemplate").asBoolean(), args.path("goTemplateOptions"));
          var params =
              args.get("params").isNull() ? params(NODES.objectNode()) : params(args.get("params"));
          var error = one.get("expectedError").asText();
          if (!error.isEmpty()) {
            assertThatThrownBy(() -> templates.interpolate(args.get("requestedGenerator"), params))
                .hasMessage(error);
          } else {
            assertThat(withoutEmpty(templates.interpolate(args.get("requestedGenerator"), params)))
                .isEqualTo(withoutEmpty(one.get("expected")));
          }
        });
  }

  /// What is empty is there in one of both only because of how Go writes it.
  private static JsonNode withoutEmpty(JsonNode json) {
    if (json instanceof ObjectNode object) {
      var copy = NODES.objectNode();
      object
          .properties()
          .forEach(
              field -> {
                var value = withoutEmpty(field.getValue());
                if (!value.isContainerNode() || !value.isEmpty()) {
                  copy.set(field.getKey(), value);
                }
              });
      return copy;
    }
    if (json instanceof ArrayNode array) {
      var copy = NODES.arrayNode();
      array.forEach(element -> copy.add(withoutEmpty(element)));
      return copy;
    }
    return json;
  }

  @TestFactory
  Stream<DynamicTest> values_of_generators_are_rendered_early_where_they_can_be() {
    return each(
        "render-generator-values",
        one -> {
          var templates =
              templates(one.path("useGoTemplate").asBoolean(), one.path("goTemplateOptions"));
          var params = params(one.get("params"));
          if (one.hasNonNull("expectErr")) {
            assertThatThrownBy(() -> templates.interpolate(one.get("gen"), params))
                .hasMessageStartingWith(one.get("expectErr").asText());
            return;
          }
          var found = templates.interpolate(one.get("gen"), params);
          for (var kind : List.of("Cluster", "Git")) {
            var expected = one.path("expected" + kind + "Values");
            if (!expected.isMissingNode()) {
              assertThat(found.path(kind.equals("Git") ? "git" : "clusters").get("values"))
                  .isEqualTo(expected);
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> patches_leave_the_project() {
    return each(
        "template-patch",
        one ->
            assertThat(
                    Generation.patched(
                        one.get("appTemplate").deepCopy(), one.get("templatePatch").asText()))
                .isEqualTo(one.get("expectedApp")));
  }

  @TestFactory
  Stream<DynamicTest> applications_are_generated() {
    return each(
        "generate-applications",
        one -> {
          var json = NODES.objectNode();
          json.putObject("metadata").put("name", "set").put("namespace", "namespace");
          var spec = json.putObject("spec");
          var pullRequests = one.get("test").asText().contains("PullRequest");
          spec.put("goTemplate", pullRequests);
          var entry = spec.putArray("generators").addObject().putObject("list");
          spec.set("template", one.path("template"));
          if (one.has("rendererError")) {
            ((ObjectNode) spec.get("template").get("metadata")).put("name", "{{x}} {{");
          }
          if (one.has("overrideTemplate")) {
            entry.set("template", one.get("overrideTemplate"));
            assertThat(Patching.overridden(one.get("template"), one.get("overrideTemplate")))
                .isEqualTo(one.get("expectedMerged"));
          }
          var generators =
              new Generators(false)
                  .with(
                      "list",
                      (list, context) -> {
                        if (one.has("generateParamsError")) {
                          throw new GenerationException(one.get("generateParamsError").asText());
                        }
                        return sets(one.get("params"));
                      });
          var set = ApplicationSet.from(json);
          var generation =
              new Generation(
                  generators,
                  new FakeSources(one),
                  new Ambient(() -> Instant.EPOCH, new Random(1)));
          if (one.path("expectErr").asBoolean()) {
            assertThatThrownBy(() -> generation.applications(set))
                .isInstanceOfSatisfying(
                    Generation.Failed.class,
                    failed ->
                        assertThat(failed.reason()).isEqualTo(one.get("expectedReason").asText()));
            return;
          }
          var applications = generation.applications(set);
          assertThat(applications).hasSize(one.get("params").size());
          for (var i = 0; i < one.path("expectedApp").size(); i++) {
            var expected = one.get("expectedApp").get(i);
            assertThat(applications.get(i).get("spec")).isEqualTo(expected.get("spec"));
            assertThat(applications.get(i).at("/metadata/labels"))
                .isEqualTo(expected.at("/metadata/labels"));
            assertThat(applications.get(i).at("/metadata/name"))
                .isEqualTo(expected.at("/metadata/name"));
          }
        });
  }

  private static List<Params> sets(JsonNode list) {
    var sets = new ArrayList<Params>();
    list.forEach(set -> sets.add(params(set)));
    return sets;
  }

  @Test
  void resources_go_with_an_application_unless_they_are_preserved() {
    var template = NODES.objectNode();
    template.putObject("metadata").put("name", "{{a}}");
    template.putObject("spec").put("project", "default");
    var templates = templates(false, NODES.arrayNode());
    var one = params(NODES.objectNode().put("a", "x"));
    assertThat(
            Generation.rendered(template, one, templates, new ApplicationSet.SyncPolicy("", false))
                .at("/metadata/finalizers/0")
                .asText())
        .isEqualTo("resources-finalizer.argocd.argoproj.io");
    assertThat(
            Generation.rendered(template, one, templates, new ApplicationSet.SyncPolicy("", true))
                .at("/metadata/finalizers"))
        .isEmpty();
  }

  @Test
  void a_patch_removes_and_replaces_and_keeps_finalizers() {
    var application = NODES.objectNode();
    application.putObject("metadata").putArray("finalizers").add("a");
    application.putObject("spec").put("project", "p").putObject("source").put("x", 1).put("y", 2);
    var patched =
        Generation.patched(
            application,
            "{metadata: {finalizers: [b]}, spec: {source: {x: null, z: [1]}, project: q}}");
    assertThat(patched.toString())
        .isEqualTo(
            "{\"metadata\":{\"finalizers\":[\"b\",\"a\"]},\"spec\":{\"project\":\"p\","
                + "\"source\":{\"y\":2,\"z\":[1]}}}");
  }
}
