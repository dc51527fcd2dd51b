package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.AnswerMemo;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.MarkMemoStored;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunNews.MemoProduced;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What runs take from caches, and leave in them (F187).
@DisplayNameGeneration(ReplaceUnderscores.class)
class MemoTest {
  private static final Outputs KEPT = Outputs.of(Map.of("out", "kept"));

  private static final String STEP =
      """
      entrypoint: main
      arguments: {parameters: [{name: key, value: a}]}
      templates:
      - name: main
        inputs: {parameters: [{name: key}]}
        memoize: {key: "k-{{inputs.parameters.key}}", maxAge: 1h, cache: {configMap: {name: cache}}}
        outputs: {parameters: [{name: out, valueFrom: {path: /out}}]}
        container: {image: busybox, command: [echo]}
      """;

  private static AnswerMemo hit(Story story, String node) {
    return new AnswerMemo(story.number(node), true, KEPT, null, story.now());
  }

  private static AnswerMemo miss(Story story, String node) {
    return new AnswerMemo(story.number(node), false, Outputs.NONE, null, story.now());
  }

  @Test
  void a_step_whose_cache_has_the_key_succeeds_without_running() {
    var story = Story.of(STEP);
    story.then("run started", "+ wf Pod Pending held", "wf asks cache for k-a of 1h");
    story.waitsFor(new Open.Memo(0, "cache", "k-a", "1h"));
    assertThat(story.run().step(0, story.now())).isEmpty();
    story.when(hit(story, "wf")).then("wf hit", "wf Succeeded", "run Succeeded");
    assertThat(story.node("wf").outputs()).isEqualTo(KEPT);
    assertThat(story.run().produced(0)).isEmpty();
    assertThat(status(story)).contains("{\"hit\":true,\"key\":\"k-a\",\"cacheName\":\"cache\"}");
  }

  @Test
  void a_step_whose_cache_lacks_the_key_runs_and_leaves_its_outputs_there() {
    var story = Story.of(STEP);
    story.when(miss(story, "wf")).then("wf missed");
    assertThat(story.run().step(0, story.now())).isPresent();
    story.ends("wf", Phase.SUCCEEDED, null, KEPT).then("wf Succeeded", "run Succeeded");
    assertThat(story.run().produced(0)).contains(new MemoProduced(0, "wf", "cache", "k-a", KEPT));
    assertThat(status(story)).contains("{\"hit\":false,");
    story.waitsFor(new Open.Produced(0, story.now()));
    story.when(new MarkMemoStored(0, story.now())).then("wf stored").waitsFor();
    story.when(new MarkMemoStored(0, story.now())).thenNothing();
  }

  @Test
  void a_step_that_fails_leaves_nothing_in_its_cache() {
    var story = Story.of(STEP);
    story.when(miss(story, "wf")).fails("wf").isOver(Phase.FAILED);
    assertThat(story.run().produced(0)).isEmpty();
    story.waitsFor();
  }

  @Test
  void an_answer_that_comes_twice_or_late_changes_nothing() {
    var story = Story.of(STEP);
    story.when(miss(story, "wf")).when(hit(story, "wf")).thenNothing();
    story.succeeds("wf").when(hit(story, "wf")).thenNothing();
  }

  @Test
  void a_cache_that_cannot_be_asked_is_an_error() {
    var story = Story.of(STEP);
    story
        .when(new AnswerMemo(0, false, Outputs.NONE, "no label", story.now()))
        .then("wf Error: no label", "run Error: no label");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", "a b", "a_b", "", "{{inputs.parameters.none}}", "a/../b"})
  void a_key_that_no_config_map_could_have_is_an_error(String key) {
    Story.of(STEP.replace("k-{{inputs.parameters.key}}", key))
        .thenAmong("wf Error: invalid cache key: " + key);
  }

  @Test
  void a_cache_is_asked_only_with_all_locks_and_they_are_given_back_after_a_hit() {
    var story =
        Story.of(
            STEP.replace("outputs:", "synchronization: {mutexes: [{name: door}]}\n  outputs:"));
    story.then(
        "run started",
        "+ wf Pod Pending held: Waiting for default/Mutex/door lock. Lock status: 0/1",
        "wf wants [default/Mutex/door]");
    story.when(new GrantLocks(0, story.now())).then("wf granted", "wf asks cache for k-a of 1h");
    assertThat(story.run().step(0, story.now())).isEmpty();
    story.when(new GrantLocks(0, story.now())).thenNothing();
    story
        .when(hit(story, "wf"))
        .then("wf hit", "wf Succeeded", "wf releases [default/Mutex/door]", "run Succeeded");
  }

  private static final String DAG =
      """
      entrypoint: main
      templates:
      - name: main
        steps: [[{name: all, template: all}], [{name: use, template: use, arguments: {parameters: [
          {name: x, value: "{{steps.all.outputs.parameters.out}}"}]}}]]
      - name: all
        memoize: {key: dag, cache: {configMap: {name: cache}}}
        outputs: {parameters: [{name: out, valueFrom: {parameter: "{{tasks.a.outputs.parameters.out}}"}}]}
        dag: {tasks: [{name: a, template: a}]}
      - name: a
        retryStrategy: {limit: 2}
        memoize: {key: a, cache: {configMap: {name: cache}}}
        outputs: {parameters: [{name: out, valueFrom: {path: /out}}]}
        container: {image: busybox, command: [echo]}
      - name: use
        inputs: {parameters: [{name: x}]}
        container: {image: busybox, command: [echo]}
      """;

  @Test
  void a_dag_that_its_cache_knows_begins_none_of_its_tasks() {
    var story = Story.of(DAG);
    story.isSo("wf[0].all", Phase.PENDING);
    story.when(hit(story, "wf[0].all")).thenAmong("wf[0].all Succeeded", "+ wf[1].use Pod Pending");
    assertThat(story.input("wf[1].use", "x")).isEqualTo("kept");
  }

  @Test
  void a_dag_and_a_step_that_retries_leave_what_they_gave_in_the_end() {
    var story = Story.of(DAG);
    story
        .when(miss(story, "wf[0].all"))
        .then(
            "wf[0].all missed", "+ wf[0].all.a Retry Pending held", "wf[0].all.a asks cache for a");
    story.isSo("wf[0].all", Phase.RUNNING);
    story
        .when(miss(story, "wf[0].all.a"))
        .then("wf[0].all.a missed", "+ wf[0].all.a(0) Pod Pending")
        .fails("wf[0].all.a(0)")
        .ends("wf[0].all.a(1)", Phase.SUCCEEDED, null, KEPT);
    assertThat(story.run().produced(story.number("wf[0].all.a")).get().outputs()).isEqualTo(KEPT);
    assertThat(story.run().produced(story.number("wf[0].all")).get().outputs()).isEqualTo(KEPT);
  }

  @Test
  void what_a_retry_runs_again_asks_again() {
    var story = Story.of(STEP);
    story.when(miss(story, "wf")).fails("wf");
    story
        .when(new RetryRun(false, "", Map.of(), story.now()))
        .thenAmong("+ wf Pod Pending held", "wf asks cache for k-a of 1h");
  }

  @Test
  void a_run_that_is_stopped_waits_for_no_cache() {
    var story = Story.of(STEP);
    story
        .when(new StopRun(Shutdown.TERMINATE, "", null, story.now()))
        .isOver(Phase.FAILED)
        .when(hit(story, "wf"))
        .thenNothing();
  }

  private static String status(Story story) {
    return WorkflowView.of(story.run(), 1).path("status").path("nodes").toString();
  }
}
