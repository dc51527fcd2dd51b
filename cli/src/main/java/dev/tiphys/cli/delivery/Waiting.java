package dev.tiphys.cli.delivery;

import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.Interruption;
import dev.tiphys.cli.server.ServerFailure;
import dev.tiphys.cli.terminal.Inert;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Staying with an application until it is as somebody wants it, telling what changes.
final class Waiting {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final DeliveryClient client;
  private final @Nullable Duration limit;
  private final Map<String, ApplicationView.Resource> told = new HashMap<>();
  private String phase = "";

  /// @param seconds how long at most; 0 for without limit
  Waiting(DeliveryClient client, long seconds) {
    if (seconds < 0) {
      throw new BadInput("--timeout: expected 0 or more seconds, found " + seconds);
    }
    this.client = client;
    this.limit = seconds == 0 ? null : Duration.ofSeconds(seconds);
  }

  /// @return the application when it was so; empty when the time was over
  /// @throws ServerFailure if it is deleted meanwhile, or the server is gone for too long
  Optional<ApplicationView> until(AppName name, Predicate<ApplicationView> wanted)
      throws InterruptedException {
    var end = limit == null ? Long.MAX_VALUE : System.nanoTime() + limit.toNanos();
    try (var watch = client.watch(name);
        var _ = new Interruption(() -> {})) {
      while (true) {
        var left = end - System.nanoTime();
        if (left <= 0) {
          client.note(
              "%s: not so within %d seconds (--timeout)"
                  .formatted(name, limit == null ? 0 : limit.toSeconds()));
          return Optional.empty();
        }
        var next = watch.next(left < LOOK.toNanos() ? Duration.ofNanos(left) : LOOK);
        if (next != null) {
          var application = new ApplicationView(next);
          tell(application);
          if (wanted.test(application)) {
            return Optional.of(application);
          }
        }
      }
    }
  }

  /// Waits until it is no more.
  ///
  /// @return whether that was in time
  boolean untilGone(AppName name) throws InterruptedException {
    if (client.find(name) == null) {
      return true;
    }
    try {
      return until(name, _ -> false).isPresent();
    } catch (ServerFailure e) {
      if (e.kind() == ServerFailure.Kind.NOT_FOUND) {
        return true;
      }
      throw e;
    }
  }

  private void tell(ApplicationView application) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (var resource : application.resources()) {
      if (!resource.equals(told.put(resource.key(), resource))) {
        line(now + "  " + String.join("  ", resource.cells()).replaceAll(" {3,}", "  "));
      }
    }
    if (!application.phase().equals(phase)) {
      phase = application.phase();
      line(now + "  operation " + phase + " " + application.text("/status/operationState/message"));
    }
    client.out().flush();
  }

  private void line(String line) {
    client.out().println(Inert.text(line.strip()));
  }
}
