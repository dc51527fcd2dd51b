package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.ExpireRun;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunFact.TimerKind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// How long a run is kept, and what its steps left (F190, F191).
@DisplayNameGeneration(ReplaceUnderscores.class)
class UpkeepTest {
  private static String step(String more) {
    return """
        entrypoint: main
        %s
        templates:
        - name: main
          container: {image: busybox, command: [echo]}
        """
        .formatted(more);
  }

  private static String two(String more) {
    return """
        entrypoint: main
        %s
        templates:
        - name: main
          steps: [[{name: a, template: a}], [{name: b, template: b}]]
        - name: a
          metadata: {labels: {keep: "{{workflow.name}}"}}
          container: {image: busybox, command: [echo]}
        - name: b
          container: {image: busybox, command: [echo]}
        """
        .formatted(more);
  }

  private static final String TTL =
      "ttlStrategy: {secondsAfterCompletion: 60, secondsAfterFailure: 90}";

  @Test
  void a_run_without_a_strategy_is_kept() {
    Story.of(step("")).succeeds("wf").then("wf Succeeded", "run Succeeded").waitsFor();
  }

  @Test
  void a_run_expires_so_long_after_its_end() {
    var story = Story.of(step(TTL)).after(Duration.ofSeconds(7));
    story.succeeds("wf").then("wf Succeeded", "run Succeeded", "run EXPIRY in 60 s");
    assertThat(story.run().expiry()).isEqualTo(story.now().plusSeconds(60));
    story.waitsFor(new Open.Due(-1, TimerKind.EXPIRY, story.now().plusSeconds(60)));
    story.fires("", TimerKind.EXPIRY).then("run expired");
    assertThat(story.run().expired()).isTrue();
    story.isOver(Phase.SUCCEEDED).waitsFor();
  }

  @Test
  void the_specific_time_wins_over_completion() {
    Story.of(step(TTL))
        .fails("wf")
        .then(
            "wf Failed: Error (exit code 1)",
            "run Failed: Error (exit code 1)",
            "run EXPIRY in 90 s");
  }

  @Test
  void zero_is_at_once() {
    Story.of(step("ttlStrategy: {secondsAfterSuccess: 0}"))
        .succeeds("wf")
        .then("wf Succeeded", "run Succeeded", "run EXPIRY in 0 s");
    Story.of(step("ttlStrategy: {secondsAfterSuccess: 0}"))
        .fails("wf")
        .then("wf Failed: Error (exit code 1)", "run Failed: Error (exit code 1)");
  }

  @Test
  void a_time_that_no_calendar_has_is_for_ever() {
    var story = Story.of(step("ttlStrategy: {secondsAfterCompletion: 9223372036854775807}"));
    story.succeeds("wf");
    assertThat(story.run().expiry()).isAfter(story.now().plus(Duration.ofDays(36_000)));
  }

  @Test
  void a_run_that_is_tried_again_does_not_expire_meanwhile() {
    var story = Story.of(step(TTL)).fails("wf");
    var due = story.run().expiry();
    story.when(new RetryRun(false, "", Map.of(), story.now()));
    assertThat(story.run().expiry()).isNull();
    story.when(new FireTimer(-1, TimerKind.EXPIRY, due, due)).thenNothing();
    story.succeeds("wf").thenAmong("run EXPIRY in 60 s");
  }

  @Test
  void an_expired_run_that_is_tried_again_is_back() {
    var story = Story.of(step(TTL)).fails("wf").fires("", TimerKind.EXPIRY);
    story.when(new RetryRun(false, "", Map.of(), story.now()));
    assertThat(story.run().expired()).isFalse();
  }

  @Test
  void only_a_run_that_is_over_can_be_let_go() {
    var story = Story.of(step(""));
    story.whenRefused(new ExpireRun(story.now()), "workflow default/wf has not finished");
    story.succeeds("wf").when(new ExpireRun(story.now())).then("run expired");
    story.when(new ExpireRun(story.now())).thenNothing();
  }

  @Test
  void pods_are_kept_unless_somebody_says_otherwise() {
    Story.of(two("podGC: {}")).succeeds("wf[0].a", "wf[1].b").isOver(Phase.SUCCEEDED).waitsFor();
  }

  @Test
  void what_a_pod_left_goes_after_its_end() {
    var story = Story.of(two("podGC: {strategy: OnPodCompletion}"));
    story.fails("wf[0].a").thenAmong("wf[0].a POD_GC in 5 s").isOver(Phase.FAILED);
    var number = story.number("wf[0].a");
    story.waitsFor(new Open.Due(number, TimerKind.POD_GC, story.now().plusSeconds(5)));
    story.fires("wf[0].a", TimerKind.POD_GC).then("wf[0].a collected").waitsFor();
    assertThat(story.run().collected(number)).containsExactly(number);
  }

  @Test
  void what_a_pod_that_failed_left_stays_on_success_only() {
    Story.of(two("podGC: {strategy: OnPodSuccess}"))
        .succeeds("wf[0].a")
        .thenAmong("wf[0].a POD_GC in 5 s")
        .fires("wf[0].a", TimerKind.POD_GC)
        .fails("wf[1].b")
        .waitsFor();
  }

  @Test
  void the_delay_is_that_of_the_workflow_then_that_of_the_configuration() {
    Story.of(step("podGC: {strategy: OnPodCompletion, deleteDelayDuration: 30s}"))
        .succeeds("wf")
        .thenAmong("wf POD_GC in 30 s");
    var pinned = JsonNodeFactory.instance.objectNode().put("podGCDeleteDelayDuration", "7s");
    Story.of(step("podGC: {strategy: OnPodCompletion}"), pinned)
        .succeeds("wf")
        .thenAmong("wf POD_GC in 7 s");
  }

  @Test
  void what_all_pods_left_goes_after_the_run() {
    var story = Story.of(two("podGC: {strategy: OnWorkflowSuccess}"));
    story.succeeds("wf[0].a", "wf[1].b").thenAmong("run POD_GC in 5 s");
    story.fires("", TimerKind.POD_GC).then("run collected").waitsFor();
    assertThat(story.run().collected(-1))
        .containsExactly(story.number("wf[0].a"), story.number("wf[1].b"));
    Story.of(two("podGC: {strategy: OnWorkflowSuccess}")).fails("wf[0].a").waitsFor();
  }

  @Test
  void a_selector_chooses_by_the_labels_of_the_pods() {
    var selector = "labelSelector: {matchLabels: {keep: wf}}";
    var story = Story.of(two("podGC: {strategy: OnPodCompletion, %s}".formatted(selector)));
    story.succeeds("wf[0].a").thenAmong("wf[0].a POD_GC in 5 s").succeeds("wf[1].b");
    assertThat(story.run().collected(-1)).containsExactly(story.number("wf[0].a"));
    var other = "labelSelector: {matchExpressions: [{key: keep, operator: DoesNotExist}]}";
    story = Story.of(two("podGC: {strategy: OnWorkflowCompletion, %s}".formatted(other)));
    story.succeeds("wf[0].a", "wf[1].b");
    assertThat(story.run().collected(-1)).containsExactly(story.number("wf[1].b"));
  }
}
