package dev.tiphys.stepdispatch.runner;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Ends containers: asks them first, and makes them when the grace period is over. A container that
/// has only just been started may have no process yet that could be asked, so it looks again.
final class Killing {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Sandbox sandbox;
  private final Duration grace;

  Killing(Sandbox sandbox, Duration grace) {
    this.sandbox = sandbox;
    this.grace = grace;
  }

  /// Goes on until `over`, which is asked again and again.
  void end(Supplier<List<ContainerFolder>> containers, BooleanSupplier over)
      throws InterruptedException {
    var deadline = System.nanoTime() + grace.toNanos();
    Set<ContainerFolder> told = new HashSet<>();
    while (!over.getAsBoolean()) {
      for (var container : containers.get()) {
        if (System.nanoTime() - deadline >= 0) {
          sandbox.kill(container);
        } else if (!told.contains(container) && sandbox.terminate(container)) {
          told.add(container);
        }
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }
}
