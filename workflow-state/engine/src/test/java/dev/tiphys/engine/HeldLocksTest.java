package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.RefuseLocks;
import dev.tiphys.events.RunCommand.ResumeRun;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Nodes and runs that need mutexes and semaphores (F126, F127).
@DisplayNameGeneration(ReplaceUnderscores.class)
class HeldLocksTest {
  private static final String ECHO =
      """
      - name: echo
        inputs: {parameters: [{name: text, default: none}]}
        container: {image: busybox, command: [echo]}
      """;

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

  private static String message(Story story) {
    return WorkflowView.summary(story.run(), 1).path("status").path("message").asText();
  }
}
