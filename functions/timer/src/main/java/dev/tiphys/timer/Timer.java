package dev.tiphys.timer;

import dev.tiphys.doorway.Broker;
import dev.tiphys.events.CronEvents;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Keeps timers and announces each at its moment (`dev.tiphys.timer.due`, `…cron.due`).
///
/// What it keeps is gone with the process; the log is not, and says again what is due.
public final class Timer {
  /// The types of the events that it wants.
  public static final Set<String> TYPES =
      Set.of("dev.tiphys.timer.set", CronEvents.SCHEDULED, DeliveryEvents.SCHEDULED);

  /// How many timers it keeps: one million.
  public static final int TIMERS_MAX = 1_000_000;

  /// How long it waits before it announces again what the broker did not take.
  static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(Timer.class.getName());

  private final RunEvents events;
  private final Broker broker;
  private final Alarm alarm;
  private final ReentrantLock lock = new ReentrantLock();
  private final DueTimes times = new DueTimes();
  private @Nullable Instant nextAlarm;

  public Timer(RunEvents events, Broker broker, Alarm alarm) {
    this.events = events;
    this.broker = broker;
    this.alarm = alarm;
  }

  /// Remembers what `timerSet` (one of [#TYPES]) says, and announces it when it is due,
  /// however often it is told of it before.
  ///
  /// @return completed once it is announced
  /// @throws IllegalArgumentException if it is no such event
  /// @throws Unavailable if [#TIMERS_MAX] are waiting
  public CompletableFuture<Void> set(CloudEvent timerSet) {
    var due = Due.of(timerSet, events);
    lock.lock();
    try {
      if (times.size() >= TIMERS_MAX) {
        throw new Unavailable(
            "%d timers are waiting, which is the limit; try again later".formatted(TIMERS_MAX));
      }
      var waiting = times.add(due, timerSet);
      setAlarm(due.at());
      return waiting.announced();
    } finally {
      lock.unlock();
    }
  }

  /// How many timers wait.
  public int waiting() {
    lock.lock();
    try {
      return times.size();
    } finally {
      lock.unlock();
    }
  }

  private void setAlarm(Instant moment) {
    if (nextAlarm == null || moment.isBefore(nextAlarm)) {
      nextAlarm = moment;
      alarm.at(moment, () -> wake(moment));
    }
  }

  private void wake(Instant moment) {
    List<DueTimes.Waiting> due;
    lock.lock();
    try {
      // An alarm that an earlier one has overtaken finds its timers gone and changes nothing.
      if (moment.equals(nextAlarm)) {
        nextAlarm = null;
      }
      due = times.take(alarm.instant());
      times.next().ifPresent(this::setAlarm);
    } finally {
      lock.unlock();
    }
    announce(due);
  }

  private void announce(List<DueTimes.Waiting> due) {
    for (var i = 0; i < due.size(); i++) {
      var timer = due.get(i);
      try {
        broker.publish(List.of(event(timer)));
      } catch (RuntimeException failure) {
        LOG.log(Level.WARNING, "timer %s: %s".formatted(timer.due().id(), failure.getMessage()));
        again(due.subList(i, due.size()));
        return;
      }
      timer.announced().complete(null);
    }
  }

  private CloudEvent event(DueTimes.Waiting timer) {
    return timer.due().announced(alarm.instant(), timer.cause());
  }

  private void again(List<DueTimes.Waiting> due) {
    lock.lock();
    try {
      times.putBack(due);
      setAlarm(alarm.instant().plus(AGAIN_AFTER));
    } finally {
      lock.unlock();
    }
  }
}
