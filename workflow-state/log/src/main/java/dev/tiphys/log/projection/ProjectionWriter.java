package dev.tiphys.log.projection;

import dev.tiphys.log.LogFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes projections at most once per interval and key, always the newest, and always the last.
///
/// What a process that dies had not written yet is shown after the next change or a rebuild: a
/// projection is late then, never wrong.
public final class ProjectionWriter implements AutoCloseable {
  private final Projections projections;
  private final Duration interval;
  private final InstantSource clock;
  private final Scheduler scheduler;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Slot> slots = new HashMap<>();

  /// Runs a task once after a delay, in a thread of its choice.
  @FunctionalInterface
  public interface Scheduler {
    /// See above.
    void after(Duration delay, Runnable task);
  }

  /// What waits for a key, if anything, since when it may be written again, and whether a task is
  /// under way that will do it.
  private static final class Slot {
    @Nullable Pending pending;
    Instant free = Instant.MIN;
    boolean scheduled;
  }

  private record Pending(long version, Supplier<byte[]> bytes) {}

  /// Writes into `projections`, leaving `interval` between two writes of a key.
  public ProjectionWriter(
      Projections projections, Duration interval, InstantSource clock, Scheduler scheduler) {
    this.projections = projections;
    this.interval = interval;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /// Sees to it that `key` shows `version`, or a newer one, now or an interval later. `bytes` is
  /// called only for versions that are written. Throws nothing that the store throws: it is tried
  /// again an interval later.
  public void offer(String key, long version, Supplier<byte[]> bytes) {
    Pending now;
    lock.lock();
    try {
      var slot = slots.computeIfAbsent(key, name -> new Slot());
      if (slot.pending == null || slot.pending.version() < version) {
        slot.pending = new Pending(version, bytes);
      }
      if (slot.scheduled) {
        return;
      }
      now = take(key, slot);
    } finally {
      lock.unlock();
    }
    if (now != null) {
      write(key, now);
    }
  }

  /// Writes everything that waits, now.
  @Override
  public void close() {
    List<String> keys;
    lock.lock();
    try {
      keys = List.copyOf(slots.keySet());
    } finally {
      lock.unlock();
    }
    for (var key : keys) {
      var last = takeNow(key);
      if (last != null) {
        projections.put(key, last.version(), last.bytes().get());
      }
    }
  }

  /// What may be written at once; else a task is scheduled. Either way a task follows that looks
  /// for what came in meanwhile.
  private @Nullable Pending take(String key, Slot slot) {
    var now = clock.instant();
    slot.scheduled = true;
    if (now.isBefore(slot.free)) {
      scheduler.after(Duration.between(now, slot.free), () -> due(key));
      return null;
    }
    slot.free = now.plus(interval);
    scheduler.after(interval, () -> due(key));
    var pending = slot.pending;
    slot.pending = null;
    return pending;
  }

  private void due(String key) {
    Pending next;
    lock.lock();
    try {
      var slot = slots.get(key);
      if (slot == null) {
        return;
      }
      if (slot.pending == null) {
        // Quiet for an interval: forget the key.
        slots.remove(key);
        return;
      }
      next = take(key, slot);
    } finally {
      lock.unlock();
    }
    if (next != null) {
      write(key, next);
    }
  }

  private @Nullable Pending takeNow(String key) {
    lock.lock();
    try {
      var slot = slots.get(key);
      if (slot == null) {
        return null;
      }
      var pending = slot.pending;
      slot.pending = null;
      return pending;
    } finally {
      lock.unlock();
    }
  }

  private void write(String key, Pending pending) {
    try {
      projections.put(key, pending.version(), pending.bytes().get());
    } catch (LogFailure.Unavailable e) {
      lock.lock();
      try {
        var slot = slots.get(key);
        if (slot != null && slot.pending == null) {
          slot.pending = pending;
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
