package dev.tiphys.timer;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Time that passes when a test says so.
final class TestAlarm implements Alarm {
  private final PriorityQueue<Call> calls = new PriorityQueue<>(Comparator.comparing(Call::at));
  private Instant now;
  int alarms;

  private record Call(Instant at, Runnable action) {}

  TestAlarm(Instant now) {
    this.now = now;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized void at(Instant moment, Runnable action) {
    alarms++;
    calls.add(new Call(moment, action));
  }

  void passTo(Instant moment) {
    for (var next = next(moment); next != null; next = next(moment)) {
      next.run();
    }
    synchronized (this) {
      now = moment;
    }
  }

  private synchronized Runnable next(Instant moment) {
    if (calls.isEmpty() || calls.peek().at().isAfter(moment)) {
      return null;
    }
    var call = calls.poll();
    now = call.at().isAfter(now) ? call.at() : now;
    return call.action();
  }
}
