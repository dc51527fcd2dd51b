package dev.tiphys.engine;

import static dev.tiphys.engine.Story.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunCommand.RefuseLocks;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.TimerKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Exit handlers, lifecycle hooks, daemons and locks (F121–F123, F126, F138).
@DisplayNameGeneration(ReplaceUnderscores.class)
class HookTest {
  private static final String ECHO =
      """
      - name: echo
        inputs: {parameters: [{name: text, default: none}]}
        container: {image: busybox, command: [echo]}
      """;

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
  void a_daemon_counts_as_done_when_it_serves_and_ends_with_its_template() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - {name: db, template: serve}
              - - name: use
                  template: echo
                  arguments: {parameters: [{name: text, value: "http://{{steps.db.ip}}"}]}
            - name: serve
              daemon: true
              container: {image: nginx, command: [nginx]}
            """
                + ECHO);
    story.when(new MarkDaemoned(2, "10.0.0.7", story.now()));
    story.then(
        "wf[0].db serves",
        "wf[0] Succeeded",
        "+ wf[1] StepGroup Running",
        "+ wf[1].use Pod Pending");
    assertThat(story.input("wf[1].use", "text")).isEqualTo("http://10.0.0.7");
    story
        .succeeds("wf[1].use")
        .then(
            "wf[1].use Succeeded",
            "wf[1] Succeeded",
            "wf[0].db Succeeded cancelled",
            "wf Succeeded",
            "run Succeeded");
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

  @Test
  void a_daemon_that_dies_before_it_serves_fails_its_step() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps: [[{name: db, template: serve}]]
            - name: serve
              daemon: true
              container: {image: nginx, command: [nginx]}
            """)
        .fails("wf[0].db")
        .isOver(Phase.FAILED);
  }

  @Test
  void a_daemon_with_retries_is_started_again_when_it_dies() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps: [[{name: db, template: serve}], [{name: use, template: echo}]]
            - name: serve
              daemon: true
              retryStrategy: {limit: 3}
              container: {image: nginx, command: [nginx]}
            """
                + ECHO);
    story.when(new MarkDaemoned(story.number("wf[0].db(0)"), "ip", story.now()));
    story.thenAmong("wf[0].db(0) serves", "wf[0].db serves", "+ wf[1].use Pod Pending");
    story.fails("wf[0].db(0)").thenAmong("+ wf[0].db(1) Pod Pending");
    story.when(new MarkDaemoned(story.number("wf[0].db(1)"), "ip", story.now()));
    story
        .succeeds("wf[1].use")
        .thenAmong("wf[0].db Succeeded", "wf[0].db(1) Succeeded cancelled")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void a_step_that_needs_a_lock_waits_for_it_and_gives_it_back() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              synchronization: {mutexes: [{name: door}]}
              container: {image: busybox, command: [echo]}
            """);
    story.then(
        "run started",
        "+ wf Pod Pending held: Waiting for default/Mutex/door lock. Lock status: 0/1",
        "wf wants [default/Mutex/door]");
    assertThat(story.run().step(0, story.now())).isEmpty();
    story.when(new GrantLocks(0, story.now())).then("wf granted");
    assertThat(story.run().step(0, story.now())).isPresent();
    story.when(new GrantLocks(0, story.now())).thenNothing();
    story.succeeds("wf").then("wf Succeeded", "wf releases [default/Mutex/door]", "run Succeeded");
  }

  @Test
  void a_run_that_needs_a_lock_starts_when_it_has_it() {
    var story =
        Story.of(
            "entrypoint: echo\nsynchronization: {mutexes: [{name: door}]}\ntemplates:\n" + ECHO);
    story.then("run started", "run wants [default/Mutex/door]");
    story.when(new GrantLocks(Run.NOBODY, story.now())).then("run granted", "+ wf Pod Pending");
    story.succeeds("wf").then("wf Succeeded", "run releases [default/Mutex/door]", "run Succeeded");
  }

  @Test
  void a_semaphore_of_the_database_is_a_lock_of_its_name() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              synchronization: {semaphores: [{database: {key: door}}]}
              container: {image: busybox, command: [echo]}
            """)
        .thenAmong("wf wants [default/Database/door]");
  }

  @Test
  void a_semaphore_says_its_limit_to_who_waits() {
    var pinned = JsonNodeFactory.instance.objectNode();
    pinned.putObject("configMaps").putObject("limits").put("door", "3");
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              synchronization: {semaphores: [{configMapKeyRef: {name: limits, key: door}}]}
              container: {image: busybox, command: [echo]}
            """,
            pinned)
        .thenAmong(
            "+ wf Pod Pending held: Waiting for default/ConfigMap/limits/door lock. Lock status:"
                + " 0/3");
  }

  @Test
  void a_lock_that_is_refused_ends_the_node_that_waits_for_it() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              synchronization: {semaphores: [{database: {key: door}}]}
              container: {image: busybox, command: [echo]}
            """);
    story
        .when(new RefuseLocks(0, "no such semaphore", story.now()))
        .then(
            "wf Error: no such semaphore",
            "wf releases [default/Database/door]",
            "run Error: no such semaphore")
        .when(new GrantLocks(0, story.now()))
        .thenNothing();
  }

  @Test
  void a_run_takes_its_locks_once_there_is_room_for_it_among_other_runs() {
    var pinned = JsonNodeFactory.instance.objectNode();
    pinned.putArray("slots").add("default/Parallelism/namespace").add("all/Parallelism/all");
    var slots = List.of("default/Parallelism/namespace", "all/Parallelism/all");
    var story =
        Story.of(
            "entrypoint: echo\nsynchronization: {mutexes: [{name: door}]}\ntemplates:\n" + ECHO,
            pinned);
    story.then("run started", "run wants " + slots);
    assertThat(message(story))
        .isEqualTo(
            "Workflow processing has been postponed because too many workflows are already"
                + " running");
    story
        .when(new GrantLocks(Run.NOBODY, slots, story.now()))
        .then(
            "run granted",
            "run wants [default/Parallelism/namespace, all/Parallelism/all, default/Mutex/door]");
    assertThat(message(story)).isEqualTo("Waiting for default/Mutex/door lock. Lock status: 0/1");
    story.when(new GrantLocks(Run.NOBODY, slots, story.now())).thenNothing();
    story
        .when(new GrantLocks(Run.NOBODY, story.now()))
        .then("run granted", "+ wf Pod Pending")
        .succeeds("wf")
        .thenAmong(
            "run releases [default/Parallelism/namespace, all/Parallelism/all,"
                + " default/Mutex/door]");
  }

  @Test
  void a_suspended_run_that_gets_its_locks_begins_when_it_is_resumed() {
    var story =
        Story.of(
            "entrypoint: echo\nsuspend: true\nsynchronization: {mutexes: [{name: door}]}\n"
                + "templates:\n"
                + ECHO);
    story.when(new GrantLocks(Run.NOBODY, story.now())).then("run granted");
    story.when(new ResumeRun("", story.now())).then("run resumed", "+ wf Pod Pending");
  }

  private static String message(Story story) {
    return WorkflowView.summary(story.run(), 1).path("status").path("message").asText();
  }

  @Test
  void a_lock_that_is_refused_ends_the_run_that_waits_for_it() {
    var story =
        Story.of(
            "entrypoint: echo\nsynchronization: {semaphores: [{database: {key: door}}]}\ntemplates:\n"
                + ECHO);
    story
        .when(new RefuseLocks(Run.NOBODY, "no such semaphore", story.now()))
        .then("run releases [default/Database/door]", "run Error: no such semaphore");
  }

  @Test
  void a_refusal_after_the_grant_changes_nothing() {
    var story =
        Story.of(
            "entrypoint: echo\nsynchronization: {mutexes: [{name: door}]}\ntemplates:\n" + ECHO);
    story.when(new GrantLocks(Run.NOBODY, story.now()));
    story.when(new RefuseLocks(Run.NOBODY, "late", story.now())).thenNothing();
  }

  @Test
  void a_grant_of_other_locks_than_those_that_are_waited_for_changes_nothing() {
    var story =
        Story.of(
            "entrypoint: echo\nsynchronization: {mutexes: [{name: door}]}\ntemplates:\n" + ECHO);
    story
        .when(new GrantLocks(Run.NOBODY, List.of("default/Mutex/window"), story.now()))
        .thenNothing()
        .when(new GrantLocks(Run.NOBODY, List.of("default/Mutex/door"), story.now()))
        .then("run granted", "+ wf Pod Pending");
  }

  @Test
  void a_template_that_gets_its_locks_runs() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              dag: {tasks: [{name: wait, template: wait}, {name: work, template: work}]}
            - name: wait
              synchronization: {mutexes: [{name: door}]}
              suspend: {}
            - name: work
              synchronization: {mutexes: [{name: window}]}
              steps: [[{name: a, template: echo}]]
            """
                + ECHO);
    story.isSo("wf.wait", Phase.PENDING).isSo("wf.work", Phase.PENDING);
    story.when(new GrantLocks(story.number("wf.wait"), story.now()));
    story.when(new GrantLocks(story.number("wf.work"), story.now()));
    story.isSo("wf.wait", Phase.RUNNING).isSo("wf.work", Phase.RUNNING);
    story.when(new ResumeRun("", story.now())).thenAmong("wf.wait Succeeded");
  }

  @Test
  void a_semaphore_that_has_no_limit_is_an_error() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              synchronization: {semaphores: [{configMapKeyRef: {name: limits, key: door}}]}
              container: {image: busybox, command: [echo]}
            """)
        .thenAmong(
            "+ wf Skipped Error: semaphore limits/door: the ConfigMap was not there when the run"
                + " started, or has no number of that key")
        .isOver(Phase.ERROR);
  }

  @Test
  void a_run_that_is_stopped_gives_its_locks_back() {
    var story =
        Story.of(
            "entrypoint: echo\nsynchronization: {mutexes: [{name: door}]}\ntemplates:\n" + ECHO);
    story.when(
        new dev.tiphys.events.RunCommand.StopRun(
            dev.tiphys.events.RunFact.Shutdown.TERMINATE, "", null, story.now()));
    story.thenAmong("run releases [default/Mutex/door]").isOver(Phase.FAILED);
  }

  @Test
  void the_name_of_what_a_node_exports_may_have_tags() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  dag:
                    tasks:
                    - name: a
                      template: export
                      arguments: {parameters: [{name: to, value: all}]}
                    - name: b
                      template: echo
                      depends: a
                      arguments: {parameters: [{name: text, value: "{{workflow.outputs.parameters.for-all}}"}]}
                - name: export
                  inputs: {parameters: [{name: to}]}
                  outputs:
                    parameters: [{name: one, globalName: "for-{{inputs.parameters.to}}", valueFrom: {path: /one}}]
                  container: {image: busybox, command: [echo]}
                """
                    + ECHO)
            .ends("wf.a", Phase.SUCCEEDED, null, Outputs.of(Map.of("one", "1")));
    assertThat(story.input("wf.b", "text")).isEqualTo("1");
    assertThat(story.history())
        .filteredOn(NodeEnded.class::isInstance)
        .extracting(fact -> ((NodeEnded) fact).globalNames())
        .containsExactly(Map.of("parameters.one", "for-all"));
  }

  @Test
  void what_a_node_exports_is_known_to_all_that_starts_later() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  dag:
                    tasks:
                    - {name: a, template: export}
                    - name: b
                      template: echo
                      depends: a
                      arguments: {parameters: [{name: text, value: "{{workflow.outputs.parameters.all}}"}]}
                - name: export
                  outputs: {parameters: [{name: one, globalName: all, valueFrom: {path: /one}}]}
                  container: {image: busybox, command: [echo]}
                """
                    + ECHO)
            .ends("wf.a", Phase.SUCCEEDED, null, Outputs.of(Map.of("one", "1")));
    assertThat(story.input("wf.b", "text")).isEqualTo("1");
  }
}
