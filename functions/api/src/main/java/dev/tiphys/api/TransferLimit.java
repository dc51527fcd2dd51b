package dev.tiphys.api;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Ends reads and writes of clients that do not send or do not take. Interrupting a thread closes
/// the channel that it is blocked on, so the time limit is an interrupt.
final class TransferLimit implements AutoCloseable {
  private final ScheduledThreadPoolExecutor alarms;

  TransferLimit() {
    alarms =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("api-alarms").factory());
    alarms.setRemoveOnCancelPolicy(true);
  }

  /// Reads or writes.
  @FunctionalInterface
  interface Transfer {
    void run() throws IOException;
  }

  /// Runs `transfer` on this thread. If it takes longer than `limit`, it fails and its connection
  /// is closed; once this is closed, it fails at once.
  void within(Duration limit, Transfer transfer) throws IOException {
    var watch = new Watch(Thread.currentThread());
    ScheduledFuture<?> alarm;
    try {
      alarm = alarms.schedule(watch::ring, limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw new IOException("the server is closing", e);
    }
    try {
      transfer.run();
    } finally {
      watch.stop();
      alarm.cancel(false);
    }
  }

  private static final class Watch {
    private final Thread thread;
    private boolean stopped;

    Watch(Thread thread) {
      this.thread = thread;
    }

    synchronized void ring() {
      if (!stopped) {
        stopped = true;
        thread.interrupt();
      }
    }

    /// An alarm that rang at the last moment must not interrupt what comes next.
    synchronized void stop() {
      if (stopped) {
        Thread.interrupted();
      }
      stopped = true;
    }
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
