package dev.tiphys.trigger.cron;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.RunFailure;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.engine.cron.CronCommand;
import dev.tiphys.engine.cron.CronDefinition;
import dev.tiphys.engine.cron.CronFact;
import dev.tiphys.engine.cron.CronRun;
import dev.tiphys.engine.cron.CronState;
import dev.tiphys.engine.cron.CronTask;
import dev.tiphys.events.CronEvents;
import dev.tiphys.events.CronId;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.RunFinished;
import dev.tiphys.log.LogFailure;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.log.stream.Streams;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.InvalidSubmission;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Trigger;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Starts, ends and deletes the runs of CronWorkflows as their logs say.
///
/// Everything that it does can be done again: whoever wakes it more often, or after a crash, wakes
/// it to the same runs. Safe for many threads.
public final class Crons {
  /// An announcement that comes later than this is as good as none: nobody was there at the tick.
  static final Duration LATE_MAX = Duration.ofMinutes(2);

  private static final System.Logger LOG = System.getLogger(Crons.class.getName());
  private static final String REPLACED = "replaced";

  private final Streams<CronState, CronCommand, CronFact> streams;
  private final Runs runs;
  private final Trigger trigger;
  private final Resources resources;
  private final CronRuns does;
  private final Clock clock;

  /// How time and chance come in.
  ///
  /// @param zone where schedules are read that name no time zone
  /// @param upSince ticks before this have been missed, whatever comes
  public record Clock(InstantSource now, RandomGenerator random, String zone, Instant upSince) {
    private Instant missedBefore(Instant at) {
      var late = at.minus(LATE_MAX);
      return late.isAfter(upSince) ? late : upSince;
    }
  }

  /// @param streams those of [CronStreams], in the store of `runs`
  public Crons(
      Streams<CronState, CronCommand, CronFact> streams,
      Runs runs,
      Trigger trigger,
      Resources resources,
      CronRuns does,
      Clock clock) {
    this.streams = streams;
    this.runs = runs;
    this.trigger = trigger;
    this.resources = resources;
    this.does = does;
    this.clock = clock;
  }

  /// The CronWorkflow as it is known by its log.
  public CronState state(CronId cron) {
    return streams.load(stream(cron)).state();
  }

  /// Takes `dev.tiphys.cron.due` and news of runs that are over, and returns what is to be
  /// announced.
  ///
  /// @throws IllegalArgumentException if it is neither
  public List<CloudEvent> accept(CloudEvent event) {
    if (event.getType().equals(CronEvents.DUE)) {
      return wake(CronEvents.cron(event));
    }
    var news = runs.events().readNews(event);
    if (news.news() instanceof RunFinished) {
      over(news);
      return List.of();
    }
    throw new IllegalArgumentException(
        "type: expected %s or dev.tiphys.run.finished, found '%s'"
            .formatted(CronEvents.DUE, event.getType()));
  }

  /// Looks what is due now, and returns when something will be (`dev.tiphys.cron.scheduled`).
  /// Nothing if there is no such CronWorkflow any more.
  public List<CloudEvent> wake(CronId cron) {
    return definition(cron).map(found -> wake(cron, found)).orElse(List.of());
  }

  private List<CloudEvent> wake(CronId cron, JsonNode definition) {
    var at = clock.now().instant();
    var wake =
        new CronCommand.Wake(
            CronDefinition.stored(definition), clock.zone(), clock.missedBefore(at), at);
    var state = handle(cron, "wake " + UUID.randomUUID(), wake);
    state = carryOut(cron, definition, state);
    return state.due().map(due -> CronEvents.scheduled(cron, due, at)).stream().toList();
  }

  /// Wakes every CronWorkflow that there is, and looks for runs whose end was not heard.
  public List<CloudEvent> sweep() {
    var announced = new ArrayList<CloudEvent>();
    for (var definition : resources.all(Resources.Kind.CRON_WORKFLOW)) {
      try {
        var cron = Identities.of(definition);
        announced.addAll(wake(cron, Identities.complete(definition, cron)));
        missedEnds(cron, definition);
      } catch (LogFailure | IllegalArgumentException e) {
        // One that a person has to look at must not stop the clock of all others.
        LOG.log(Level.WARNING, "a CronWorkflow is left alone: {0}", e.getMessage());
      }
    }
    return announced;
  }

  private void missedEnds(CronId cron, JsonNode definition) {
    for (var run : state(cron).runs().active().values()) {
      if (run.begun()) {
        var found = load(cron, run);
        if (!found.started()) {
          handle(cron, "forget " + run.uid(), new CronCommand.Forget(run.uid(), now()));
        } else if (found.finished()) {
          end(cron, definition, run.uid(), found);
        }
      }
    }
  }

  private Optional<JsonNode> definition(CronId cron) {
    return resources
        .find(Resources.Kind.CRON_WORKFLOW, cron.namespace(), cron.name())
        .filter(found -> Identities.of(found).uid().equals(cron.uid()))
        .map(found -> Identities.complete(found, cron));
  }

  private void over(RunEvents.News news) {
    var run = runs.load(news.run(), news.version());
    var owner = Identities.owner(WorkflowView.summary(run, news.version()));
    if (owner != null) {
      end(owner, definition(owner).orElse(null), news.run().uid(), run);
    }
  }

  private void end(CronId cron, @Nullable JsonNode definition, String uid, Run run) {
    if (state(cron).runs().active().containsKey(uid)) {
      var end = new CronCommand.End(uid, run.phase(), now());
      carryOut(cron, definition, handle(cron, "end " + uid, end));
    }
  }

  /// Does what is open, and returns the state after it.
  private CronState carryOut(CronId cron, @Nullable JsonNode definition, CronState before) {
    var state = before;
    for (var task : before.open()) {
      var command =
          switch (task) {
            case CronTask.Start(var run) ->
                definition == null ? null : start(cron, definition, run);
            case CronTask.Terminate(var run) -> terminate(cron, run);
            case CronTask.Delete(var run) -> {
              does.delete(id(cron, run));
              yield new CronCommand.Forget(run.uid(), now());
            }
          };
      if (command != null) {
        state = handle(cron, id(command), command);
      }
    }
    return state;
  }

  private static String id(CronCommand command) {
    return switch (command) {
      case CronCommand.Begin(var uid, _) -> "begin " + uid;
      case CronCommand.Refuse(var uid, _, _) -> "refuse " + uid;
      case CronCommand.End(var uid, _, _) -> "end " + uid;
      case CronCommand.Forget(var uid, _) -> "forget " + uid;
      case CronCommand.Wake(_, _, _, var at) -> "wake " + at.toEpochMilli();
    };
  }

  /// A run is there when its log says so. Until then it is asked for, which is the same event each
  /// time.
  private @Nullable CronCommand start(CronId cron, JsonNode definition, CronRun run) {
    if (!load(cron, run).started()) {
      try {
        var birth = new Birth(run.uid(), now(), clock.random());
        does.ask(trigger.scheduled(definition, run.name(), run.tick(), birth).event());
      } catch (InvalidSubmission e) {
        return new CronCommand.Refuse(run.uid(), String.valueOf(e.getMessage()), now());
      }
      if (!load(cron, run).started()) {
        return null;
      }
    }
    return new CronCommand.Begin(run.uid(), now());
  }

  private @Nullable CronCommand terminate(CronId cron, CronRun run) {
    var found = load(cron, run);
    if (!found.started()) {
      return new CronCommand.Forget(run.uid(), now());
    }
    if (!found.finished()) {
      try {
        var stop = new StopRun(Shutdown.TERMINATE, "", null, now());
        does.ask(runs.events().request(id(cron, run), REPLACED, stop));
      } catch (RunFailure.Rejected e) {
        // It has ended meanwhile, and its end will be heard.
        LOG.log(Level.DEBUG, "{0}", e.getMessage());
      }
      found = load(cron, run);
    }
    return found.finished() ? new CronCommand.End(run.uid(), found.phase(), now()) : null;
  }

  private Run load(CronId cron, CronRun run) {
    return runs.load(id(cron, run)).state();
  }

  private static RunId id(CronId cron, CronRun run) {
    return new RunId(cron.namespace(), run.name(), run.uid());
  }

  private CronState handle(CronId cron, String commandId, CronCommand command) {
    return streams.handle(stream(cron), commandId, command).latest().state();
  }

  private static StreamName stream(CronId cron) {
    return new StreamName(cron.stream());
  }

  private Instant now() {
    return clock.now().instant();
  }
}
