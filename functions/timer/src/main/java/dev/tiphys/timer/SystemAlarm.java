package dev.tiphys.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The clock of the machine. A virtual thread sleeps for each call that is asked for.
public final class SystemAlarm implements Alarm, AutoCloseable {
  /// A clock that is set forward is noticed after this long.
  private static final Duration SLEEP_MAX = Duration.ofSeconds(10);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public void at(Instant moment, Runnable action) {
    threads.execute(
        () -> {
          if (sleepUntil(moment)) {
            action.run();
          }
        });
  }

  private boolean sleepUntil(Instant moment) {
    try {
      for (var now = instant(); now.isBefore(moment); now = instant()) {
        var left = Duration.between(now, moment);
        Thread.sleep(left.compareTo(SLEEP_MAX) < 0 ? left : SLEEP_MAX);
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /// Forgets all calls that have not begun.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
