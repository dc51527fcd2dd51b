package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunFact.TimerKind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Time limits, suspending, stopping, and trying a whole run again (F114–F119, F157).
@DisplayNameGeneration(ReplaceUnderscores.class)
class ControlTest {
  private static final String ECHO =
      """
      - name: echo
        container: {image: busybox, command: [echo]}
      """;

  private static final String TWO =
      """
      entrypoint: main
      onExit: echo
      templates:
      - name: main
        steps:
        - - {name: a, template: echo}
          - {name: b, template: echo}
        - - {name: c, template: echo}
      """
          + ECHO;

  private static final String SUSPENDS =
      """
      entrypoint: main
      templates:
      - name: main
        steps:
        - - {name: wait, template: wait}
        - - {name: c, template: echo}
      - name: wait
        outputs: {parameters: [{name: answer, valueFrom: {supplied: {}}}]}
        suspend: {}
      """
          + ECHO;

  @Test
  void a_step_that_takes_longer_than_its_timeout_fails() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              timeout: 10s
              container: {image: busybox, command: [echo]}
            """)
        .then("run started", "+ wf Pod Pending", "wf DEADLINE in 10 s")
        .fires("wf", TimerKind.DEADLINE)
        .then("wf Failed: timeout cancelled", "run Failed: timeout");
  }

  @Test
  void a_pending_timeout_does_not_count_once_the_step_runs() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              pendingTimeout: 10s
              container: {image: busybox, command: [echo]}
            """);
    var due = story.run().timers().head()._2();
    story.when(new MarkRunning(0, null, null, story.now()));
    assertThat(story.run().open()).containsExactly(new Open.Step(0));
    story.when(new FireTimer(0, TimerKind.PENDING_DEADLINE, due, due)).thenNothing();
  }

  @Test
  void a_timer_that_is_not_the_one_set_does_nothing() {
    var story = Story.of(TWO);
    story.when(new FireTimer(0, TimerKind.DEADLINE, story.now(), story.now())).thenNothing();
  }

  @Test
  void a_run_that_takes_too_long_ends_all_that_is_open_and_runs_its_exit_handler() {
    var story = Story.of(TWO.replace("onExit", "activeDeadlineSeconds: 30\nonExit"));
    story
        .fires("", TimerKind.RUN_DEADLINE)
        .then(
            "wf[0].b Failed: Step exceeded its deadline cancelled",
            "wf[0].a Failed: Step exceeded its deadline cancelled",
            "wf[0] Failed: Step exceeded its deadline",
            "wf Failed: Step exceeded its deadline",
            "+ wf.onExit Pod Pending")
        .succeeds("wf.onExit")
        .then("wf.onExit Succeeded", "run Failed: Step exceeded its deadline");
  }

  @Test
  void stop_ends_all_that_is_open_and_runs_the_exit_handler() {
    var story = Story.of(TWO);
    story
        .when(new StopRun(Shutdown.STOP, "", null, story.now()))
        .thenAmong(
            "run shutdown Stop",
            "wf[0].a Failed: workflow shutdown with strategy:  Stop cancelled",
            "+ wf.onExit Pod Pending")
        .succeeds("wf.onExit")
        .then("wf.onExit Succeeded", "run Failed: Stopped with strategy 'Stop'");
  }

  @Test
  void terminate_runs_no_exit_handler() {
    var story = Story.of(TWO);
    story
        .when(new StopRun(Shutdown.TERMINATE, "", null, story.now()))
        .thenAmong("run Failed: Stopped with strategy 'Terminate'")
        .isOver(Phase.FAILED);
    assertThat(story.run().nodes()).noneMatch(node -> node.name().equals("wf.onExit"));
  }

  @Test
  void terminate_after_stop_ends_the_exit_handler_too() {
    var story = Story.of(TWO);
    story.when(new StopRun(Shutdown.STOP, "", null, story.now()));
    story.when(new StopRun(Shutdown.TERMINATE, "", null, story.now())).isOver(Phase.FAILED);
  }

  @Test
  void a_finished_run_starts_nothing_whatever_is_said() {
    var story = Story.of(TWO).fails("wf[0].a").succeeds("wf[0].b", "wf.onExit");
    story.isOver(Phase.FAILED);
    story.succeeds("wf[0].b").thenNothing();
    story.ends("wf[0].a", Phase.SUCCEEDED).then("wf[0].a ignored Succeeded");
    story.whenRefused(new StopRun(Shutdown.STOP, "", null, story.now()), "has finished");
    story.whenRefused(new SuspendRun(story.now()), "has finished");
  }

  @Test
  void an_end_that_comes_before_its_step_is_there_is_to_come_again() {
    var story = Story.of(TWO);
    story.whenRefused(
        new EndStep(99, Phase.SUCCEEDED, null, Outputs.NONE, null, Map.of(), story.now()),
        "has no node 99 yet");
  }

  @Test
  void a_suspend_node_waits_until_it_is_resumed() {
    var story = Story.of(SUSPENDS);
    story.whenRefused(
        new ResumeRun("", story.now()),
        "raw output parameter 'answer' has not been set and does not have a default value");
    story
        .when(new SetNodes("displayName=wait", null, null, Map.of("answer", "yes"), story.now()))
        .then("wf[0].wait {answer=yes}")
        .when(new ResumeRun("", story.now()))
        .then(
            "wf[0].wait Succeeded",
            "wf[0] Succeeded",
            "+ wf[1] StepGroup Running",
            "+ wf[1].c Pod Pending");
    assertThat(story.node("wf[0].wait").outputs().parameters()).containsEntry("answer", "yes");
  }

  @Test
  void stop_with_a_selector_fails_the_suspend_nodes_it_chooses() {
    var story = Story.of(SUSPENDS);
    story
        .when(new StopRun(Shutdown.STOP, "displayName=wait", "no", story.now()))
        .thenAmong("wf[0].wait Failed: no")
        .isOver(Phase.FAILED);
  }

  @Test
  void a_suspend_node_with_a_duration_resumes_by_itself() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              suspend: {duration: "20"}
            """);
    story
        .then("run started", "+ wf Suspend Running", "wf SUSPEND in 20 s")
        .fires("wf", TimerKind.SUSPEND)
        .then("wf Succeeded", "run Succeeded");
  }

  @Test
  void a_suspended_run_starts_nothing_new_until_it_is_resumed() {
    var story = Story.of(TWO);
    story.when(new SuspendRun(story.now())).then("run suspended");
    story
        .succeeds("wf[0].a", "wf[0].b")
        .then(
            "wf[0].b Succeeded",
            "wf[0] Succeeded",
            "+ wf[1] StepGroup Running",
            "later wf[1] 0/-1");
    story.when(new ResumeRun("", story.now())).then("run resumed", "+ wf[1].c Pod Pending");
  }

  @Test
  void a_run_that_is_submitted_suspended_starts_when_it_is_resumed() {
    var story = Story.of(TWO.replace("onExit", "suspend: true\nonExit"));
    story.then("run started");
    story.when(new ResumeRun("", story.now())).thenAmong("run resumed", "+ wf[0].a Pod Pending");
  }

  @Test
  void retrying_a_run_repeats_only_what_failed() {
    var story = Story.of(TWO).fails("wf[0].a").succeeds("wf[0].b", "wf.onExit");
    story.after(Duration.ofMinutes(1));
    story
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .then("run retried [wf[0].a, wf.onExit]", "+ wf[0].a Pod Pending")
        .succeeds("wf[0].a")
        .thenAmong("+ wf[1].c Pod Pending")
        .succeeds("wf[1].c")
        .thenAmong("+ wf.onExit Pod Pending")
        .succeeds("wf.onExit")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void retrying_a_tolerated_failure_repeats_the_groups_that_came_after_it() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  steps:
                  - - {name: a, template: echo, continueOn: {failed: true}}
                  - - {name: b, template: echo}
                """
                    + ECHO)
            .fails("wf[0].a")
            .fails("wf[1].b");
    story
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .then("run retried [wf[0].a, wf[1], wf[1].b]", "+ wf[0].a Pod Pending")
        .succeeds("wf[0].a")
        .then(
            "wf[0].a Succeeded",
            "wf[0] Succeeded",
            "+ wf[1] StepGroup Running",
            "+ wf[1].b Pod Pending")
        .succeeds("wf[1].b")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void retrying_a_run_leaves_a_step_alone_whose_hook_failed() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  dag:
                    tasks:
                    - {name: a, template: echo, hooks: {exit: {template: echo}}}
                    - {name: b, template: echo}
                """
                    + ECHO)
            .succeeds("wf.a")
            .fails("wf.a.onExit")
            .fails("wf.b");
    story
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .then("run retried [wf.b]", "+ wf.b Pod Pending")
        .succeeds("wf.b")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void retrying_what_is_deep_inside_a_tolerated_failure_repeats_what_came_after_it() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  dag:
                    tasks:
                    - {name: a, template: deep, hooks: {exit: {template: echo}}}
                    - {name: b, template: echo, depends: a.Failed}
                - name: deep
                  steps:
                  - - {name: x, template: echo}
                """
                    + ECHO)
            .fails("wf.a[0].x")
            .succeeds("wf.a.onExit")
            .fails("wf.b");
    story
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .then("run retried [wf.a[0].x, wf.a.onExit, wf.b]", "+ wf.a[0].x Pod Pending")
        .succeeds("wf.a[0].x", "wf.a.onExit")
        .thenAmong("+ wf.b Skipped Omitted: omitted: depends condition not met");
  }

  @Test
  void what_is_opened_again_takes_its_room() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  parallelism: 2
                  steps:
                  - - {name: a, template: deep, withItems: [1, 2]}
                    - {name: b, template: echo}
                - name: deep
                  steps:
                  - - {name: x, template: echo}
                """
                    + ECHO)
            .fails("wf[0].a(0:1)[0].x")
            .fails("wf[0].a(1:2)[0].x")
            .succeeds("wf[0].b");
    story
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .succeeds("wf[0].a(0:1)[0].x", "wf[0].a(1:2)[0].x")
        .isOver(Phase.SUCCEEDED);
    assertThat(story.node("wf").kids().active()).isZero();
  }

  @Test
  void what_was_stopped_while_it_waited_for_locks_begins_anew_when_the_run_is_retried() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              synchronization: {mutexes: [{name: m}]}
              steps:
              - - {name: a, template: echo}
            """
                + ECHO);
    story
        .when(new StopRun(Shutdown.STOP, "", null, story.now()))
        .isOver(Phase.FAILED)
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .thenAmong("run retried [wf]", "wf wants [default/Mutex/m]");
  }

  @Test
  void what_is_opened_again_waits_for_its_locks_again() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  steps:
                  - - {name: a, template: deep}
                - name: deep
                  synchronization: {mutexes: [{name: m}]}
                  dag:
                    tasks:
                    - {name: x, template: echo}
                    - {name: z, template: echo}
                """
                    + ECHO)
            .when(new GrantLocks(2, Story.START))
            .succeeds("wf[0].a.x")
            .fails("wf[0].a.z");
    story
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .then("run retried [wf[0].a.z]", "wf[0].a wants [default/Mutex/m]")
        .when(new GrantLocks(2, story.now()))
        .then("wf[0].a granted", "+ wf[0].a.z Pod Pending")
        .succeeds("wf[0].a.z")
        .thenAmong("wf[0].a releases [default/Mutex/m]")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void a_hook_that_was_stopped_runs_again_when_the_run_is_retried() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  dag:
                    tasks:
                    - {name: a, template: echo, hooks: {exit: {template: echo}}}
                """
                    + ECHO)
            .succeeds("wf.a");
    story
        .when(new StopRun(Shutdown.STOP, "", null, story.now()))
        .isOver(Phase.FAILED)
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .then("run retried [wf.a.onExit]", "+ wf.a.onExit Pod Pending")
        .succeeds("wf.a.onExit")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void a_retried_run_waits_for_its_locks_again() {
    var story =
        Story.of(TWO.replace("onExit", "synchronization: {mutexes: [{name: m}]}\nonExit"))
            .when(new GrantLocks(-1, Story.START))
            .fails("wf[0].a")
            .succeeds("wf[0].b", "wf.onExit");
    story
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .then("run retried [wf[0].a, wf.onExit]", "run wants [default/Mutex/m]")
        .when(new GrantLocks(-1, story.now()))
        .then("run granted", "+ wf[0].a Pod Pending");
  }

  @Test
  void a_run_that_ends_while_it_waits_for_its_locks_waits_no_more() {
    var story =
        Story.of(
            TWO.replace(
                "onExit",
                """
                synchronization: {mutexes: [{name: m}]}
                hooks: {running: {template: echo, expression: "true"}}
                onExit"""));
    story
        .when(new StopRun(Shutdown.STOP, "", null, story.now()))
        .then(
            "run shutdown Stop",
            "run releases [default/Mutex/m]",
            "run Failed: Stopped with strategy 'Stop'")
        .isOver(Phase.FAILED);
    assertThat(WorkflowView.summary(story.run(), 2).path("status").path("message").asText())
        .isEqualTo("Stopped with strategy 'Stop'");
  }

  @Test
  void a_loop_that_has_no_room_ends_when_another_task_fails() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              parallelism: 1
              failFast: true
              dag:
                tasks:
                - {name: a, template: echo}
                - {name: b, template: echo, withItems: [1, 2]}
            """
                + ECHO)
        .fails("wf.a")
        .thenAmong("wf.b Failed: " + Ending.FAIL_FAST)
        .isOver(Phase.FAILED);
  }

  @Test
  void retrying_a_dag_repeats_what_failed_and_what_was_omitted_for_it() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  dag:
                    tasks:
                    - {name: a, template: echo}
                    - {name: b, template: echo}
                    - {name: c, template: echo, depends: "a && b"}
                """
                    + ECHO)
            .fails("wf.a")
            .succeeds("wf.b");
    story
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .then("run retried [wf.a, wf.c]", "+ wf.a Pod Pending")
        .succeeds("wf.a")
        .then("wf.a Succeeded", "+ wf.c Pod Pending")
        .succeeds("wf.c")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void a_run_that_succeeded_is_not_retried_without_saying_what() {
    var story =
        Story.of("entrypoint: echo\ntemplates:\n" + ECHO).succeeds("wf").isOver(Phase.SUCCEEDED);
    story.whenRefused(
        new RetryRun(false, "", Map.of(), story.now()),
        "To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector");
  }
}
