package dev.tiphys.engine.cron;

import dev.tiphys.engine.cron.CronCommand.Begin;
import dev.tiphys.engine.cron.CronCommand.End;
import dev.tiphys.engine.cron.CronCommand.Forget;
import dev.tiphys.engine.cron.CronCommand.Refuse;
import dev.tiphys.engine.cron.CronCommand.Wake;
import dev.tiphys.engine.cron.CronDefinition.Policy;
import dev.tiphys.engine.cron.CronFact.CronDefined;
import dev.tiphys.engine.cron.CronFact.CronStopped;
import dev.tiphys.engine.cron.CronFact.RunBegun;
import dev.tiphys.engine.cron.CronFact.RunExpired;
import dev.tiphys.engine.cron.CronFact.RunForgotten;
import dev.tiphys.engine.cron.CronFact.RunOver;
import dev.tiphys.engine.cron.CronFact.RunRefused;
import dev.tiphys.engine.cron.CronFact.RunReplaced;
import dev.tiphys.engine.cron.CronFact.TickSkipped;
import dev.tiphys.engine.cron.CronFact.TickTaken;
import dev.tiphys.engine.cron.CronFact.TicksMissed;
import dev.tiphys.language.cron.Schedule;
import io.vavr.collection.LinkedHashMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What follows from a request about a CronWorkflow (F169–F178).
public final class CronDecider {
  /// How many ticks one request decides; the next one goes on.
  static final int TICKS_MAX = 100;

  /// How far back the last missed tick is looked for, a little first.
  private static final List<Duration> PASTS =
      List.of(
          Duration.ofMinutes(2),
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofDays(31),
          Duration.ofDays(366),
          Duration.ofDays(5 * 366));

  private final Instant at;
  private final List<CronFact> facts = new ArrayList<>();
  private CronState state;

  private CronDecider(CronState state, Instant at) {
    this.state = state;
    this.at = at;
  }

  /// The facts that follow from `command`, and the state after them.
  public record Decided(List<CronFact> facts, CronState after) {}

  /// The transition table.
  public static Decided decide(CronState state, CronCommand command) {
    var decider = new CronDecider(state, command.at());
    switch (command) {
      case Wake wake -> decider.wake(wake);
      case Begin(var uid, var at) -> {
        if (state.runs().active().get(uid).exists(run -> !run.begun())) {
          decider.add(new RunBegun(uid, at));
        }
      }
      case Refuse(var uid, var message, var at) -> {
        if (state.runs().active().get(uid).exists(run -> !run.begun())) {
          decider.add(new RunRefused(uid, message, at));
        }
      }
      case End(var uid, var phase, var at) -> {
        if (state.runs().active().containsKey(uid)) {
          decider.add(new RunOver(uid, phase, at));
          decider.trim();
          decider.stops();
        }
      }
      case Forget(var uid, var at) -> {
        if (state.runs().contains(uid)) {
          decider.add(new RunForgotten(uid, at));
        }
      }
    }
    return new Decided(decider.facts, decider.state);
  }

  private void add(CronFact fact) {
    facts.add(fact);
    state = state.evolve(fact);
  }

  private void wake(Wake wake) {
    var known = state.cron();
    // Numbers of the log are of other classes than those of a manifest.
    if (known == null
        || !known.toString().equals(wake.cron().toString())
        || !state.zone().equals(wake.zone())) {
      add(new CronDefined(wake.cron(), wake.zone(), at));
      trim();
    }
    if (state.stopped() || !state.requireDefinition().ticks() || stops()) {
      return;
    }
    missed(wake.missedBefore());
    for (var ticks = 0; ticks < TICKS_MAX && !state.stopped(); ticks++) {
      var tick = state.due();
      if (tick.isEmpty() || tick.get().isAfter(at)) {
        return;
      }
      take(tick.get());
    }
  }

  /// Of the ticks that nobody was there for, the last one counts, if it is not too long ago (F172).
  private void missed(Instant before) {
    var limit = before.isAfter(at) ? at : before;
    var last = lastBefore(limit);
    if (last == null) {
      return;
    }
    var deadline = state.requireDefinition().startingDeadline();
    if (state.lastScheduled() != null && last.plus(deadline).isAfter(at)) {
      take(last);
    } else {
      add(new TicksMissed(last, at));
    }
  }

  private @Nullable Instant lastBefore(Instant limit) {
    var definition = state.requireDefinition();
    for (var past : PASTS) {
      var from = limit.minus(past);
      var after = from.isAfter(state.decided()) ? from : state.decided();
      Instant last = null;
      for (var tick = Schedule.next(definition.schedules(), after, state.since());
          tick.isPresent() && tick.get().isBefore(limit);
          tick = Schedule.next(definition.schedules(), tick.get(), state.since())) {
        last = tick.get();
      }
      if (last != null || after.equals(state.decided())) {
        return last;
      }
    }
    return null;
  }

  private void take(Instant tick) {
    try {
      if (CronConditions.stop(state, at)) {
        add(new CronStopped(at));
        return;
      }
      if (!CronConditions.when(state, at)) {
        add(new TickSkipped(tick, "'when' evaluated false", false, at));
        return;
      }
    } catch (CronConditions.Failed e) {
      add(new TickSkipped(tick, String.valueOf(e.getMessage()), true, at));
      return;
    }
    var definition = state.requireDefinition();
    var active = state.runs().active();
    if (definition.policy() == Policy.FORBID && !active.isEmpty()) {
      var message = "'%s' has not ended, and concurrencyPolicy is Forbid";
      add(new TickSkipped(tick, message.formatted(active.head()._2.name()), false, at));
      return;
    }
    if (definition.policy() == Policy.REPLACE) {
      active
          .values()
          .filter(run -> !run.replaced())
          .forEach(run -> add(new RunReplaced(run.uid(), at)));
    }
    add(
        new TickTaken(
            tick,
            definition.name() + "-" + tick.getEpochSecond(),
            uid(definition.uid(), tick),
            at));
  }

  /// The same for the same tick, whoever asks and however often.
  static String uid(String cron, Instant tick) {
    var name = "cron/%s/%d".formatted(cron, tick.getEpochSecond());
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /// Whether this is the end of it.
  private boolean stops() {
    if (state.stopped()) {
      return true;
    }
    try {
      if (!CronConditions.stop(state, at)) {
        return false;
      }
      add(new CronStopped(at));
    } catch (CronConditions.Failed e) {
      // The next tick will say so.
      return false;
    }
    return true;
  }

  /// Lets go of what is older than the history goes back (F173).
  private void trim() {
    var definition = state.requireDefinition();
    expire(state.runs().succeeded(), definition.succeededMax());
    expire(state.runs().failed(), definition.failedMax());
  }

  private void expire(LinkedHashMap<String, CronRun> kept, long most) {
    var surplus = kept.size() - most;
    if (surplus > 0) {
      kept.keySet().take((int) surplus).forEach(uid -> add(new RunExpired(uid, at)));
    }
  }
}
