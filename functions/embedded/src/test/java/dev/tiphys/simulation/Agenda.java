package dev.tiphys.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/// What happens when, in a time that passes only by looking at it.
final class Agenda {
  static final Instant START = Instant.parse("2026-11-24T06:00:00Z");

  private final TreeMap<Slot, Runnable> tasks = new TreeMap<>();
  private Instant now = START;
  private long made;

  /// A moment, and which of the things of that moment.
  record Slot(Instant at, long number) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
      var order = at.compareTo(other.at);
      return order == 0 ? Long.compare(number, other.number) : order;
    }
  }

  Instant now() {
    return now;
  }

  Slot after(Duration delay, Runnable task) {
    var slot = new Slot(now.plus(delay), made++);
    tasks.put(slot, task);
    return slot;
  }

  void cancel(Slot slot) {
    tasks.remove(slot);
  }

  /// Does what comes next, if anything does.
  boolean step() {
    var next = tasks.pollFirstEntry();
    if (next == null) {
      return false;
    }
    now = next.getKey().at();
    next.getValue().run();
    return true;
  }
}
