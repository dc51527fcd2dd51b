package dev.tiphys.embedded;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs tasks later: one thread keeps the time and hands each task to `workers`.
final class Delays implements AutoCloseable {
  private final ScheduledThreadPoolExecutor clockwork;
  private final Executor workers;

  Delays(Executor workers) {
    this.workers = workers;
    clockwork =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("tiphys-delays").factory());
    clockwork.setRemoveOnCancelPolicy(true);
    clockwork.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// Runs `task` once, at least `delay` from now; never if this is closed before.
  void after(Duration delay, Runnable task) {
    if (!clockwork.isShutdown()) {
      clockwork.schedule(() -> workers.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
  }
}
