package dev.tiphys.engine.cron;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.tiphys.events.Phase;
import dev.tiphys.language.cron.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A CronWorkflow as its log tells it. Immutable.
///
/// @param cron what the definition was read from
/// @param since when its schedules began to count
/// @param decided up to and with this moment every tick is decided
/// @param lastScheduled the last tick that has a run
/// @param succeeded how many runs did
/// @param failed how many runs did not
/// @param trouble why the last tick that should have had a run has none; null if it has
public record CronState(
    @Nullable JsonNode cron,
    String zone,
    @Nullable CronDefinition definition,
    Instant since,
    Instant decided,
    @Nullable Instant lastScheduled,
    CronRuns runs,
    long succeeded,
    long failed,
    boolean stopped,
    @Nullable String trouble) {
  /// A CronWorkflow that nobody has heard of.
  public static final CronState UNKNOWN =
      new CronState(
          null, "UTC", null, Instant.EPOCH, Instant.EPOCH, null, CronRuns.NONE, 0, 0, false, null);

  /// The state after all of `facts`.
  public static CronState replay(List<CronFact> facts) {
    var state = UNKNOWN;
    for (var fact : facts) {
      state = state.evolve(fact);
    }
    return state;
  }

  /// Whether there is a definition.
  public boolean defined() {
    return definition != null;
  }

  /// The next moment at which something is due, unless nothing ever will be.
  public Optional<Instant> due() {
    return stopped || definition == null || !definition.ticks()
        ? Optional.empty()
        : Schedule.next(definition.schedules(), decided, since);
  }

  /// What is still to be done about runs.
  public List<CronTask> open() {
    var open = new ArrayList<CronTask>();
    for (var run : runs.active().values()) {
      if (run.replaced()) {
        open.add(new CronTask.Terminate(run));
      } else if (!run.begun()) {
        open.add(new CronTask.Start(run));
      }
    }
    runs.expired().values().forEach(run -> open.add(new CronTask.Delete(run)));
    return open;
  }

  /// What is in the log has happened. This applies it.
  public CronState evolve(CronFact fact) {
    return switch (fact) {
      case CronDefined(var json, var place, var at) -> defined(json, place, at);
      case TickTaken(var tick, var name, var uid, _) -> {
        var run = new CronRun(name, uid, tick, lastScheduled, false, false);
        yield with(tick, tick, runs.with(run), null);
      }
      case TickSkipped(var tick, var message, var wrong, _) ->
          with(tick, lastScheduled, runs, wrong ? message : trouble);
      case TicksMissed(var tick, _) -> with(tick, lastScheduled, runs, trouble);
      case RunBegun(var uid, _) ->
          with(decided, lastScheduled, runs.changed(uid, CronRun::asBegun), trouble);
      case RunReplaced(var uid, _) ->
          with(decided, lastScheduled, runs.changed(uid, CronRun::asReplaced), trouble);
      case RunRefused(var uid, var message, _) -> {
        var run = runs.active().get(uid).getOrNull();
        var last = run != null && run.tick().equals(lastScheduled) ? run.before() : lastScheduled;
        yield with(decided, last, runs.without(uid), message);
      }
      case RunOver(var uid, var phase, _) -> over(uid, phase);
      case RunExpired(var uid, _) -> with(decided, lastScheduled, runs.expire(uid), trouble);
      case RunForgotten(var uid, _) -> with(decided, lastScheduled, runs.without(uid), trouble);
      case CronStopped _ ->
          new CronState(
              cron,
              zone,
              definition,
              since,
              decided,
              lastScheduled,
              runs,
              succeeded,
              failed,
              true,
              trouble);
    };
  }

  /// Other times count from when they were written; ticks of the old ones are over.
  private CronState defined(JsonNode json, String place, Instant at) {
    var next = CronDefinition.of(json, place);
    var anew = definition == null || definition.differsInTime(next);
    return new CronState(
        json,
        place,
        next,
        anew ? at : since,
        anew && at.isAfter(decided) ? at : decided,
        lastScheduled,
        runs,
        succeeded,
        failed,
        stopped,
        trouble);
  }

  private CronState over(String uid, Phase phase) {
    var won = phase == Phase.SUCCEEDED;
    return new CronState(
        cron,
        zone,
        definition,
        since,
        decided,
        lastScheduled,
        runs.over(uid, won),
        won ? succeeded + 1 : succeeded,
        won ? failed : failed + 1,
        stopped,
        trouble);
  }

  private CronState with(
      Instant tick, @Nullable Instant last, CronRuns then, @Nullable String message) {
    return new CronState(
        cron,
        zone,
        definition,
        since,
        tick.isAfter(decided) ? tick : decided,
        last,
        then,
        succeeded,
        failed,
        stopped,
        message);
  }

  /// The definition, where there is one.
  CronDefinition requireDefinition() {
    return Objects.requireNonNull(definition, "a CronWorkflow is defined before its ticks");
  }
}
