package dev.tiphys.engine.lock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Something that happened to a lock. Past tense, immutable, kept for good.
public sealed interface LockFact {
  /// From now on so many may hold the lock at once. Who holds it already keeps it.
  record LimitSet(int limit) implements LockFact {}

  /// A holder waits for the lock, or, if it holds it already, needs it for longer.
  record LockAsked(Holder holder, Ask ask) implements LockFact {}

  /// A holder that waited holds the lock.
  record LockGranted(Holder holder, Instant at) implements LockFact {
    public LockGranted {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /// A holder needs the lock no more, whether it held it, waited or had not asked yet.
  ///
  /// @param moment in the history of the holder's run: only what it asked before ends
  record LockReleased(Holder holder, Moment moment, Instant at) implements LockFact {
    public LockReleased {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }
  }
}
