package dev.tiphys.cli.view;

import static dev.tiphys.cli.view.Status.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.cli.view.Picture.Detail;
import dev.tiphys.language.selector.NodeSelector;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PictureTest {
  private static final Moment MOMENT =
      new Moment(Instant.parse("2026-11-24T06:01:20Z"), ZoneOffset.UTC);
  private static final Picture PICTURE = Picture.of(Look.PLAIN, MOMENT);

  /// Three steps, of which the last two run side by side.
  private static Status steps() {
    return Status.of("steps")
        .with(node("steps", "Steps", "Running").template("main").children("steps[0]"))
        .with(node("steps[0]", "StepGroup", "Succeeded").in("steps").children("steps[0].one"))
        .with(
            node("steps[0].one", "Pod", "Succeeded")
                .template("print")
                .in("steps")
                .children("steps[1]"))
        .with(
            node("steps[1]", "StepGroup", "Running")
                .in("steps")
                .children("steps[1].two", "steps[1].three"))
        .with(node("steps[1].two", "Pod", "Running").template("print").in("steps"))
        .with(
            node("steps[1].three", "Pod", "Failed")
                .template("print")
                .in("steps")
                .message("exit code 1"));
  }

  private static String drawn(Status status) {
    return String.join("\n", PICTURE.tree(status.workflow(), Detail.SHORT));
  }

  @Test
  void steps_side_by_side_hang_on_one_branch_and_groups_are_no_lines() {
    assertThat(String.join("\n", PICTURE.tree(steps().workflow(), Detail.NORMAL)))
        .isEqualTo(
            """
            STEP          TEMPLATE  PODNAME                 DURATION  MESSAGE
             ● steps      main                              1m
             ├───✔ one    print     steps-print-3639770068  10s
             └─┬─● two    print     steps-print-469463159   1m
               └─✖ three  print     steps-print-2580905453  10s       exit code 1\
            """);
  }

  @Test
  void tasks_stand_below_their_dag_in_the_order_in_which_they_began() {
    var dag =
        Status.of("dag")
            .with(node("dag", "DAG", "Running"))
            .with(node("dag.z", "Pod", "Succeeded").in("dag").children("dag.a"))
            .with(node("dag.a", "Pod", "Running").in("dag").startedAt("2026-11-24T06:00:30Z"))
            .with(node("dag.l", "TaskGroup", "Running").in("dag").children("dag.l(0:x)", "dag.a"))
            .with(node("dag.l(0:x)", "Retry", "Running").in("dag").children("dag.l(0:x)(0)"))
            .with(node("dag.l(0:x)(0)", "Pod", "Failed").in("dag"));
    assertThat(drawn(dag))
        .isEqualTo(
            """
            STEP                DURATION  MESSAGE
             ● dag              1m
             ├─● l              1m
             │ └─● l(0:x)       1m
             │   └─✖ l(0:x)(0)  10s
             ├─✔ z              10s
             └─● a              50s\
            """);
  }

  @Test
  void containers_of_a_set_stand_below_their_pod() {
    var set =
        Status.of("w")
            .with(node("w", "Steps", "Succeeded"))
            .with(node("w[0]", "StepGroup", "Succeeded").in("w").children("w[0].cs"))
            .with(node("w[0].cs", "Pod", "Succeeded").in("w").children("w[0].cs.a"))
            .with(node("w[0].cs.a", "Container", "Succeeded").in("w").children("w[0].cs.main"))
            .with(node("w[0].cs.main", "Container", "Succeeded").in("w"));
    assertThat(drawn(set))
        .isEqualTo(
            """
            STEP           DURATION  MESSAGE
             ✔ w           10s
             └───✔ cs      10s
                 ├─✔ a     10s
                 └─✔ main  10s\
            """);
  }

  @Test
  void exit_handlers_and_what_is_in_a_circle_stand_beside_the_root() {
    var odd =
        Status.of("odd")
            .with(node("odd.b", "DAG", "Running").in("odd.a"))
            .with(node("odd.a", "DAG", "Running").in("odd.b"))
            .with(node("odd.onExit", "Pod", "Succeeded"))
            .with(node("odd", "Pod", "Succeeded"));
    assertThat(drawn(odd))
        .isEqualTo(
            """
            STEP       DURATION  MESSAGE
             ✔ odd     10s
             ✔ onExit  10s
             ● b       1m
             └─● a     1m\
            """);
  }

  @Test
  void every_phase_has_its_icon_also_in_ASCII() {
    var all =
        Status.of("w")
            .with(node("w", "Suspend", "Running"))
            .with(node("w.a", "Pod", "Pending"))
            .with(node("w.b", "Pod", "Running"))
            .with(node("w.c", "Pod", "Succeeded"))
            .with(node("w.d", "Skipped", "Skipped"))
            .with(node("w.e", "Pod", "Failed"))
            .with(node("w.f", "Pod", "Error"))
            .with(node("w.g", "Skipped", "Omitted"))
            .workflow();
    assertThat(icons(PICTURE, all)).isEqualTo("ǁ◷●✔○✖⚠○");
    assertThat(icons(Picture.of(new Look(false, false), MOMENT), all)).isEqualTo("=.*+-x!-");
    assertThat(Picture.of(new Look(true, true), MOMENT).tree(all, Detail.SHORT).get(3))
        .startsWith(" \u001b[36m●\u001b[0m b  1m");
  }

  private static String icons(Picture picture, WorkflowView workflow) {
    var icons = new StringBuilder();
    picture.tree(workflow, Detail.SHORT).stream().skip(1).forEach(l -> icons.append(l.charAt(1)));
    return icons.toString();
  }

  @Test
  void only_nodes_that_are_wanted_and_those_above_them_are_drawn() {
    var picture = new Picture(Look.PLAIN, MOMENT, NodeSelector.parse("phase=Failed")::test);
    assertThat(picture.tree(steps().workflow(), Detail.SHORT))
        .hasSize(3)
        .last()
        .asString()
        .contains("✖ three");
  }

  @Test
  void names_and_messages_have_no_power_over_the_terminal() {
    var evil =
        Status.of("w")
            .with(node("w", "Pod", "Failed").message("\u001b]0;title\u0007a\nb\u202e"))
            .finished("Failed");
    evil.status().put("message", "\u001b[2J");
    assertThat(PICTURE.whole(evil.workflow(), Detail.WIDE))
        .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cntrl}\u202e]"))
        .anySatisfy(line -> assertThat(line).contains("]0;title"));
  }

  @Test
  void the_header_tells_times_parameters_and_conditions() {
    var workflow = steps().finished("Failed");
    workflow
        .json()
        .withObject("/spec")
        .withObject("/arguments")
        .putArray("parameters")
        .addObject()
        .put("name", "message")
        .put("value", 5);
    workflow.status().put("message", "child failed").put("progress", "1/3");
    workflow
        .status()
        .putArray("conditions")
        .addObject()
        .put("type", "Completed")
        .put("status", "True");
    workflow.status().putObject("resourcesDuration").put("cpu", 5).put("memory", 2);
    assertThat(String.join("\n", PICTURE.whole(workflow.workflow(), Detail.NORMAL)))
        .startsWith(
            """
            Name:                steps
            Namespace:           default
            ServiceAccount:      unset
            Status:              Failed
            Message:             child failed
            Conditions:
             Completed           True
            Created:             Tue Nov 24 06:00:00 +0000 (1 minute ago)
            Started:             Tue Nov 24 06:00:00 +0000 (1 minute ago)
            Finished:            Tue Nov 24 06:00:10 +0000 (1 minute ago)
            Duration:            10 seconds
            Progress:            1/3
            ResourcesDuration:   5s*(1 cpu),2s*(100Mi memory)
            Parameters:
              message:           5

            STEP\
            """);
  }

  @Test
  void JSON_of_another_shape_is_drawn_as_far_as_it_goes() {
    var broken = Status.of("w");
    broken.status().put("phase", 3).put("startedAt", "yesterday").putArray("nodes").add("x");
    assertThat(PICTURE.whole(broken.workflow(), Detail.NORMAL)).contains("Status:              3");
    broken.status().putObject("nodes").put("w", "text");
    assertThat(PICTURE.tree(broken.workflow(), Detail.WIDE)).hasSize(2);
  }

  @Test
  void a_tree_that_is_too_tall_is_cut_around_what_runs_and_counts_what_is_hidden() {
    var wide = Status.of("w").with(node("w", "DAG", "Running"));
    IntStream.range(0, 100)
        .forEach(
            i -> {
              var phase = i < 50 ? "Succeeded" : i == 50 ? "Running" : "Pending";
              wide.with(node("w.n%02d".formatted(i), "Pod", phase).in("w"));
            });
    var window = PICTURE.window(wide.workflow(), 10);
    assertThat(window).hasSize(10);
    assertThat(window.getFirst()).isEqualTo("● w  Running  1m");
    assertThat(window.get(1)).isEqualTo(" … 45 above: 1 Running, 44 Succeeded");
    assertThat(window.get(8)).contains("● n50");
    assertThat(window.getLast()).isEqualTo(" … 49 below: 49 Pending");
    assertThat(PICTURE.window(wide.workflow(), 103)).hasSize(103).noneMatch(l -> l.contains("…"));
  }

  @Test
  void a_run_of_runs_without_end_is_drawn_without_one() {
    var deep = Status.of("w").with(node("w", "DAG", "Running"));
    var name = "w";
    for (var i = 0; i < 5_000; i++) {
      deep.with(node(name + ".a", "DAG", "Running").in(name));
      name += ".a";
    }
    assertThat(PICTURE.tree(deep.workflow(), Detail.SHORT))
        .hasSize(5_002)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(2 * NodeTree.DEPTH_MAX + 40));
  }
}
