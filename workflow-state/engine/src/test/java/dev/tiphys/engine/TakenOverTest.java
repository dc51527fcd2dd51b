package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Phase;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What a run takes over of an earlier one (F158), and what it is estimated by (F206).
@DisplayNameGeneration(ReplaceUnderscores.class)
class TakenOverTest {
  private static ObjectNode yaml(String text) {
    return (ObjectNode)
        YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "pinned.yaml").getFirst().toJson();
  }

  private static final String TASKS =
      """
      entrypoint: main
      templates:
      - name: main
        dag:
          tasks:
          - {name: a, template: step}
          - {name: loop, template: step, depends: a.Succeeded, withItems: [x, z]}
          - name: b
            template: use
            depends: loop
            arguments:
              parameters:
              - {name: one, value: "{{tasks.a.outputs.result}}"}
              - {name: all, value: "{{tasks.loop.outputs.result}}"}
      - name: step
        outputs: {parameters: [{name: out, globalName: exported, valueFrom: {path: /out}}]}
        container: {image: busybox, command: [echo]}
      - name: use
        inputs: {parameters: [{name: one}, {name: all}]}
        container: {image: busybox, command: [echo]}
      """;

  @Test
  void what_succeeded_before_is_skipped_with_its_outputs() {
    var story =
        Story.of(
            TASKS,
            yaml(
                """
                memoized:
                  .a: {pod: old-1, outputs: {result: "7", parameters: [{name: out, value: v}]}}
                  .loop(0:x): {pod: old-2, outputs: {result: "1"}}
                """));
    story.then(
        "run started",
        "+ wf DAG Running",
        "+ wf.a Skipped Pending",
        "wf.a Skipped: original pod: old-1",
        "+ wf.loop TaskGroup Running",
        "loop of 2 in wf.loop",
        "+ wf.loop(0:x) Skipped Pending",
        "wf.loop(0:x) Skipped: original pod: old-2",
        "+ wf.loop(1:z) Pod Pending");
    story.ends("wf.loop(1:z)", Phase.SUCCEEDED, null, Story.result("2"));
    assertThat(story.input("wf.b", "one")).isEqualTo("7");
    assertThat(story.input("wf.b", "all")).isEqualTo("[1,2]");
    story.succeeds("wf.b").isOver(Phase.SUCCEEDED);
    var view = WorkflowView.of(story.run(), 1);
    assertThat(view.at("/status/outputs/parameters/0/value").asText()).isEqualTo("v");
    assertThat(view.at("/status/progress").asText()).isEqualTo("2/2");
  }

  @Test
  void a_retrying_step_and_a_suspended_one_are_taken_over_as_a_whole() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps: [[{name: a, template: tries}], [{name: b, template: wait}]]
            - name: tries
              retryStrategy: {limit: "2"}
              container: {image: busybox, command: [echo]}
            - name: wait
              suspend: {}
            """,
            yaml("memoized: {'[0].a': {pod: p}, '[1].b': {pod: q}}"));
    story
        .thenAmong("wf[0].a Skipped: original pod: p", "wf[1].b Succeeded")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void estimates_are_shown_of_the_run_and_its_nodes() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps: [[{name: a, template: a}]]
            - name: a
              container: {image: busybox, command: [echo]}
            """,
            yaml("estimates: {'': 12, '[0].a': 7}"));
    var status = WorkflowView.of(story.run(), 1).path("status");
    assertThat(status.path("estimatedDuration").asInt()).isEqualTo(12);
    var node = status.path("nodes").path(RunStatus.id(story.run(), story.node("wf[0].a")));
    assertThat(node.path("estimatedDuration").asInt()).isEqualTo(7);
    assertThat(status.path("nodes").path("wf").has("estimatedDuration")).isFalse();
  }

  @Test
  void the_status_tells_which_locks_are_held_and_waited_for() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps: [[{name: a, template: m}, {name: b, template: s}]]
            - name: m
              synchronization: {mutexes: [{name: x}]}
              container: {image: busybox, command: [echo]}
            - name: s
              synchronization: {semaphores: [{configMapKeyRef: {name: cm, key: k}}]}
              container: {image: busybox, command: [echo]}
            """,
            yaml("configMaps: {cm: {k: '2'}}"));
    story.when(new dev.tiphys.events.RunCommand.GrantLocks(story.number("wf[0].b"), story.now()));
    var id = RunStatus.id(story.run(), story.node("wf[0].b"));
    assertThat(WorkflowView.summary(story.run(), 1).at("/status/synchronization"))
        .isEqualTo(
            yaml(
                """
                mutex: {waiting: [{mutex: default/Mutex/x}]}
                semaphore:
                  holding: [{semaphore: default/ConfigMap/cm/k, holders: [default/wf/%s]}]
                """
                    .formatted(id)));
    story.when(new dev.tiphys.events.RunCommand.GrantLocks(story.number("wf[0].a"), story.now()));
    story.succeeds("wf[0].a", "wf[0].b");
    assertThat(WorkflowView.summary(story.run(), 1).at("/status/synchronization").isMissingNode())
        .isTrue();
  }
}
