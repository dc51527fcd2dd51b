package dev.tiphys.timer;

import dev.tiphys.doorway.Broker;
import dev.tiphys.events.RunEvents;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The timer of a host that puts it to sleep between events: nothing is remembered beyond the
/// request that is being answered.
///
/// Woken each minute, it announces again what the log says nobody has heard.
///
/// What is due soon is waited for before the event is answered: whoever is killed meanwhile is sent
/// the event again. What is due later is left to the log: woken each minute, the sweep finds what
/// falls due before the next.
public final class MinuteTimer {
  /// What falls due within this time is waited for: a minute, and a little for a late next one.
  static final Duration SOON = Duration.ofSeconds(75);

  /// How much longer than to the last moment an announcement may take.
  static final Duration ANNOUNCE_MAX = Duration.ofSeconds(15);

  private final Timer timer;
  private final RunEvents events;
  private final Sweep sweep;
  private final Broker broker;
  private final Alarm alarm;

  public MinuteTimer(Timer timer, RunEvents events, Sweep sweep, Broker broker, Alarm alarm) {
    this.timer = timer;
    this.events = events;
    this.sweep = sweep;
    this.broker = broker;
    this.alarm = alarm;
  }

  /// Takes a timer that was set, or any other event as the stroke of a minute.
  ///
  /// @throws Unavailable if something due could not be announced
  public void accept(CloudEvent event) {
    var until = alarm.instant().plus(SOON);
    var announced = new ArrayList<CompletableFuture<Void>>();
    if (!Timer.TYPES.contains(event.getType())) {
      var unmet = sweep.unmet(until);
      var timers = unmet.stream().filter(each -> Timer.TYPES.contains(each.getType())).toList();
      timers.forEach(timerSet -> announced.add(timer.set(timerSet)));
      broker.publish(unmet.stream().filter(each -> !timers.contains(each)).toList());
    } else if (Due.of(event, events).at().isBefore(until)) {
      announced.add(timer.set(event));
    }
    await(CompletableFuture.allOf(announced.toArray(CompletableFuture[]::new)), until);
  }

  private void await(CompletableFuture<Void> announced, Instant until) {
    var patience = Duration.between(alarm.instant(), until).plus(ANNOUNCE_MAX);
    try {
      announced.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Unavailable("a timer that is due could not be announced; try again later", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while waiting for a timer", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
