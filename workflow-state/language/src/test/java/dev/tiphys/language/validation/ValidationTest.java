package dev.tiphys.language.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ValidationTest {
  private static final String ECHO =
      "  - {name: echo, inputs: {parameters: [{name: m, default: x}]}, container: {image: i}}\n";

  // Attack case 26.

  @Test
  void a_dag_with_a_cycle_is_refused_with_its_path_and_names() {
    assertThat(dag("a, dependencies: [c]", "b, dependencies: [a]", "c, dependencies: [b]"))
        .containsExactly(
            "f:10: spec.templates[1].dag.tasks[0]: templates.main.tasks dependency cycle detected:"
                + " a->c->b->a");
    assertThat(dag("a, depends: 'b.Failed || c'", "b, depends: a", "c"))
        .containsExactly(
            "f:10: spec.templates[1].dag.tasks[0]: templates.main.tasks dependency cycle detected:"
                + " a->b->a");
  }

  @Test
  void a_task_that_depends_on_itself_is_refused() {
    assertThat(dag("a, dependencies: [a]")).singleElement().asString().endsWith("a->a");
  }

  @Test
  void a_missing_dependency_or_target_is_refused() {
    assertThat(dag("a, dependencies: [b]"))
        .containsExactly(
            "f:10: spec.templates[1].dag.tasks[0].dependencies: templates.main.tasks.a dependency"
                + " 'b' not defined");
    assertThat(
            check(
                workflow(
                    "  - name: main\n    dag:\n      target: a z\n      tasks:\n"
                        + "      - {name: a, template: echo}\n")))
        .containsExactly(
            "f:10: spec.templates[1].dag.target: templates.main.targets: target 'z' is not"
                + " defined");
  }

  @Test
  void names_that_come_twice_are_refused() {
    assertThat(dag("a", "a"))
        .containsExactly(
            "f:11: spec.templates[1].dag.tasks[1].name: templates.main.tasks[1].name 'a' is not"
                + " unique");
    assertThat(check(workflow(ECHO + "  - {name: main, suspend: {}}\n")))
        .containsExactly("f:8: spec.templates[1].name: templates[1].name 'echo' is not unique");
  }

  @Test
  void depends_is_held_against_its_grammar() {
    assertThat(dag("a", "b, depends: 'a and a'"))
        .singleElement()
        .asString()
        .contains("invalid depends");
    assertThat(dag("a", "b, depends: '(a'")).singleElement().asString().endsWith("(1:41)");
    assertThat(dag("a", "b, depends: a.Foo"))
        .singleElement()
        .asString()
        .endsWith("task result 'Foo' for task 'a' is invalid");
    assertThat(dag("a", "b, depends: a.AnySucceeded"))
        .singleElement()
        .asString()
        .endsWith(
            "templates.main.tasks.b dependency 'a' uses an items-based condition such as"
                + " .AnySucceeded or .AllFailed but does not contain any items");
    assertThat(dag("a, withItems: [1]", "b, depends: a.AnySucceeded && !a.Failed")).isEmpty();
    assertThat(dag("1a", "b, depends: 1a"))
        .singleElement()
        .asString()
        .contains("name cannot begin with a digit");
    assertThat(dag("a", "b, depends: a", "c, dependencies: [a]"))
        .singleElement()
        .asString()
        .contains("cannot use both 'depends' and 'dependencies'");
    assertThat(dag("a, continueOn: {failed: true}", "b, depends: a"))
        .singleElement()
        .asString()
        .contains("cannot use 'continueOn' when using 'depends'");
  }

  // Attack case 27.

  @Test
  void a_template_may_call_itself() {
    assertThat(steps("a, template: main, when: '1 == 2'")).isEmpty();
  }

  // Attack case 28.

  @Test
  void a_loop_over_too_many_items_is_refused_with_the_limit() {
    assertThat(steps("a, template: echo, withSequence: {count: 10000000}"))
        .containsExactly(
            "f:10: spec.templates[1].steps[0][0].withSequence: templates.main.steps[0].a"
                + " withSequence has 10000000 items; at most 100000 are allowed (limit ITEMS_MAX)");
    assertThat(
            steps(
                "a, template: echo, withSequence: {start: '-9223372036854775808', end: '9223372036854775807'}"))
        .singleElement()
        .asString()
        .contains("limit ITEMS_MAX");
    assertThat(steps("a, template: echo, withSequence: {count: 100000}")).isEmpty();
    assertThat(steps("a, template: echo, withSequence: {count: x}"))
        .singleElement()
        .asString()
        .endsWith("strconv.Atoi: parsing \"x\": invalid syntax");
  }

  @Test
  void a_loop_has_one_source() {
    assertThat(steps("a, template: echo, withItems: [1], withParam: '[]'"))
        .singleElement()
        .asString()
        .endsWith("only one of withItems, withParam and withSequence may be there");
    assertThat(steps("a, template: echo, withSequence: {start: 1}"))
        .singleElement()
        .asString()
        .endsWith("neither end nor count was specified in withSequence");
  }

  // Attack case 29 beyond HostileYamlTest.

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

  private static List<String> template(String field) {
    return check(
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: w}
        spec: {entrypoint: main, templates: [
          {name: main, inputs: {parameters: [{name: m, value: 1}]}, container: {image: i}, %s}]}
        """
            .formatted(field));
  }

  private static List<String> steps(String... steps) {
    return check(steppedWorkflow(steps));
  }

  private static String steppedWorkflow(String... steps) {
    var text = new StringBuilder("  - name: main\n    steps:\n");
    for (var step : steps) {
      text.append("    - - {name: ").append(step).append("}\n");
    }
    return workflow(text.toString());
  }

  private static List<String> dag(String... tasks) {
    var text = new StringBuilder("  - name: main\n    dag: {tasks: [\n");
    for (var task : tasks) {
      text.append("      {template: echo, name: ").append(task).append("},\n");
    }
    return check(workflow(text.append("      ]}\n").toString()));
  }

  private static String workflow(String templates) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n"
        + "  entrypoint: main\n  templates:\n"
        + ECHO
        + templates;
  }

  private static List<String> check(String text) {
    var manifests = Manifests.read(text.getBytes(StandardCharsets.UTF_8), "f");
    var findings = new ArrayList<>(Validation.check(manifests.documents()));
    findings.addAll(manifests.findings());
    return findings.stream().map(Finding::toString).toList();
  }
}
