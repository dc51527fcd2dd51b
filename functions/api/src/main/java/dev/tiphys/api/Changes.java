package dev.tiphys.api;

import dev.tiphys.events.RunId;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// Which runs have changed since one last looked. A run that changes many times meanwhile is there
/// once, so a slow reader costs no memory.
final class Changes implements AutoCloseable {
  private final LinkedHashSet<RunId> changed = new LinkedHashSet<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition some = lock.newCondition();
  private final Workflows.Subscription subscription;

  /// From now on.
  Changes(Workflows workflows, Predicate<RunId> relevant) {
    subscription =
        workflows.subscribe(
            run -> {
              if (relevant.test(run)) {
                add(run);
              }
            });
  }

  private void add(RunId run) {
    lock.lock();
    try {
      changed.add(run);
      some.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Takes what has changed, waiting up to `limit` for something; empty if nothing has.
  List<RunId> await(Duration limit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      for (var left = limit.toNanos(); changed.isEmpty() && left > 0; ) {
        left = some.awaitNanos(left);
      }
      var taken = List.copyOf(changed);
      changed.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    subscription.close();
  }
}
