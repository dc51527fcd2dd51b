package dev.tiphys.cli.follow;

import dev.tiphys.cli.terminal.Screen;
import dev.tiphys.cli.terminal.Window;
import dev.tiphys.cli.view.Look;
import dev.tiphys.cli.view.Moment;
import dev.tiphys.cli.view.NodeView;
import dev.tiphys.cli.view.Picture;
import dev.tiphys.cli.view.WorkflowView;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The tree of a run on a terminal, redrawn in place as it changes and as time passes. At the end
/// it is taken away, for whoever prints the result.
public final class LiveTree implements Display {
  private static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);

  /// Drawing a run of many thousand nodes may take no more than this part of the time.
  private static final int SHARE = 10;

  private final PrintWriter out;
  private final Window window;
  private final Look look;
  private final Predicate<NodeView> wanted;
  private final InstantSource clock;
  private final Screen screen = new Screen();
  private Instant drawnAt = Instant.EPOCH;
  private Duration pause = BETWEEN_FRAMES;
  private @Nullable WorkflowView workflow;
  private boolean ended;

  public LiveTree(
      PrintWriter out, Window window, Look look, Predicate<NodeView> wanted, InstantSource clock) {
    this.out = out;
    this.window = window;
    this.look = look;
    this.wanted = wanted;
    this.clock = clock;
  }

  @Override
  public synchronized void show(WorkflowView workflow) {
    this.workflow = workflow;
    draw();
  }

  @Override
  public synchronized void tick() {
    draw();
  }

  private void draw() {
    var now = clock.instant();
    // A burst of changes costs some frames, not one each; the next tick shows what was left out.
    if (ended || workflow == null || now.isBefore(drawnAt.plus(pause))) {
      return;
    }
    drawnAt = now;
    var began = System.nanoTime();
    var picture = new Picture(look, new Moment(now, ZoneId.systemDefault()), wanted);
    // The cursor stands on a row of its own below the picture.
    var lines = picture.window(workflow, window.rows() - 1);
    out.print(screen.draw(lines, window.columns()));
    out.flush();
    var took = Duration.ofNanos(System.nanoTime() - began).multipliedBy(SHARE);
    pause = took.compareTo(BETWEEN_FRAMES) > 0 ? took : BETWEEN_FRAMES;
  }

  @Override
  public synchronized void end() {
    if (!ended) {
      ended = true;
      out.print(screen.clear(""));
      out.flush();
    }
  }
}
