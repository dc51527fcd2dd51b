package dev.tiphys.engine.lock;

import java.time.Instant;
import java.util.OptionalInt;

/// A request about a lock. Imperative; it may be repeated, late, or overtaken by a later one.
public sealed interface LockCommand {
  /// When, by the clock of whoever sends it.
  Instant at();

  /// Give the lock to `holder` as soon as it is its turn.
  ///
  /// @param limit how many may hold the lock at once: 1 for a mutex; for a semaphore what its
  ///   ConfigMap says now; 0 lets nobody in
  record Acquire(Holder holder, Ask ask, int limit, Instant at) implements LockCommand {
    public Acquire {
      requireLimit(limit);
    }
  }

  /// Take `holder` out, whether it holds the lock or still waits.
  ///
  /// @param moment in the history of the holder's run: what it asked later stays
  /// @param limit as it is now, if that can be known
  record Release(Holder holder, Moment moment, OptionalInt limit, Instant at)
      implements LockCommand {
    public Release {
      limit.ifPresent(LockCommand::requireLimit);
    }
  }

  private static void requireLimit(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException(
          "the limit of a semaphore: expected 0 or more, found %d".formatted(limit));
    }
  }
}
