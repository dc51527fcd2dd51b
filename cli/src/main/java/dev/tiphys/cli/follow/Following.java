package dev.tiphys.cli.follow;

import dev.tiphys.cli.view.WorkflowView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Waits for the end of a run.
public final class Following {
  private static final Duration TICK = Duration.ofMillis(500);

  private final InstantSource clock;
  private final @Nullable Instant deadline;

  /// @param deadline null for none
  public Following(InstantSource clock, @Nullable Instant deadline) {
    this.clock = clock;
    this.deadline = deadline;
  }

  /// Shows the run until it has ended.
  ///
  /// @return how it ended; null if the deadline came first
  public @Nullable WorkflowView follow(Snapshots snapshots, Display display)
      throws InterruptedException {
    try {
      while (true) {
        var wait = wait(clock.instant());
        if (wait.isNegative()) {
          return null;
        }
        var snapshot = snapshots.next(wait);
        if (snapshot == null) {
          display.tick();
          continue;
        }
        var workflow = WorkflowView.of(snapshot);
        display.show(workflow);
        if (workflow.isFinished()) {
          return workflow;
        }
      }
    } finally {
      display.end();
    }
  }

  private Duration wait(Instant now) {
    if (deadline == null) {
      return TICK;
    }
    var left = Duration.between(now, deadline);
    return left.compareTo(TICK) < 0 ? left : TICK;
  }
}
