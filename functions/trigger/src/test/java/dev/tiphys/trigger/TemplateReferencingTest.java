package dev.tiphys.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.schema.FieldTable;
import dev.tiphys.language.schema.FieldType;
import dev.tiphys.language.schema.FieldType.ListOf;
import dev.tiphys.language.schema.FieldType.MapOf;
import dev.tiphys.language.schema.FieldType.ObjectOf;
import dev.tiphys.language.schema.FieldType.Plain;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Attack case 33: the fields come from the schema, so that one which is added later is refused
/// until somebody decides otherwise.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TemplateReferencingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Desk DESK =
      Desk.withExamples("workflow-template/templates.yaml").config(TemplateReferencing.STRICT, "");

  private static Stream<Map.Entry<String, FieldType>> forbidden() {
    return FieldTable.fields("WorkflowSpec").entrySet().stream()
        .filter(field -> !TemplateReferencing.ALLOWED.contains(field.getKey()));
  }

  private static Stream<Map.Entry<String, FieldType>> allowed() {
    return FieldTable.fields("WorkflowSpec").entrySet().stream()
        .filter(field -> TemplateReferencing.ALLOWED.contains(field.getKey()))
        .filter(field -> !field.getKey().equals("workflowTemplateRef"));
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void a_field_that_the_template_should_decide_is_refused(Map.Entry<String, FieldType> field) {
    for (var value : List.of(some(field.getValue()), nothing(field.getValue()))) {
      assertThat(refusal(workflow(field.getKey(), value)))
          .contains(
              "spec.%s: only the template may set this: templateReferencing is Strict"
                  .formatted(field.getKey()));
    }
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void a_field_that_is_about_this_run_only_is_not(Map.Entry<String, FieldType> field) {
    assertThat(refusal(workflow(field.getKey(), nothing(field.getValue()))))
        .noneMatch(message -> message.contains("templateReferencing"));
  }

  @Test
  void the_schema_has_all_that_is_allowed_and_much_that_is_not() {
    assertThat(FieldTable.fields("WorkflowSpec").keySet()).containsAll(TemplateReferencing.ALLOWED);
    assertThat(forbidden().count()).isGreaterThan(25);
  }

  @Test
  void the_pods_that_collect_artifacts_are_the_templates_business_too() {
    FieldTable.fields("WorkflowLevelArtifactGC")
        .forEach(
            (name, type) -> {
              var gc = JSON.createObjectNode();
              gc.set(name, some(type));
              assertThat(
                      refusal(workflow("artifactGC", gc)).stream()
                          .anyMatch(m -> m.startsWith("spec.artifactGC." + name + ": only")))
                  .as(name)
                  .isNotEqualTo(TemplateReferencing.ALLOWED_IN_ARTIFACT_GC.contains(name));
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"STRICT", "SECURE"})
  void a_workflow_without_a_template_is_refused(TemplateReferencing mode) {
    assertThat(Desk.with().config(mode, "").refusal(Desk.example("hello-world.yaml")).stream())
        .anyMatch(m -> m.contains("spec: workflows must use workflowTemplateRef"))
        .anyMatch(m -> m.contains("spec.templates: only the template may set this"));
  }

  @Test
  void what_the_one_who_submits_says_counts_as_the_workflow() {
    assertThat(
            DESK.refusal(
                Desk.example("workflow-template/workflow-template-ref.yaml"),
                Submission.builder().serviceAccount("admin").build()))
        .containsExactly(
            "wf.yaml:5: spec.serviceAccountName: only the template may set this:"
                + " templateReferencing is Strict");
  }

  @Test
  void what_the_operator_assumes_does_not() {
    var desk =
        Desk.withExamples("workflow-template/templates.yaml")
            .config(TemplateReferencing.STRICT, "spec: {serviceAccountName: runner}");
    assertThat(
            desk.pin(Desk.example("workflow-template/workflow-template-ref.yaml"))
                .at("/storedWorkflowTemplateSpec/serviceAccountName")
                .asText())
        .isEqualTo("runner");
  }

  @Test
  void the_setting_has_argos_names() {
    assertThat(TemplateReferencing.of("")).isEqualTo(TemplateReferencing.OFF);
    assertThat(TemplateReferencing.of("Secure")).isEqualTo(TemplateReferencing.SECURE);
    assertThatThrownBy(() -> TemplateReferencing.of("strict"))
        .hasMessage("templateReferencing: expected Strict or Secure, found strict");
  }

  private static ObjectNode workflow(String field, JsonNode value) {
    var workflow =
        (ObjectNode)
            Desk.json(
                "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: own}, spec:"
                    + " {workflowTemplateRef: {name: workflow-template-submittable}}}");
    workflow.withObject("/spec").set(field, value);
    return workflow;
  }

  private static List<String> refusal(JsonNode workflow) {
    try {
      DESK.trigger().submit(workflow, Submission.NONE, Desk.birth());
      return List.of();
    } catch (InvalidSubmission refused) {
      return refused.getMessage().lines().toList();
    }
  }

  /// A value of the type that a program would see as set.
  private static JsonNode some(FieldType type) {
    return switch (type) {
      case Plain plain ->
          switch (plain) {
            case STRING, TEXT, ANY_STRING, INT_OR_STRING, ANYTHING -> JSON.valueToTree("x");
            case INTEGER, NUMBER -> JSON.valueToTree(1);
            case BOOLEAN -> JSON.valueToTree(true);
          };
      case ObjectOf object ->
          object.type().equals("Template")
              ? Desk.json("{name: x, suspend: {}}")
              : JSON.createObjectNode();
      case MapOf map -> JSON.createObjectNode().set("x", some(map.value()));
      case ListOf list -> JSON.createArrayNode().add(some(list.element()));
    };
  }

  /// A value of the type that a program might take for unset, though it replaces a template's.
  private static JsonNode nothing(FieldType type) {
    return switch (type) {
      case Plain plain ->
          switch (plain) {
            case STRING, TEXT, ANY_STRING, INT_OR_STRING, ANYTHING -> JSON.valueToTree("");
            case INTEGER, NUMBER -> JSON.valueToTree(0);
            case BOOLEAN -> JSON.valueToTree(false);
          };
      case ObjectOf _, MapOf _ -> JSON.createObjectNode();
      case ListOf _ -> JSON.createArrayNode();
    };
  }
}
