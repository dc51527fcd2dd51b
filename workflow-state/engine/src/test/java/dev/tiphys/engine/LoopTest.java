package dev.tiphys.engine;

import static dev.tiphys.engine.Story.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Loops, and limits on how much of them runs at once (F076–F082, F030, F031, F134).
@DisplayNameGeneration(ReplaceUnderscores.class)
class LoopTest {
  private static final String ECHO =
      """
      - name: echo
        inputs: {parameters: [{name: text, default: none}]}
        container: {image: busybox, command: [echo]}
      """;

  private static String steps(String head, String group) {
    return """
        entrypoint: main
        %s
        templates:
        - name: main
          steps:
          - - %s
          - - name: sum
              template: echo
              arguments: {parameters: [{name: text, value: "{{steps.each.outputs.result}}"}]}
        """
            .formatted(head, group)
        + ECHO;
  }

  private static final String THREE =
      "{name: each, template: echo, withItems: [x, 1, {k: v}],"
          + " arguments: {parameters: [{name: text, value: \"<{{item}}>\"}]}}";

  @Test
  void each_item_is_a_node_named_by_its_value() {
    var story = Story.of(steps("", THREE));
    story.then(
        "run started",
        "+ wf Steps Running",
        "+ wf[0] StepGroup Running",
        "loop of 3 in wf[0]",
        "+ wf[0].each(0:x) Pod Pending",
        "+ wf[0].each(1:1) Pod Pending",
        "+ wf[0].each(2:k:v) Pod Pending");
    assertThat(story.input("wf[0].each(0:x)", "text")).isEqualTo("<x>");
    assertThat(story.input("wf[0].each(2:k:v)", "text")).isEqualTo("<{\"k\":\"v\"}>");
  }

  @Test
  void the_results_of_a_loop_are_a_list_in_the_order_of_its_items() {
    var story =
        Story.of(steps("", THREE))
            .ends("wf[0].each(2:k:v)", Phase.SUCCEEDED, null, result("3"))
            .ends("wf[0].each(0:x)", Phase.SUCCEEDED, null, result("{\"n\":1}"))
            .ends("wf[0].each(1:1)", Phase.SUCCEEDED, null, result("true"));
    assertThat(story.input("wf[1].sum", "text")).isEqualTo("[{\"n\":1},true,3]");
  }

  @Test
  void output_parameters_of_a_loop_are_a_list() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - {name: each, template: echo, withItems: [1, 2]}
              - - name: sum
                  template: echo
                  withParam: "{{steps.each.outputs.parameters.n}}"
                  arguments: {parameters: [{name: text, value: "{{item}}"}]}
            """
                + ECHO);
    for (var i = 0; i < 2; i++) {
      story.ends(
          "wf[0].each(%d:%d)".formatted(i, i + 1),
          Phase.SUCCEEDED,
          null,
          Outputs.of(Map.of("n", "v" + i)));
    }
    assertThat(story.input("wf[1].sum(1:v1)", "text")).isEqualTo("v1");
  }

  @Test
  void an_empty_loop_is_one_skipped_node() {
    Story.of(steps("", "{name: each, template: echo, withItems: []}"))
        .thenAmong("+ wf[0].each Skipped Skipped: Skipped, empty params");
  }

  @Test
  void a_list_that_is_none_is_an_error_that_shows_it() {
    Story.of(steps("", "{name: each, template: echo, withParam: \"nonsense\"}"))
        .isOver(Phase.FAILED);
  }

  @Test
  void an_endless_sequence_is_refused_as_it_is_expanded() {
    var story =
        Story.of(steps("", "{name: each, template: echo, withSequence: {count: \"10000000\"}}"));
    assertThat(story.node("wf[0].each").message()).contains("10000000").contains("limit");
    story.isOver(Phase.FAILED);
  }

  @Test
  void loops_within_loops_are_refused_when_they_multiply_without_bound() {
    var story =
        Story.of(
            """
            entrypoint: outer
            arguments: {parameters: [{name: text, value: "%s"}]}
            templates:
            - name: outer
              steps: [[{name: o, template: inner, withSequence: {count: "100"}}]]
            - name: inner
              steps:
              - - name: i
                  template: echo
                  withSequence: {count: "1000"}
                  arguments: {parameters: [{name: text, value: "{{workflow.parameters.text}}"}]}
            """
                    .formatted("x".repeat(10_000))
                + ECHO);
    assertThat(story.run().nodes().count(node -> node.type() == NodeType.POD)).isLessThan(4000);
    assertThat(story.run().nodes().last().message()).contains("limit WEIGHT_MAX");
  }

  @Test
  void a_condition_is_asked_for_each_item() {
    Story.of(steps("", "{name: each, template: echo, withItems: [1, 2], when: \"{{item}} == 2\"}"))
        .thenAmong(
            "+ wf[0].each(0:1) Skipped Skipped: when '1 == 2' evaluated false",
            "+ wf[0].each(1:2) Pod Pending");
  }

  @Test
  void in_a_dag_a_loop_is_a_group_of_its_own() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              dag:
                tasks:
                - {name: b, template: echo, withItems: [foo, bar]}
                - {name: c, template: echo, depends: b}
            """
                + ECHO)
        .then(
            "run started",
            "+ wf DAG Running",
            "+ wf.b TaskGroup Running",
            "loop of 2 in wf.b",
            "+ wf.b(0:foo) Pod Pending",
            "+ wf.b(1:bar) Pod Pending")
        .succeeds("wf.b(0:foo)", "wf.b(1:bar)")
        .then("wf.b(1:bar) Succeeded", "wf.b Succeeded", "+ wf.c Pod Pending");
  }

  @Test
  void a_loop_fails_if_one_of_its_items_does_and_AnySucceeded_still_sees_the_other() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              dag:
                tasks:
                - {name: b, template: echo, withItems: [foo, bar]}
                - {name: c, template: echo, depends: b.AnySucceeded}
                - {name: d, template: echo, depends: b.AllFailed}
            """
                + ECHO)
        .fails("wf.b(0:foo)")
        .succeeds("wf.b(1:bar)")
        .thenAmong(
            "wf.b Failed",
            "+ wf.c Pod Pending",
            "+ wf.d Skipped Omitted: omitted: depends condition not met");
  }

  @Test
  void the_limit_of_a_template_holds_items_back_until_there_is_room() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              parallelism: 1
              steps: [[{name: each, template: echo, withItems: [1, 2, 3]}]]
            """
                + ECHO)
        .then(
            "run started",
            "+ wf Steps Running",
            "+ wf[0] StepGroup Running",
            "loop of 3 in wf[0]",
            "+ wf[0].each(0:1) Pod Pending",
            "later wf[0] 0/1",
            "later wf[0] 0/2")
        .succeeds("wf[0].each(0:1)")
        .then("wf[0].each(0:1) Succeeded", "+ wf[0].each(1:2) Pod Pending")
        .succeeds("wf[0].each(1:2)", "wf[0].each(2:3)")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void limits_within_limits_do_not_wait_for_each_other() {
    var story =
        Story.of(
            """
            entrypoint: outer
            parallelism: 2
            templates:
            - name: outer
              parallelism: 1
              steps: [[{name: o, template: main, withItems: [1, 2]}]]
            - name: main
              parallelism: 1
              steps: [[{name: i, template: echo, withItems: [1, 2]}]]
            """
                + ECHO);
    story
        .succeeds("wf[0].o(0:1)[0].i(0:1)", "wf[0].o(0:1)[0].i(1:2)")
        .succeeds("wf[0].o(1:2)[0].i(0:1)", "wf[0].o(1:2)[0].i(1:2)")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void the_limit_of_the_run_counts_steps_wherever_they_stand() {
    Story.of(
            """
            entrypoint: main
            parallelism: 2
            templates:
            - name: main
              dag:
                tasks:
                - {name: a, template: echo}
                - {name: b, template: inner}
                - {name: c, template: echo}
            - name: inner
              steps: [[{name: i, template: echo}, {name: j, template: echo}]]
            """
                + ECHO)
        .thenAmong("later wf.b[0] 1/-1", "later wf 2/-1")
        .succeeds("wf.a")
        .then("wf.a Succeeded", "+ wf.c Pod Pending")
        .succeeds("wf.c")
        .then("wf.c Succeeded", "+ wf.b[0].j Pod Pending");
  }

  @Test
  void failFast_of_a_template_starts_nothing_after_a_failure() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              parallelism: 1
              failFast: true
              steps: [[{name: each, template: echo, withItems: [1, 2, 3]}]]
            """
                + ECHO)
        .succeeds("wf[0].each(0:1)")
        .fails("wf[0].each(1:2)")
        .then(
            "wf[0].each(1:2) Failed: Error (exit code 1)",
            "wf[0] Failed: template has failed or errored children and failFast enabled",
            "wf Failed: template has failed or errored children and failFast enabled",
            "run Failed: template has failed or errored children and failFast enabled");
  }

  @Test
  void a_loop_of_ten_thousand_costs_the_same_for_each_item() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps: [[{name: each, template: echo, withSequence: {count: "10000"}}]]
            """
                + ECHO);
    for (var number = 2; number < 10_002; number++) {
      story.when(
          new dev.tiphys.events.RunCommand.EndStep(
              number, Phase.SUCCEEDED, null, Outputs.NONE, null, Map.of(), story.now()));
    }
    story.isOver(Phase.SUCCEEDED);
    assertThat(story.history()).hasSize(20_007);
  }
}
