package dev.tiphys.engine;

import static dev.tiphys.engine.Story.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunFact.TimerKind;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Exit handlers and lifecycle hooks (F121–F123).
@DisplayNameGeneration(ReplaceUnderscores.class)
class HookTest {
  private static final String ECHO =
      """
      - name: echo
        inputs: {parameters: [{name: text, default: none}]}
        container: {image: busybox, command: [echo]}
      """;

  private static final String STEP_EXIT =
      """
      entrypoint: main
      templates:
      - name: main
        steps:
        - - name: a
            template: echo
            hooks:
              exit:
                template: echo
                arguments: {parameters: [{name: text, value: "{{steps.a.outputs.result}}"}]}
        - - {name: b, template: echo}
      """
          + ECHO;

  @Test
  void what_follows_a_task_with_hooks_is_put_off_once() {
    Story.of(
            """
            entrypoint: main
            parallelism: 1
            templates:
            - name: main
              dag:
                tasks:
                - name: a
                  template: echo
                  hooks: {never: {template: echo, expression: "false"}}
                - {name: b, template: echo, depends: a}
                - {name: c, template: echo}
            """
                + ECHO)
        .then("run started", "+ wf DAG Running", "+ wf.a Pod Pending", "later wf 2/-1")
        .succeeds("wf.a")
        .then("wf.a Succeeded", "wf.a settled", "+ wf.c Pod Pending", "later wf 1/-1")
        .succeeds("wf.c")
        .then("wf.c Succeeded", "+ wf.b Pod Pending")
        .succeeds("wf.b")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void a_task_whose_dependencies_end_together_is_put_off_once() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              parallelism: 1
              dag:
                tasks:
                - {name: a, template: echo, withItems: []}
                - {name: b, template: echo, withItems: []}
                - {name: c, template: echo}
                - {name: d, template: echo, depends: "a || a.Skipped || b.Skipped"}
            """
                + ECHO)
        .then(
            "run started",
            "+ wf DAG Running",
            "+ wf.a Skipped Skipped: Skipped, empty params",
            "+ wf.b Skipped Skipped: Skipped, empty params",
            "+ wf.c Pod Pending",
            "later wf 3/-1");
  }

  @Test
  void what_was_put_off_does_not_begin_once_the_time_of_the_run_is_over() {
    Story.of(
            """
            entrypoint: main
            onExit: echo
            parallelism: 1
            activeDeadlineSeconds: 10
            templates:
            - name: main
              steps:
              - - {name: a, template: echo, withItems: [1, 2]}
            """
                + ECHO)
        .fires("", TimerKind.RUN_DEADLINE)
        .thenAmong("wf Failed: " + Requests.DEADLINE, "+ wf.onExit Pod Pending")
        .succeeds("wf.onExit")
        .then("wf.onExit Succeeded", "run Failed: " + Requests.DEADLINE);
  }

  @Test
  void the_exit_handler_runs_whatever_the_outcome_and_knows_it() {
    var story =
        Story.of(
                """
                entrypoint: echo
                onExit: bye
                templates:
                - name: bye
                  steps:
                  - - {name: party, template: echo, when: "{{workflow.status}} == Succeeded"}
                    - name: cry
                      template: echo
                      when: "{{workflow.status}} != Succeeded"
                      arguments: {parameters: [{name: text, value: "{{workflow.failures}}"}]}
                """
                    + ECHO)
            .fails("wf");
    story.then(
        "wf Failed: Error (exit code 1)",
        "+ wf.onExit Steps Running",
        "+ wf.onExit[0] StepGroup Running",
        "+ wf.onExit[0].party Skipped Skipped: when 'Failed == Succeeded' evaluated false",
        "+ wf.onExit[0].cry Pod Pending");
    assertThat(story.input("wf.onExit[0].cry", "text")).contains("\\\"displayName\\\":\\\"wf\\\"");
    story.succeeds("wf.onExit[0].cry").isOver(Phase.FAILED);
  }

  @Test
  void an_exit_handler_that_fails_makes_the_run_fail_with_its_message() {
    Story.of("entrypoint: echo\nonExit: echo\ntemplates:\n" + ECHO)
        .succeeds("wf")
        .ends("wf.onExit", Phase.FAILED, "Error (exit code 7)", Outputs.NONE)
        .then("wf.onExit Failed: Error (exit code 7)", "run Failed: Error (exit code 7)");
  }

  @Test
  void a_group_waits_for_the_exit_handler_of_a_step() {
    var story = Story.of(STEP_EXIT).ends("wf[0].a", Phase.SUCCEEDED, null, result("hi"));
    story.then("wf[0].a Succeeded", "+ wf[0].a.onExit Pod Pending");
    assertThat(story.input("wf[0].a.onExit", "text")).isEqualTo("hi");
    story
        .succeeds("wf[0].a.onExit")
        .then(
            "wf[0].a.onExit Succeeded",
            "wf[0].a settled",
            "wf[0] Succeeded",
            "+ wf[1] StepGroup Running",
            "+ wf[1].b Pod Pending");
  }

  @Test
  void the_failure_of_a_step_s_exit_handler_does_not_change_the_step() {
    Story.of(STEP_EXIT)
        .ends("wf[0].a", Phase.SUCCEEDED, null, result("hi"))
        .fails("wf[0].a.onExit")
        .succeeds("wf[1].b")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void a_hook_runs_once_when_its_expression_is_true() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - name: a
                  template: echo
                  hooks:
                    running: {template: echo, expression: 'steps["a"].status == "Running"'}
                    done: {template: echo, expression: 'steps["a"].status == "Succeeded"'}
                    never: {template: echo, expression: 'steps["a"].status == "Failed"'}
            """
                + ECHO);
    story
        .when(new MarkRunning(2, "host", null, story.now()))
        .then("wf[0].a Running", "+ wf[0].a.hooks.running Pod Pending");
    story
        .succeeds("wf[0].a")
        .then("wf[0].a Succeeded", "+ wf[0].a.hooks.done Pod Pending")
        .succeeds("wf[0].a.hooks.done")
        .then("wf[0].a.hooks.done Succeeded")
        .succeeds("wf[0].a.hooks.running")
        .thenAmong("wf[0].a settled")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void a_hook_of_the_run_starts_with_it_and_the_run_waits_for_it() {
    var story =
        Story.of(
            """
            entrypoint: echo
            hooks:
              running: {template: echo, expression: workflow.status == "Running"}
              exit: {template: echo}
            templates:
            """
                + ECHO);
    story.then("run started", "+ wf Pod Pending", "+ wf.hooks.running Pod Pending");
    story
        .succeeds("wf")
        .then("wf Succeeded", "+ wf.onExit Pod Pending")
        .succeeds("wf.onExit")
        .then("wf.onExit Succeeded")
        .succeeds("wf.hooks.running")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void the_expression_of_a_hook_may_have_tags_that_are_not_known_before_the_end() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - name: a
                  template: echo
                  hooks:
                    loud: {template: echo, expression: '"{{steps.a.outputs.result}}" == "boom"'}
                    quiet: {template: echo, expression: '"{{steps.a.outputs.result}}" == ""'}
            """
                + ECHO);
    story.when(new MarkRunning(2, null, null, story.now())).then("wf[0].a Running");
    story
        .ends("wf[0].a", Phase.SUCCEEDED, null, result("boom"))
        .then("wf[0].a Succeeded", "+ wf[0].a.hooks.loud Pod Pending");
  }

  @Test
  void a_tag_in_the_expression_of_a_hook_that_never_gets_a_value_is_an_error() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - name: a
                  template: echo
                  hooks: {never: {template: echo, expression: '"{{steps.b.status}}" == ""'}}
            """
                + ECHO)
        .succeeds("wf[0].a")
        .thenAmong("+ wf[0].a.hooks.never Skipped Error: failed to resolve {{steps.b.status}}");
  }
}
