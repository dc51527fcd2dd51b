package dev.tiphys.language.validation;

import static dev.tiphys.language.validation.Checks.check;
import static dev.tiphys.language.validation.Checks.dag;
import static dev.tiphys.language.validation.Checks.steppedWorkflow;
import static dev.tiphys.language.validation.Checks.steps;
import static dev.tiphys.language.validation.Checks.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What is wrong with documents, names and texts.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ValidationTest {
  // Attack case 26.

  @Test
  void a_broken_file_is_one_finding_with_line_and_column() {
    assertThat(check("a: 1\nb: [1, 2\nc: 3\n"))
        .singleElement()
        .asString()
        .startsWith("f:3: column 2: not valid YAML");
  }

  @Test
  void unknown_fields_and_wrong_types_are_found_with_their_lines() {
    assertThat(
            check(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Workflow
                metadata: {name: w}
                spec:
                  entrypont: main
                  entrypoint: main
                  parallelism: many
                  templates:
                  - name: main
                    container:
                      image: i
                      arguments: [x]
                      args: x
                """))
        .containsExactly(
            "f:5: spec.entrypont: unknown field \"entrypont\"; did you mean \"entrypoint\"?",
            "f:7: spec.parallelism: expected a 64-bit integer, found the string \"many\"",
            "f:12: spec.templates[0].container.arguments: unknown field \"arguments\"",
            "f:13: spec.templates[0].container.args: expected a list, found the string \"x\"");
  }

  @Test
  void a_document_says_what_it_is() {
    assertThat(check("kind: Workflow\nmetadata: {name: w}\n"))
        .containsExactly("f:1: apiVersion is required");
    assertThat(check("apiVersion: argoproj.io/v1alpha1\nmetadata: {name: w}\n"))
        .containsExactly("f:1: kind is required");
    assertThat(check("apiVersion: argoproj.io/v1alpha1\nkind: WorkFlow\n"))
        .containsExactly("f:2: kind: unknown kind WorkFlow; did you mean Workflow?");
    assertThat(check("- a\n")).containsExactly("f:1: expected a map, found a list");
    assertThat(check("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n")).isEmpty();
  }

  @Test
  void a_value_given_later_counts() {
    var text =
        workflow("  - {name: main, suspend: {}}\n")
            .replace("  entrypoint", "  arguments: {parameters: [{name: p}]}\n  entrypoint");
    assertThat(check(text))
        .containsExactly(
            "f:5: spec.arguments.parameters: spec.arguments.p.value or spec.arguments.p.valueFrom is"
                + " required");
    var document =
        Manifests.read(text.getBytes(StandardCharsets.UTF_8), "f").documents().getFirst();
    var json = document.json().<JsonNode>deepCopy();
    var parameter = json.at("/spec/arguments/parameters/0");
    ((ObjectNode) parameter).put("value", "x");
    assertThat(Validation.check(List.of(document.changed(json)))).isEmpty();
  }

  // Attack case 30: what is written is data to validation too.

  @Test
  void a_value_with_tags_is_only_asked_for_what_it_names() {
    assertThat(
            steps(
                "a, template: echo, arguments: {parameters: [{name: m, value: '{{workflow.uid}} {{=1+1}} {{range .}}'}]}"))
        .isEmpty();
  }

  // Attack case 31.

  @Test
  void values_that_would_break_json_stay_data() {
    assertThat(
            steps(
                "a, template: echo, arguments: {parameters: [{name: m, value: \"q\\\" b\\\\ n\\n u\\u2028\"}]}"))
        .isEmpty();
  }

  // Attack case 32.

  @Test
  void an_expression_of_a_hundred_thousand_characters_does_not_hang() {
    var long_ = "steps.".repeat(20_000) + "x " + "[".repeat(20_000);
    assertThat(steps("a, template: echo, when: '{{=" + long_ + "}}'")).hasSizeLessThan(3);
  }

  // Attack case 37.

  @Test
  void names_are_dns_names() {
    assertThat(named("a".repeat(10_000)))
        .singleElement()
        .asString()
        .contains("must not be more than 63")
        .hasSizeLessThan(200);
    for (var name : new String[] {"../x", "%2e", "\\u0430bc", "a\\nb", "Upper"}) {
      assertThat(named(name)).as(name).singleElement().asString().contains("DNS-1123");
    }
    assertThat(named("a-b.c1")).isEmpty();
    assertThat(
            check(
                workflow("  - {name: main, suspend: {}}\n")
                    .replace("{name: w}", "{name: w, labels: {l: \"a\\nb\"}}")))
        .containsExactly("f:3: metadata.labels.l: 'a�b' is not a valid label value");
    assertThat(check(workflow("  - {name: main, suspend: {}}\n  - {name: a_b, suspend: {}}\n")))
        .singleElement()
        .asString()
        .contains("templates[2].name 'a_b' is invalid");
  }

  // References.

  @Test
  void small_languages_are_read_before_the_run() {
    assertThat(dag("a, when: '1 == '"))
        .singleElement()
        .asString()
        .startsWith("f:10: spec.templates[1].dag.tasks[0].when: templates.main.tasks.a Invalid");
    assertThat(dag("a, withParam: 'x'"))
        .singleElement()
        .asString()
        .contains("withParam value could not be parsed as a JSON list");
    assertThat(
            check(workflow("  - {name: main, suspend: {}, retryStrategy: {expression: '1 +'}}\n")))
        .singleElement()
        .asString()
        .contains("retryStrategy.expression failed to evaluate expression");
    assertThat(
            check(workflow("  - {name: main, http: {url: 'http://x', successCondition: '(1'}}\n")))
        .singleElement()
        .asString()
        .contains("spec.templates[1].http.successCondition: templates.main.http.successCondition");
    assertThat(dag("a, hooks: {h: {template: echo, expression: ')'}}"))
        .singleElement()
        .asString()
        .contains(".hooks.h failed to evaluate expression");
  }

  @Test
  void settings_that_choose_a_strategy_name_one_that_exists() {
    assertThat(
            check(
                workflow("  - {name: main, suspend: {}}\n")
                    .replace(
                        "  entrypoint",
                        "  ttlStrategy: {secondsAfterSuccess: -1}\n  volumeClaimGC: {strategy: x}\n"
                            + "  artifactGC: {strategy: never}\n  entrypoint")))
        .extracting(finding -> finding.replaceFirst("f:[0-9]+: ", ""))
        .containsExactly(
            "spec.volumeClaimGC.strategy: volumeClaimGC.strategy unknown strategy 'x'",
            "spec.artifactGC.strategy: artifactGC.strategy unknown strategy 'never'",
            "spec.ttlStrategy.secondsAfterSuccess: expected 0 or more seconds");
  }

  @Test
  void templates_of_other_documents_resolve() {
    var library =
        """
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: WorkflowTemplate
        metadata: {name: lib}
        spec:
          templates:
          - {name: t, inputs: {parameters: [{name: p}]}, container: {image: i}}
        """;
    var call =
        "a, templateRef: {name: lib, template: %s}, arguments: {parameters: [{name: %s, value: 1}]}";
    assertThat(check(steppedWorkflow(call.formatted("t", "p")) + library)).isEmpty();
    assertThat(check(steppedWorkflow(call.formatted("u", "p")) + library))
        .containsExactly(
            "f:10: spec.templates[1].steps[0][0].templateRef: templates.main.steps[0].a template"
                + " reference lib.u not found");
    assertThat(check(steppedWorkflow(call.formatted("t", "q")) + library))
        .singleElement()
        .asString()
        .endsWith("inputs.parameters.p was not supplied");
    assertThat(check(steppedWorkflow(call.formatted("t", "p")))).hasSize(1);
  }

  private static List<String> named(String name) {
    return check(
        workflow("  - {name: main, suspend: {}}\n")
            .replace("{name: w}", "{name: \"" + name + "\"}"));
  }
}
