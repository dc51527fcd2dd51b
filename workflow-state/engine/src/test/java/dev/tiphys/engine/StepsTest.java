package dev.tiphys.engine;

import static dev.tiphys.engine.Story.exit;
import static dev.tiphys.engine.Story.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Steps templates: groups in order, the steps of a group side by side (F083–F088).
@DisplayNameGeneration(ReplaceUnderscores.class)
class StepsTest {
  private static final String ECHO =
      """
      - name: echo
        inputs: {parameters: [{name: text, default: none}]}
        container: {image: busybox, command: [echo, "{{inputs.parameters.text}}"]}
      """;

  private static final String TWO_GROUPS =
      """
      entrypoint: main
      templates:
      - name: main
        steps:
        - - {name: a, template: echo}
          - {name: b, template: echo}
        - - {name: c, template: echo}
      """
          + ECHO;

  @Test
  void a_single_container_is_the_root_and_the_whole_run() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              container: {image: busybox, command: [echo]}
            """)
        .then("run started", "+ wf Pod Pending")
        .succeeds("wf")
        .then("wf Succeeded", "run Succeeded");
  }

  @Test
  void the_first_group_starts_with_the_run() {
    Story.of(TWO_GROUPS)
        .then(
            "run started",
            "+ wf Steps Running",
            "+ wf[0] StepGroup Running",
            "+ wf[0].a Pod Pending",
            "+ wf[0].b Pod Pending");
  }

  @Test
  void a_group_waits_for_all_steps_of_the_group_before() {
    Story.of(TWO_GROUPS)
        .succeeds("wf[0].b")
        .then("wf[0].b Succeeded")
        .succeeds("wf[0].a")
        .then(
            "wf[0].a Succeeded",
            "wf[0] Succeeded",
            "+ wf[1] StepGroup Running",
            "+ wf[1].c Pod Pending")
        .succeeds("wf[1].c")
        .then("wf[1].c Succeeded", "wf[1] Succeeded", "wf Succeeded", "run Succeeded");
  }

  @Test
  void an_argument_may_name_the_step_that_it_is_for() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - name: a
                  template: echo
                  arguments: {parameters: [{name: text, value: "{{steps.name}}"}]}
            """
                + ECHO);
    assertThat(story.input("wf[0].a", "text")).isEqualTo("a");
  }

  @Test
  void the_host_of_a_step_that_was_over_at_once_is_empty() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  steps:
                  - - {name: a, template: echo, arguments: {parameters: [{name: text, value: x}]}}
                  - - name: b
                      template: echo
                      arguments:
                        parameters: [{name: text, value: "on {{steps.a.hostNodeName}}"}]
                """
                    + ECHO)
            .succeeds("wf[0].a");
    assertThat(story.input("wf[1].b", "text")).isEqualTo("on ");
  }

  @Test
  void a_failed_step_fails_its_group_once_the_others_are_over() {
    var story = Story.of(TWO_GROUPS).fails("wf[0].a");
    story.then("wf[0].a Failed: Error (exit code 1)");
    var id = RunStatus.id(story.run(), story.node("wf[0].a"));
    story
        .succeeds("wf[0].b")
        .then(
            "wf[0].b Succeeded",
            "wf[0] Failed: child '" + id + "' failed",
            "wf Failed: child '" + id + "' failed",
            "run Failed: child '" + id + "' failed");
  }

  @Test
  void a_tolerated_failure_does_not_stop_the_steps() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - {name: a, template: echo, continueOn: {failed: true}}
              - - name: b
                  template: echo
                  arguments: {parameters: [{name: text, value: "{{steps.a.exitCode}} {{steps.a.status}}"}]}
            """
                + ECHO)
        .ends("wf[0].a", Phase.FAILED, "Error (exit code 3)", exit("3"))
        .then(
            "wf[0].a Failed: Error (exit code 3)",
            "wf[0] Succeeded",
            "+ wf[1] StepGroup Running",
            "+ wf[1].b Pod Pending")
        .succeeds("wf[1].b")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void continueOn_failed_does_not_tolerate_an_error() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps: [[{name: a, template: echo, continueOn: {failed: true}}]]
            """
                + ECHO)
        .ends("wf[0].a", Phase.ERROR)
        .isOver(Phase.FAILED);
  }

  @Test
  void a_step_whose_condition_is_false_is_skipped() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - {name: a, template: echo, when: "tails == heads"}
            """
                + ECHO)
        .then(
            "run started",
            "+ wf Steps Running",
            "+ wf[0] StepGroup Running",
            "+ wf[0].a Skipped Skipped: when 'tails == heads' evaluated false",
            "wf[0] Succeeded",
            "wf Succeeded",
            "run Succeeded");
  }

  @Test
  void what_a_step_printed_is_an_argument_of_a_later_one() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  steps:
                  - - {name: flip, template: echo}
                  - - name: show
                      template: echo
                      arguments: {parameters: [{name: text, value: "got {{steps.flip.outputs.result}}"}]}
                """
                    + ECHO)
            .ends("wf[0].flip", Phase.SUCCEEDED, null, result("heads"));
    assertThat(story.input("wf[1].show", "text")).isEqualTo("got heads");
  }

  @Test
  void only_what_somebody_asks_for_is_captured() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - {name: a-1, template: echo}
                - {name: b, template: echo}
                - {name: c, template: echo}
              - - name: show
                  template: echo
                  arguments:
                    parameters:
                    - name: text
                      value: "{{steps.b.outputs.result}} {{=steps['a-1'].outputs.result}}"
            """
                + ECHO);
    assertThat(story.run().step(2, Story.START).orElseThrow().captureResult()).isTrue();
    assertThat(story.run().step(3, Story.START).orElseThrow().captureResult()).isTrue();
    assertThat(story.run().step(4, Story.START).orElseThrow().captureResult()).isFalse();
  }

  @Test
  void a_reference_that_can_never_be_resolved_is_an_error_that_names_the_tag() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - {name: a, template: echo}
              - - name: b
                  template: echo
                  arguments: {parameters: [{name: text, value: "{{steps.a.outputs.parameters.nope}}"}]}
            """
                + ECHO)
        .succeeds("wf[0].a")
        .thenAmong("+ wf[1].b Skipped Error: failed to resolve {{steps.a.outputs.parameters.nope}}")
        .isOver(Phase.FAILED);
  }

  @Test
  void a_value_that_looks_like_a_tag_stays_what_it_is() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  steps:
                  - - {name: a, template: echo}
                  - - name: b
                      template: echo
                      arguments: {parameters: [{name: text, value: "{{steps.a.outputs.result}}"}]}
                """
                    + ECHO)
            .ends("wf[0].a", Phase.SUCCEEDED, null, result("{{workflow.uid}} {{=1+1}}"));
    assertThat(story.input("wf[1].b", "text")).isEqualTo("{{workflow.uid}} {{=1+1}}");
    var step = story.run().step(story.number("wf[1].b"), Story.START).orElseThrow();
    assertThat(step.template().path("container").path("command").path(1).asText())
        .isEqualTo("{{workflow.uid}} {{=1+1}}");
    assertThat(step.template().path("inputs").path("parameters").path(0).path("value").asText())
        .isEqualTo("{{workflow.uid}} {{=1+1}}");
  }

  @Test
  void a_steps_template_hands_out_what_its_outputs_name() {
    var story =
        Story.of(
                """
                entrypoint: outer
                templates:
                - name: outer
                  steps:
                  - - {name: nested, template: main}
                  - - name: show
                      template: echo
                      arguments: {parameters: [{name: text, value: "{{steps.nested.outputs.parameters.side}}"}]}
                - name: main
                  steps:
                  - - {name: flip, template: echo}
                  outputs:
                    parameters:
                    - {name: side, valueFrom: {parameter: "{{steps.flip.outputs.result}}"}}
                """
                    + ECHO)
            .ends("wf[0].nested[0].flip", Phase.SUCCEEDED, null, result("tails"));
    assertThat(story.input("wf[1].show", "text")).isEqualTo("tails");
  }

  @Test
  void a_template_may_ask_for_all_its_inputs_at_once() {
    var story =
        Story.of(
            """
            entrypoint: main
            arguments: {parameters: [{name: a, value: "1"}]}
            templates:
            - name: main
              inputs: {parameters: [{name: a}]}
              container: {image: busybox, command: [echo, "{{inputs.parameters}}"]}
            """);
    var step = story.run().step(0, Story.START).orElseThrow();
    assertThat(step.template().path("container").path("command").path(1).asText())
        .isEqualTo("[{\"name\":\"a\",\"value\":\"1\"}]");
  }

  @Test
  void the_argument_wins_over_value_and_default() {
    var story =
        Story.of(
            """
            entrypoint: main
            arguments: {parameters: [{name: text, value: from the run}]}
            templates:
            - name: main
              inputs:
                parameters: [{name: text, value: own, default: last}, {name: other, value: own, default: last}]
              steps: [[{name: a, template: echo}]]
            """
                + ECHO);
    assertThat(story.input("wf", "text")).isEqualTo("from the run");
    assertThat(story.input("wf", "other")).isEqualTo("own");
    assertThat(story.input("wf[0].a", "text")).isEqualTo("none");
  }

  @Test
  void an_input_without_any_value_is_an_error() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              inputs: {parameters: [{name: need}]}
              container: {image: busybox, command: [echo]}
            """)
        .thenAmong("+ wf Skipped Error: inputs.parameters.need was not supplied")
        .isOver(Phase.ERROR);
  }

  @Test
  void the_second_end_of_a_step_changes_nothing() {
    Story.of(TWO_GROUPS).succeeds("wf[0].a").succeeds("wf[0].a").thenNothing();
  }

  @Test
  void an_end_that_contradicts_the_first_is_noted_and_ignored() {
    Story.of(TWO_GROUPS)
        .succeeds("wf[0].a")
        .ends("wf[0].a", Phase.FAILED, null, Outputs.NONE)
        .then("wf[0].a ignored Failed")
        .isSo("wf[0].a", Phase.SUCCEEDED);
  }

  @Test
  void an_inline_template_is_run_in_place() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - name: a
                  inline: {container: {image: busybox, command: [echo]}}
            """)
        .then(
            "run started",
            "+ wf Steps Running",
            "+ wf[0] StepGroup Running",
            "+ wf[0].a Pod Pending");
  }

  @Test
  void templates_may_call_each_other_a_hundred_times_but_no_more() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps: [[{name: a, template: main}]]
            """);
    assertThat(story.run().finished()).isTrue();
    assertThat(story.run().nodes().last().message()).startsWith("Maximum recursion depth exceeded");
    assertThat(story.run().nodes().size()).isLessThan(300);
  }
}
