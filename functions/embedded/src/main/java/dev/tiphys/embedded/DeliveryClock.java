package dev.tiphys.embedded;

import dev.tiphys.embedded.delivery.DeliveryChain;
import dev.tiphys.sandbox.Objects;
import dev.tiphys.sandbox.Refused;
import java.time.Duration;

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

  /// Looks around whenever objects of the sandbox have changed, until it is closed.
  void watch(Objects objects) {
    Thread.ofVirtual().name("delivery-watch").start(() -> follow(objects));
  }

  private void follow(Objects objects) {
    var seen = 0L;
    try {
      while (!Thread.currentThread().isInterrupted() && !objects.isClosed()) {
        try {
          var changes = objects.after(seen, TICK);
          if (!changes.isEmpty()) {
            Thread.sleep(LOOK);
            seen = objects.version();
            delivery.lookAround();
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
