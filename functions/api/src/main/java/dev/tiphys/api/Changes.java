package dev.tiphys.api;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Which of many things have changed since one last looked. What changes many times meanwhile is
/// there once, so a slow reader costs no memory.
///
/// @param <K> what tells them apart
final class Changes<K> implements AutoCloseable {
  private final LinkedHashSet<K> changed = new LinkedHashSet<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition some = lock.newCondition();
  private final Workflows.Subscription subscription;

  /// What tells somebody of changes, until closed.
  interface Source<K> {
    Workflows.Subscription subscribe(Consumer<K> changed);
  }

  /// From now on.
  Changes(Source<K> source, Predicate<K> relevant) {
    subscription =
        source.subscribe(
            one -> {
              if (relevant.test(one)) {
                add(one);
              }
            });
  }

  private void add(K one) {
    lock.lock();
    try {
      changed.add(one);
      some.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Takes what has changed, waiting up to `limit` for something; empty if nothing has.
  List<K> await(Duration limit) throws InterruptedException {
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
