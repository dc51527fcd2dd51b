package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Daemons (F138).
@DisplayNameGeneration(ReplaceUnderscores.class)
class DaemonTest {
  private static final String ECHO =
      """
      - name: echo
        inputs: {parameters: [{name: text, default: none}]}
        container: {image: busybox, command: [echo]}
      """;

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
}
