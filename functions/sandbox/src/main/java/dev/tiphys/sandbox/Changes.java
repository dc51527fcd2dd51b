package dev.tiphys.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// The latest changes, for who watches. Guarded by the lock of the objects.
final class Changes {
  /// Who falls behind by more has to list again.
  private static final int KEPT_MAX = 10_000;

  private final ArrayDeque<Change> kept = new ArrayDeque<>();
  private final Lock lock;
  private final Condition more;
  private long forgotten;
  private boolean closed;

  Changes(Lock lock) {
    this.lock = lock;
    this.more = lock.newCondition();
  }

  void add(Change change) {
    kept.add(change);
    if (kept.size() > KEPT_MAX) {
      forgotten = kept.remove().version();
    }
    more.signalAll();
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// What happened after `version`, waiting for it at most `limit`; empty if nothing did.
  ///
  /// @throws Refused if that is too long ago
  List<Change> after(long version, Duration limit) throws InterruptedException {
    lock.lock();
    try {
      if (version < forgotten) {
        throw new Refused(
            410, "Expired", "too old resource version: %d (%d)".formatted(version, forgotten));
      }
      var left = limit.toNanos();
      while (!closed && left > 0 && (kept.isEmpty() || kept.getLast().version() <= version)) {
        left = more.awaitNanos(left);
      }
      return kept.reversed().stream()
          .takeWhile(change -> change.version() > version)
          .toList()
          .reversed();
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    return closed;
  }
}
