package dev.tiphys.embedded;

import dev.tiphys.embedded.delivery.DeliveryChain;
import dev.tiphys.sandbox.Objects;
import dev.tiphys.sandbox.Refused;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Tells delivery that time has passed, and that something has changed in the sandbox.
record DeliveryClock(DeliveryChain delivery, Delays delays) {
  private static final Duration TICK = Duration.ofSeconds(30);

  /// Changes that come together are looked at together.
  private static final Duration LOOK = Duration.ofMillis(200);

  void start() {
    delivery.sweep();
    delivery.poll();
    delays.after(TICK, this::start);
  }

  /// Tells of what has changed in the sandbox, until it is closed.
  ///
  /// @param applications is told what has changed
  /// @param ending whether nothing is to be told any more
  /// @return who does that
  Thread watch(Objects objects, SandboxApplications applications, BooleanSupplier ending) {
    applications.start();
    return Thread.ofVirtual()
        .name("delivery-watch")
        .start(() -> follow(objects, applications, ending));
  }

  private void follow(Objects objects, SandboxApplications applications, BooleanSupplier ending) {
    var seen = 0L;
    try {
      while (!ending.getAsBoolean() && !objects.isClosed()) {
        try {
          var changes = objects.after(seen, TICK);
          if (!changes.isEmpty()) {
            Thread.sleep(LOOK);
            var all = objects.after(seen, TICK);
            seen = all.getLast().version();
            if (!ending.getAsBoolean()) {
              applications.follow(all);
            }
          }
        } catch (Refused e) {
          // So much has changed that nobody remembers all of it.
          seen = objects.version();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
