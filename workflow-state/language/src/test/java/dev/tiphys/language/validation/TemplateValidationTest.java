package dev.tiphys.language.validation;

import static dev.tiphys.language.validation.Checks.check;
import static dev.tiphys.language.validation.Checks.dag;
import static dev.tiphys.language.validation.Checks.steps;
import static dev.tiphys.language.validation.Checks.template;
import static dev.tiphys.language.validation.Checks.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What is wrong with single templates.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TemplateValidationTest {
  // Attack case 26.

  @Test
  void contradictory_retries_are_found() {
    assertThat(template("retryStrategy: {limit: 2147483648}"))
        .containsExactly(
            "f:5: spec.templates[0].retryStrategy.limit: expected a 32-bit integer or a string,"
                + " found the number 2147483648");
    assertThat(template("retryStrategy: {limit: '2147483648', retryPolicy: Never}"))
        .containsExactly(
            "f:5: spec.templates[0].retryStrategy.limit: retryStrategy.limit: expected an integer"
                + " from 0 to 2147483647, found \"2147483648\"",
            "f:5: spec.templates[0].retryStrategy.retryPolicy: Never is not a valid RetryPolicy");
    assertThat(template("retryStrategy: {limit: -1}"))
        .singleElement()
        .asString()
        .contains("found \"-1\"");
    assertThat(template("retryStrategy: {backoff: {factor: 99999999999999999999, duration: 1x}}"))
        .hasSize(2);
    assertThat(template("retryStrategy: {backoff: {factor: '99999999999999999999', duration: 1x}}"))
        .hasSize(2);
    assertThat(template("retryStrategy: {backoff: {factor: 2, maxDuration: 1h30m}}"))
        .singleElement()
        .asString()
        .contains("no base duration specified");
    assertThat(template("retryStrategy: {limit: '{{inputs.parameters.m}}'}")).isEmpty();
  }

  @Test
  void hooks_and_exit_handlers_need_templates_and_expressions() {
    assertThat(
            steps(
                "a, template: echo, onExit: nope, hooks: {h: {template: echo}, exit: {template: gone}}"))
        .containsExactlyInAnyOrder(
            "f:10: spec.templates[1].steps[0][0].hooks.h: templates.main.steps[0].a.hooks.h"
                + " expression is required",
            "f:10: spec.templates[1].steps[0][0].hooks.exit.template:"
                + " templates.main.steps[0].a.hooks.exit template name 'gone' undefined",
            "f:10: spec.templates[1].steps[0][0].onExit: templates.main.steps[0].a.onExit template"
                + " name 'nope' undefined");
  }

  // Attack case 38: see ScalarResolutionTest and ShapeTest for the rest.

  @Test
  void an_integer_that_is_none_is_refused() {
    assertThat(template("activeDeadlineSeconds: 1.5"))
        .singleElement()
        .asString()
        .contains("32-bit integer");
    assertThat(template("activeDeadlineSeconds: 0x10")).isEmpty();
    assertThat(template("parallelism: .nan")).singleElement().asString().contains("64-bit integer");
  }

  // Attack case 39.

  @Test
  void an_unknown_template_is_found_where_it_is_called() {
    assertThat(steps("a, template: ecoh"))
        .containsExactly(
            "f:10: spec.templates[1].steps[0][0].template: templates.main.steps[0].a template name"
                + " 'ecoh' undefined");
    assertThat(steps("a"))
        .singleElement()
        .asString()
        .contains("template, templateRef or inline is required");
  }

  @Test
  void an_entrypoint_is_there_and_exists() {
    assertThat(check(workflow("  - {name: other, suspend: {}}\n")))
        .containsExactly("f:5: spec.entrypoint: spec.entrypoint template name 'main' undefined");
    assertThat(
            check(workflow("  - {name: main, suspend: {}}\n").replace("  entrypoint: main\n", "")))
        .containsExactly("f:4: spec: spec.entrypoint is required");
  }

  @Test
  void an_input_without_value_must_be_supplied() {
    var needs = "  - {name: needs, inputs: {parameters: [{name: p}]}, container: {image: i}}\n";
    assertThat(
            check(
                workflow(
                    needs + "  - name: main\n    steps:\n    - - {name: a, template: needs}\n")))
        .containsExactly(
            "f:11: spec.templates[2].steps[0][0]: templates.main.steps[0].a inputs.parameters.p was"
                + " not supplied");
  }

  @Test
  void a_variable_that_cannot_be_known_is_found() {
    assertThat(
            steps(
                "a, template: echo, when: '{{steps.b.outputs.result}} == 1'", "b, template: echo"))
        .containsExactly(
            "f:10: spec.templates[1].steps[0][0].when: templates.main.steps[0].a failed to resolve"
                + " {{steps.b.outputs.result}}");
    assertThat(
            steps(
                "a, template: echo", "b, template: echo, when: '{{steps.a.outputs.result}} == 1'"))
        .isEmpty();
    assertThat(steps("a, template: echo, when: '{{item}} == 1'")).hasSize(1);
    assertThat(steps("a, template: echo, when: '{{item.x}} == 1', withItems: [{x: 1}]")).isEmpty();
    assertThat(steps("a, template: echo, when: '{{workflow.parameters.x}} == 1'")).hasSize(1);
    assertThat(steps("a, template: echo, when: '{{=inputs.parameters.x == 1}}'"))
        .singleElement()
        .asString()
        .endsWith("failed to resolve {{inputs.parameters.x}}");
    assertThat(steps("a, template: echo, when: '{{=1 +}}'"))
        .singleElement()
        .asString()
        .contains("failed to evaluate expression");
    assertThat(steps("a, template: echo, when: \"{{=steps['b'].outputs.result == '1'}}\""))
        .hasSize(1);
    assertThat(dag("a", "b, when: '{{tasks.a.outputs.result}} == 1'")).hasSize(1);
    assertThat(dag("a", "b, depends: a, when: '{{tasks.a.outputs.result}} == 1'")).isEmpty();
  }

  @Test
  void there_is_exactly_one_template_type() {
    assertThat(check(workflow("  - {name: main}\n")))
        .containsExactly(
            "f:8: spec.templates[1]: template type unspecified. choose one of: container, script,"
                + " steps, dag, suspend, resource, http, data, containerSet, plugin");
    assertThat(check(workflow("  - {name: main, suspend: {}, container: {image: i}}\n")))
        .singleElement()
        .asString()
        .contains("multiple template types specified (container, suspend)");
  }

  @Test
  void templates_that_merging_gives_two_types_are_a_finding() {
    var library =
        """
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: WorkflowTemplate
        metadata: {name: lib}
        spec:
          entrypoint: main
          templates:
          - {name: main, suspend: {}}
        """;
    var workflow =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: w}
        spec:
          workflowTemplateRef: {name: lib}
          templates:
          - {name: main, container: {image: i}}
        """;
    assertThat(check(workflow + library))
        .singleElement()
        .asString()
        .startsWith("f:4: spec: merged with what it refers to: ")
        .contains("multiple template types specified (container, suspend)");
  }

  @Test
  void outputs_have_a_source_that_their_template_can_have() {
    assertThat(
            check(
                workflow(
                    "  - {name: main, container: {image: i}, outputs: {parameters: [{name: p,"
                        + " valueFrom: {expression: '1'}}, {name: q}]}}\n")))
        .containsExactly(
            "f:8: spec.templates[1].outputs.parameters[0].valueFrom:"
                + " templates.main.outputs.parameters.p.valueFrom.path must be specified for"
                + " templates that run containers",
            "f:8: spec.templates[1].outputs.parameters[1]:"
                + " templates.main.outputs.parameters.q.value or valueFrom is required");
    assertThat(
            check(
                workflow(
                    "  - {name: main, dag: {tasks: []}, outputs: {parameters: [{name: p,"
                        + " valueFrom: {path: /x}}]}}\n")))
        .singleElement()
        .asString()
        .endsWith(".parameter or .expression must be specified for Steps and DAG templates");
  }

  @Test
  void artifacts_of_containers_stand_at_paths_of_their_own() {
    assertThat(
            check(
                workflow(
                    "  - {name: main, container: {image: i}, inputs: {artifacts: [{name: a, path:"
                        + " /x, raw: {data: d}}, {name: b, path: /x, raw: {data: d}}, {name: c,"
                        + " raw: {data: d}}, {name: d, path: rel, raw: {data: d}}]}}\n")))
        .containsExactly(
            "f:8: spec.templates[1].inputs.artifacts[1].path: templates.main.inputs.artifacts.b.path"
                + " '/x' already mounted in inputs.artifacts.a",
            "f:8: spec.templates[1].inputs.artifacts[2]: templates.main.inputs.artifacts.c.path is"
                + " required",
            "f:8: spec.templates[1].inputs.artifacts[3].path:"
                + " templates.main.inputs.artifacts.d.path: expected an absolute path, found 'rel'");
  }

  @Test
  void resources_say_what_is_to_be_done_with_what() {
    assertThat(check(workflow("  - {name: main, resource: {action: make, mergeStrategy: best}}\n")))
        .containsExactly(
            "f:8: spec.templates[1].resource.action: templates.main.resource.action must be one"
                + " of: get, create, apply, delete, replace, patch",
            "f:8: spec.templates[1].resource.mergeStrategy: templates.main.resource.mergeStrategy"
                + " must be one of: strategic, merge, json",
            "f:8: spec.templates[1].resource: templates.main.resource must have one of manifest,"
                + " manifestFrom and flags");
  }

  @Test
  void containers_of_a_set_do_not_wait_for_themselves() {
    assertThat(
            check(
                workflow(
                    "  - {name: main, containerSet: {containers: [{name: a, image: i, dependencies:"
                        + " [b]}, {name: b, image: i, dependencies: [a]}, {name: wait, image:"
                        + " i}]}}\n")))
        .containsExactly(
            "f:8: spec.templates[1].containerSet.containers: templates.main.containerSet.containers"
                + ".wait is a reserved name",
            "f:8: spec.templates[1].containerSet.containers: templates.main.containerSet dependency"
                + " cycle detected among a, b");
  }

  @Test
  void an_artifact_lies_where_one_can() {
    assertThat(
            check(
                workflow(
                    """
                      - name: main
                        inputs:
                          artifacts:
                          - {name: a, path: /a, git: {depth: -1, singleBranch: true}}
                          - {name: b, path: /b, git: {repo: "file:///etc"}}
                          - {name: c, path: /c, http: {url: "ftp://x"}}
                          - {name: d, path: /d, hdfs: {path: x, addresses: [a]}}
                          - {name: e, path: /e, git: {repo: "git@host:x/y.git"}}
                          - {name: f, path: /f, http: {url: "{{workflow.name}}"}}
                        container: {image: a, command: [a]}
                        outputs:
                          artifacts:
                          - {name: g, path: /g, raw: {data: x}, artifactGC: {strategy: Always}}
                    """)))
        .extracting(finding -> finding.replaceFirst("f:[0-9]+: [^ ]+ ", ""))
        .containsExactlyInAnyOrder(
            "templates.main.inputs.artifacts.a.git.repo is required",
            "templates.main.inputs.artifacts.a.git.depth must be 0 or more",
            "templates.main.inputs.artifacts.a.git.branch is required with singleBranch",
            "templates.main.inputs.artifacts.b.git.repo must begin with https://, ssh:// or"
                + " git@host:",
            "templates.main.inputs.artifacts.c.http.url must begin with http:// or https://",
            "templates.main.inputs.artifacts.d.hdfs.path must be an absolute path",
            "templates.main.outputs.artifacts.g.raw artifacts are for input only",
            "templates.main.outputs.artifacts.g.artifactGC.strategy unknown strategy 'Always'");
  }

  @Test
  void an_enum_holds_what_is_given() {
    assertThat(
            check(
                workflow("  - {name: main, suspend: {}}\n")
                    .replace(
                        "  entrypoint",
                        "  arguments: {parameters: [{name: p, value: c, enum: [a, b]}]}\n  entrypoint")))
        .containsExactly(
            "f:5: spec.arguments.parameters[0].value: spec.arguments.p.value should be present in"
                + " spec.arguments.p.enum list");
  }
}
