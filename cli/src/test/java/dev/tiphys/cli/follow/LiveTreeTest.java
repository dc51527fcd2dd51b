package dev.tiphys.cli.follow;

import static dev.tiphys.cli.view.Status.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.cli.terminal.Window;
import dev.tiphys.cli.view.Look;
import dev.tiphys.cli.view.Status;
import dev.tiphys.cli.view.WorkflowView;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LiveTreeTest {
  private final StringWriter out = new StringWriter();
  private Instant now = Instant.parse("2026-11-24T06:00:05Z");
  private int rows = 10;
  private int columns = 40;
  private final LiveTree tree =
      new LiveTree(
          new PrintWriter(out),
          new Window() {
            @Override
            public int rows() {
              return rows;
            }

            @Override
            public int columns() {
              return columns;
            }
          },
          Look.PLAIN,
          _ -> true,
          () -> now);

  private static WorkflowView run(String phase) {
    return WorkflowView.of(
        Status.of("w")
            .with(node("w", "DAG", "Running"))
            .with(node("w.a", "Pod", phase).in("w"))
            .json());
  }

  private String drawn() {
    var text = out.toString().replace('\u001b', '^').replace("\r\n", "/");
    out.getBuffer().setLength(0);
    return text;
  }

  @Test
  void it_is_drawn_at_once_and_then_only_what_changed() {
    tree.show(run("Pending"));
    assertThat(drawn())
        .contains("● w  Running  5s^[K/STEP    DURATION  MESSAGE^[K/")
        .contains(" └─◷ a  5s^[K/");
    now = now.plusSeconds(60);
    tree.show(run("Running"));
    assertThat(drawn()).contains("● a  1m").doesNotContain("STEP");
  }

  @Test
  void bursts_cost_a_frame_and_the_next_tick_shows_the_rest() {
    tree.show(run("Pending"));
    drawn();
    tree.show(run("Running"));
    assertThat(drawn()).isEmpty();
    now = now.plusSeconds(60);
    tree.tick();
    assertThat(drawn()).contains("● a");
    tree.tick();
    assertThat(drawn()).isEmpty();
  }

  @Test
  void a_small_window_holds_it_with_the_cursor_below() {
    var tall = Status.of("w").with(node("w", "DAG", "Running"));
    IntStream.range(0, 50).forEach(i -> tall.with(node("w.n" + i, "Pod", "Pending").in("w")));
    rows = 8;
    columns = 12;
    tree.show(WorkflowView.of(tall.json()));
    assertThat(drawn().split("/", -1))
        .hasSize(8)
        .allMatch(l -> l.replaceAll("\\^\\[[^A-Zhl]*[A-Zhl]", "").length() <= 12);
  }

  @Test
  void after_the_end_nothing_is_drawn() {
    tree.show(run("Running"));
    drawn();
    tree.end();
    assertThat(drawn()).isEqualTo("^[?2026h\r^[4A^[J^[?25h^[?2026l");
    now = now.plusSeconds(1);
    tree.show(run("Succeeded"));
    tree.end();
    assertThat(drawn()).isEmpty();
  }
}
