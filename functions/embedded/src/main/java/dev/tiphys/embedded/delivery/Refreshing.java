package dev.tiphys.embedded.delivery;

import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Refresh;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Looks at the sources of an application for somebody who waits for what comes of it (C091, C092).
record Refreshing(DeliveryChain chain) {
  private static final Duration REFRESH_MAX = Duration.ofSeconds(20);

  /// Returns when the application has been compared anew, or when that takes too long.
  ///
  /// @param hard render again too
  void await(AppId id, boolean hard) {
    var done = new CountDownLatch(1);
    var asked = chain.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    var deaf =
        chain.listen(
            app -> {
              if (app.equals(id) && isLooked(id, asked)) {
                done.countDown();
              }
            });
    try {
      chain.refresh(id, hard ? Refresh.HARD : Refresh.NORMAL);
      if (!isLooked(id, asked)) {
        done.await(REFRESH_MAX.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      deaf.run();
    }
  }

  /// Whether what was asked for then has been compared, or has failed.
  private boolean isLooked(AppId app, Instant since) {
    var state = chain.apps().load(app, 0);
    var rendered = state.rendered();
    var failed = state.failed();
    var compared = state.compared();
    if (failed != null) {
      return !failed.at().isBefore(since);
    }
    // A comparison that found what the last one did left no trace.
    return rendered != null
        && !rendered.at().isBefore(since)
        && compared != null
        && (compared.sources().equals(rendered.sources())
            || compared.status().equals("Unknown") && !compared.at().isBefore(since));
  }
}
