package dev.tiphys.lock;

import dev.tiphys.events.RunId;
import java.util.OptionalInt;

/// How many may hold a semaphore at once, as its ConfigMap or table says now. Nobody asks this
/// about mutexes.
@FunctionalInterface
public interface LockLimits {
  /// The limit as `run` may see it: empty if there is none, or if the run may not read it.
  ///
  /// @throws RuntimeException if it cannot be read now and should be asked again later
  OptionalInt limit(RunId run, LockName semaphore);
}
