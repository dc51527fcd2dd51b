package dev.tiphys.engine;

import static dev.tiphys.engine.Story.exit;
import static dev.tiphys.engine.Story.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunFact.TimerKind;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Steps that are tried again (F104–F112).
@DisplayNameGeneration(ReplaceUnderscores.class)
class RetryTest {
  private static Story story(String strategy) {
    return Story.of(
        """
        entrypoint: main
        templates:
        - name: main
          retryStrategy: %s
          container: {image: busybox, command: [echo, "{{retries}}"]}
        """
            .formatted(strategy));
  }

  @Test
  void each_try_is_a_node_below_the_one_that_retries() {
    story("{limit: 2}")
        .then("run started", "+ wf Retry Running", "+ wf(0) Pod Pending")
        .fails("wf(0)")
        .then("wf(0) Failed: Error (exit code 1)", "+ wf(1) Pod Pending")
        .succeeds("wf(1)")
        .then("wf(1) Succeeded", "wf Succeeded", "run Succeeded");
  }

  @Test
  void the_limit_counts_tries_after_the_first() {
    story("{limit: 1}")
        .fails("wf(0)")
        .fails("wf(1)")
        .then(
            "wf(1) Failed: Error (exit code 1)",
            "wf Failed: No more retries left",
            "run Failed: No more retries left");
  }

  @Test
  void without_a_limit_it_is_tried_for_ever() {
    var story = story("{}");
    for (var i = 0; i < 50; i++) {
      story.fails("wf(" + i + ")").thenAmong("+ wf(%d) Pod Pending".formatted(i + 1));
    }
  }

  @Test
  void an_error_is_not_retried_by_default() {
    story("{limit: 3}")
        .ends("wf(0)", Phase.ERROR, "pod deleted", exit("1"))
        .then("wf(0) Error: pod deleted", "wf Error: pod deleted", "run Error: pod deleted");
  }

  @Test
  void OnError_retries_only_errors() {
    story("{limit: 3, retryPolicy: OnError}")
        .ends("wf(0)", Phase.ERROR)
        .then("wf(0) Error", "+ wf(1) Pod Pending")
        .fails("wf(1)")
        .isOver(Phase.FAILED);
  }

  @Test
  void an_evicted_pod_is_retried_when_the_policy_is_Always() {
    story("{limit: 3, retryPolicy: Always}")
        .ends("wf(0)", Phase.ERROR, "The node was low on resource: memory. Evicted", exit("137"))
        .thenAmong("+ wf(1) Pod Pending");
  }

  @Test
  void a_try_lasts_whole_seconds_as_those_of_its_status() {
    story("{limit: 9, expression: \"asInt(lastRetry.duration) < 2\"}")
        .after(Duration.ofMillis(1999))
        .fails("wf(0)")
        .thenAmong("+ wf(1) Pod Pending")
        .after(Duration.ofMillis(2001))
        .fails("wf(1)")
        .thenAmong("wf Failed: retryStrategy.expression evaluated to false");
  }

  @ParameterizedTest
  @CsvSource({
    "true, + wf(1) Pod Pending",
    "false, wf Failed: retryStrategy.expression evaluated to false"
  })
  void the_expression_may_hold_tags(String safe, String follows) {
    Story.of(
            """
            entrypoint: main
            arguments: {parameters: [{name: safe, value: "%s"}]}
            templates:
            - name: main
              inputs: {parameters: [{name: safe}]}
              retryStrategy:
                limit: 9
                expression: "asInt(lastRetry.exitCode) > 0 && {{inputs.parameters.safe}} == true"
              container: {image: busybox, command: [echo]}
            """
                .formatted(safe))
        .fails("wf(0)")
        .thenAmong(follows);
  }

  @Test
  void the_expression_decides_by_the_last_try() {
    story("{limit: 9, expression: \"asInt(lastRetry.exitCode) == 2\"}")
        .ends("wf(0)", Phase.FAILED, "Error (exit code 2)", exit("2"))
        .thenAmong("+ wf(1) Pod Pending")
        .fails("wf(1)")
        .thenAmong("wf Failed: retryStrategy.expression evaluated to false")
        .isOver(Phase.FAILED);
  }

  @Test
  void the_wait_between_tries_grows_by_its_factor_up_to_its_cap() {
    story("{limit: 9, backoff: {duration: 10s, factor: 2, cap: 30s}}")
        .fails("wf(0)")
        .then(
            "wf(0) Failed: Error (exit code 1)",
            "wf: Backoff for 0 minutes 10 seconds",
            "wf BACKOFF in 10 s")
        .fires("wf", TimerKind.BACKOFF)
        .then("+ wf(1) Pod Pending")
        .waitsFor(new Open.Step(2))
        .fails("wf(1)")
        .thenAmong("wf BACKOFF in 20 s")
        .fires("wf", TimerKind.BACKOFF)
        .fails("wf(2)")
        .thenAmong("wf BACKOFF in 30 s");
  }

  @Test
  void no_try_begins_that_could_not_begin_before_maxDuration() {
    story("{limit: 9, backoff: {duration: 40s, maxDuration: 1m}}")
        .fails("wf(0)")
        .fires("wf", TimerKind.BACKOFF)
        .fails("wf(1)")
        .thenAmong("wf Failed: Backoff would exceed max duration limit");
  }

  @Test
  void after_maxDuration_there_is_no_further_try() {
    story("{limit: 9, backoff: {duration: 1s, maxDuration: 1m}}")
        .after(Duration.ofMinutes(2))
        .fails("wf(0)")
        .thenAmong("wf Failed: Max duration limit exceeded");
  }

  @Test
  void absurd_numbers_do_not_overflow() {
    story("{limit: 2147483648, backoff: {duration: 1h, factor: 1000000000}}")
        .fails("wf(0)")
        .fires("wf", TimerKind.BACKOFF)
        .fails("wf(1)")
        .fires("wf", TimerKind.BACKOFF)
        .fails("wf(2)")
        .isSo("wf", Phase.RUNNING);
  }

  @Test
  void a_limit_that_is_no_number_is_an_error() {
    story("{limit: many}").fails("wf(0)").isOver(Phase.ERROR);
  }

  @Test
  void a_try_knows_how_many_came_before() {
    var story = story("{limit: 2}").fails("wf(0)");
    var step = story.run().step(story.number("wf(1)"), story.now()).orElseThrow();
    assertThat(step.template().path("container").path("command").path(1).asText()).isEqualTo("1");
  }

  @Test
  void the_outputs_of_the_last_try_are_those_of_the_node() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  steps:
                  - - {name: a, template: flaky}
                  - - name: b
                      template: flaky
                      arguments: {parameters: [{name: x, value: "{{steps.a.outputs.result}}"}]}
                - name: flaky
                  inputs: {parameters: [{name: x, default: ""}]}
                  retryStrategy: {limit: 3}
                  container: {image: busybox, command: [echo]}
                """)
            .fails("wf[0].a(0)")
            .ends("wf[0].a(1)", Phase.SUCCEEDED, null, result("done"));
    assertThat(story.input("wf[1].b(0)", "x")).isEqualTo("done");
  }

  @Test
  void a_steps_template_may_be_tried_again_as_a_whole() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              retryStrategy: {limit: 1}
              steps: [[{name: a, template: echo}]]
            - name: echo
              container: {image: busybox, command: [echo]}
            """)
        .then(
            "run started",
            "+ wf Retry Running",
            "+ wf(0) Steps Running",
            "+ wf(0)[0] StepGroup Running",
            "+ wf(0)[0].a Pod Pending")
        .fails("wf(0)[0].a")
        .thenAmong("+ wf(1)[0].a Pod Pending")
        .succeeds("wf(1)[0].a")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void a_late_end_of_an_earlier_try_is_ignored() {
    var story = story("{limit: 2}").fails("wf(0)");
    story.ends("wf(0)", Phase.SUCCEEDED).then("wf(0) ignored Succeeded");
    story.isSo("wf", Phase.RUNNING);
  }

  @Test
  void a_suspended_run_tries_again_when_it_is_resumed() {
    var story = story("{limit: 2}");
    story
        .when(new SuspendRun(story.now()))
        .fails("wf(0)")
        .then("wf(0) Failed: Error (exit code 1)");
    story
        .when(new ResumeRun("", story.now()))
        .then("run resumed", "+ wf(1) Pod Pending")
        .succeeds("wf(1)")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void the_retryStrategy_of_the_spec_counts_for_templates_without_one() {
    Story.of(
            """
            entrypoint: main
            retryStrategy: {limit: 1}
            templates:
            - name: main
              container: {image: busybox, command: [echo]}
            """)
        .then("run started", "+ wf Retry Running", "+ wf(0) Pod Pending");
  }
}
