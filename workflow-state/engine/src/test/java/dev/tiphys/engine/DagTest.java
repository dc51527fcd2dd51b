package dev.tiphys.engine;

import static dev.tiphys.engine.Story.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Phase;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// DAG templates: a task starts when those that it depends on say so (F089–F098).
@DisplayNameGeneration(ReplaceUnderscores.class)
class DagTest {
  private static final String ECHO =
      """
      - name: echo
        inputs: {parameters: [{name: text, default: none}]}
        outputs: {parameters: [{name: out, valueFrom: {path: /tmp/out}}]}
        container: {image: busybox, command: [echo]}
      """;

  private static String dag(String tasks) {
    return """
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
        """
        + tasks.indent(4)
        + ECHO;
  }

  private static final String DIAMOND =
      dag(
          """
          - {name: a, template: echo}
          - {name: b, template: echo, dependencies: [a]}
          - {name: c, template: echo, depends: a}
          - {name: d, template: echo, depends: "b && c"}
          """);

  @Test
  void a_task_starts_when_all_that_it_depends_on_are_over() {
    Story.of(DIAMOND)
        .then("run started", "+ wf DAG Running", "+ wf.a Pod Pending")
        .succeeds("wf.a")
        .then("wf.a Succeeded", "+ wf.b Pod Pending", "+ wf.c Pod Pending")
        .succeeds("wf.b")
        .then("wf.b Succeeded")
        .succeeds("wf.c")
        .then("wf.c Succeeded", "+ wf.d Pod Pending")
        .succeeds("wf.d")
        .then("wf.d Succeeded", "wf Succeeded", "run Succeeded");
  }

  @Test
  void what_depends_on_a_failure_is_omitted_and_the_dag_fails() {
    Story.of(DIAMOND)
        .fails("wf.a")
        .then(
            "wf.a Failed: Error (exit code 1)",
            "+ wf.b Skipped Omitted: omitted: depends condition not met",
            "+ wf.c Skipped Omitted: omitted: depends condition not met",
            "+ wf.d Skipped Omitted: omitted: depends condition not met",
            "wf Failed",
            "run Failed");
  }

  @Test
  void a_failure_that_a_task_asks_for_is_handled() {
    Story.of(
            dag(
                """
                - {name: a, template: echo}
                - {name: mend, template: echo, depends: a.Failed}
                """))
        .fails("wf.a")
        .succeeds("wf.mend")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void an_omitted_target_is_as_bad_as_what_it_depended_on() {
    Story.of(
            dag(
                """
                - {name: a, template: echo}
                - {name: d, template: echo, depends: "a.Failed"}
                - {name: g, template: echo, depends: "a"}
                """))
        .fails("wf.a")
        .succeeds("wf.d")
        .isOver(Phase.FAILED);
  }

  @Test
  void a_failed_task_does_not_stop_other_branches() {
    Story.of(
            dag(
                """
                - {name: a, template: echo}
                - {name: b, template: echo}
                - {name: c, template: echo, depends: b}
                """))
        .fails("wf.a")
        .succeeds("wf.b")
        .then("wf.b Succeeded", "+ wf.c Pod Pending")
        .succeeds("wf.c")
        .isOver(Phase.FAILED);
  }

  @Test
  void a_tolerated_failure_of_a_target_is_ignored() {
    Story.of(dag("- {name: a, template: echo, continueOn: {failed: true}}"))
        .fails("wf.a")
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void a_dependency_with_continueOn_may_fail() {
    Story.of(
            dag(
                """
                - {name: a, template: echo, continueOn: {failed: true}}
                - {name: b, template: echo, dependencies: [a]}
                """))
        .fails("wf.a")
        .then("wf.a Failed: Error (exit code 1)", "+ wf.b Pod Pending");
  }

  @Test
  void targets_limit_what_is_run() {
    var story =
        Story.of(
            """
            entrypoint: main
            arguments: {parameters: [{name: what, value: "b c"}]}
            templates:
            - name: main
              inputs: {parameters: [{name: what}]}
              dag:
                target: "{{inputs.parameters.what}}"
                tasks:
                - {name: a, template: echo}
                - {name: b, template: echo, depends: a}
                - {name: c, template: echo}
                - {name: d, template: echo, depends: c}
            """
                + ECHO);
    story.then("run started", "+ wf DAG Running", "+ wf.a Pod Pending", "+ wf.c Pod Pending");
    story.succeeds("wf.a", "wf.b", "wf.c").isOver(Phase.SUCCEEDED);
    assertThat(story.run().nodes().map(Node::name)).containsExactly("wf", "wf.a", "wf.c", "wf.b");
  }

  @Test
  void a_target_that_is_no_task_is_an_error() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              dag:
                target: nobody
                tasks: [{name: a, template: echo}]
            """
                + ECHO)
        .thenAmong("+ wf Skipped Error: task 'nobody' is not defined")
        .isOver(Phase.ERROR);
  }

  @Test
  void a_task_sees_the_outputs_of_its_ancestors() {
    var story =
        Story.of(
                dag(
                    """
                    - {name: a-1, template: echo}
                    - {name: b, template: echo, depends: a-1}
                    - name: c
                      template: echo
                      depends: b
                      arguments: {parameters: [{name: text, value: "{{=tasks['a-1'].outputs.result}}!"}]}
                    """))
            .ends("wf.a-1", Phase.SUCCEEDED, null, result("x"))
            .succeeds("wf.b");
    assertThat(story.input("wf.c", "text")).isEqualTo("x!");
  }

  @Test
  void an_argument_that_is_an_output_of_a_skipped_task_counts_as_not_given() {
    var story =
        Story.of(
            dag(
                """
                - {name: a, template: echo, when: "1 == 2"}
                - name: b
                  template: echo
                  depends: a
                  arguments: {parameters: [{name: text, value: "{{tasks.a.outputs.parameters.out}}"}]}
                """));
    assertThat(story.input("wf.b", "text")).isEqualTo("none");
  }

  @Test
  void an_output_of_a_skipped_task_within_a_text_is_an_error_for_good() {
    Story.of(
            dag(
                """
                - {name: a, template: echo, when: "1 == 2"}
                - name: b
                  template: echo
                  depends: a
                  arguments: {parameters: [{name: text, value: "got {{tasks.a.outputs.parameters.out}}"}]}
                """))
        .thenAmong(
            "+ wf.b Skipped Error: unable to substitute {{tasks.a.outputs.parameters.out}}: output is"
                + " an absent optional (skipped/omitted node with no default)")
        .isOver(Phase.ERROR);
  }

  @Test
  void a_dag_without_tasks_succeeds() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              dag: {tasks: []}
            """)
        .isOver(Phase.SUCCEEDED);
  }

  @Test
  void a_join_of_many_fires_once() {
    var tasks = new StringBuilder();
    var names = new StringBuilder();
    for (var i = 0; i < 64; i++) {
      tasks.append("- {name: t%d, template: echo}\n".formatted(i));
      names.append(i == 0 ? "" : ", ").append("t").append(i);
    }
    tasks.append("- {name: join, template: echo, dependencies: [%s]}\n".formatted(names));
    var story = Story.of(dag(tasks.toString()));
    for (var i = 63; i > 0; i--) {
      story.succeeds("wf.t" + i).then("wf.t" + i + " Succeeded");
    }
    story.succeeds("wf.t0").then("wf.t0 Succeeded", "+ wf.join Pod Pending");
    story.succeeds("wf.t0").thenNothing();
  }
}
