package dev.tiphys.delivery.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.delivery.sync.SyncCommand.Applied;
import dev.tiphys.delivery.sync.SyncCommand.FinishSync;
import dev.tiphys.delivery.sync.SyncCommand.OfTry;
import dev.tiphys.delivery.sync.SyncCommand.RecordHealth;
import dev.tiphys.delivery.sync.SyncCommand.RecordStep;
import dev.tiphys.delivery.sync.SyncCommand.RefreshSync;
import dev.tiphys.delivery.sync.SyncCommand.StartSync;
import dev.tiphys.delivery.sync.SyncCommand.TerminateSync;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.SyncFact;
import dev.tiphys.events.delivery.SyncFact.ResultsChanged;
import dev.tiphys.events.delivery.SyncFact.RetrySet;
import dev.tiphys.events.delivery.SyncFact.SyncFinished;
import dev.tiphys.events.delivery.SyncFact.SyncRefreshed;
import dev.tiphys.events.delivery.SyncFact.SyncRehearsed;
import dev.tiphys.events.delivery.SyncFact.SyncStarted;
import dev.tiphys.events.delivery.SyncFact.SyncWaits;
import dev.tiphys.events.delivery.SyncFact.TerminationRequested;
import dev.tiphys.events.delivery.SyncFact.WaveApplied;
import dev.tiphys.events.delivery.SyncFact.WaveHealthy;
import dev.tiphys.events.delivery.TaskResult;
import dev.tiphys.events.delivery.Waiting;
import dev.tiphys.language.application.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A sync: what it is to do and how far it is (alg §7). Immutable.
///
/// @param started null before it began
/// @param refreshed what it brings instead of what it started with
/// @param results of the try that is under way, in the order in which they came to be
/// @param wave the last wave that was carried out
/// @param waveOver whether all of that wave is healthy, complete or gone
/// @param terminating why somebody wants it to end
/// @param retry the try that is due, null if one is under way
/// @param retries how many tries there were after the first
public record SyncState(
    @Nullable SyncStarted started,
    @Nullable SyncRefreshed refreshed,
    boolean rehearsed,
    List<TaskResult> results,
    @Nullable Applied wave,
    boolean waveOver,
    @Nullable Waiting waiting,
    @Nullable String terminating,
    @Nullable RetrySet retry,
    int retries,
    @Nullable SyncFinished finished) {
  /// A sync that nobody has asked for.
  public static final SyncState NONE =
      new SyncState(null, null, false, List.of(), null, false, null, null, null, 0, null);

  /// Whether there is something to do yet.
  public boolean open() {
    return started != null && finished == null;
  }

  /// Whether what it waits for is seen by who looks at objects, and by nobody else.
  public boolean watched() {
    return open() && retry == null && terminating == null && waiting != null && waiting.watched();
  }

  /// As `operationState.phase`.
  public OperationPhase phase() {
    if (finished != null) {
      return finished.phase();
    }
    return terminating != null ? OperationPhase.TERMINATING : OperationPhase.RUNNING;
  }

  /// The operation as it was asked for.
  public Operation operation() {
    return Operation.from(
        started == null ? JsonNodeFactory.instance.objectNode() : started.operation());
  }

  /// What follows from `command`. What comes after the end, or twice, changes nothing.
  public List<SyncFact> decide(SyncCommand command) {
    if (command instanceof StartSync start) {
      return started == null
          ? List.of(
              new SyncStarted(
                  start.app(),
                  start.operation(),
                  start.sources(),
                  start.manifests(),
                  start.inventory(),
                  start.at()))
          : List.of();
    }
    if (!open() || command instanceof OfTry told && told.attempt() != retries) {
      return List.of();
    }
    return switch (command) {
      case StartSync _ -> List.of();
      case RecordStep step -> step(step);
      case RecordHealth health -> health(health);
      case TerminateSync(var message, var at) ->
          terminating == null ? List.of(new TerminationRequested(message, at)) : List.of();
      case RefreshSync(_, var sources, var manifests, var at) ->
          manifests() == null ? List.of(new SyncRefreshed(sources, manifests, at)) : List.of();
      case FinishSync finish -> finish(finish);
    };
  }

  private List<SyncFact> step(RecordStep step) {
    var facts = new ArrayList<SyncFact>();
    var changed = changed(step.results());
    if (step.applied() != null && !isLate(step.applied())) {
      if (wave != null && !waveOver) {
        facts.add(new WaveHealthy(wave.phase(), wave.wave(), step.at()));
      }
      var now = step.applied();
      facts.add(new WaveApplied(now.phase(), now.wave(), now.last(), changed, step.at()));
    } else {
      if (step.rehearsed() && !rehearsed) {
        facts.add(new SyncRehearsed(step.at()));
      }
      if (!changed.isEmpty()) {
        facts.add(new ResultsChanged(changed, step.at()));
      }
    }
    if (step.waiting() != null
        && (step.waiting().watched() && waveOver || !step.waiting().sameAs(waiting))) {
      facts.add(new SyncWaits(step.waiting(), step.at()));
    }
    return facts;
  }

  private List<SyncFact> health(RecordHealth health) {
    var facts = new ArrayList<SyncFact>();
    var changed = changed(health.results());
    if (!changed.isEmpty()) {
      facts.add(new ResultsChanged(changed, health.at()));
    }
    if (health.over() && wave != null && !waveOver) {
      facts.add(new WaveHealthy(wave.phase(), wave.wave(), health.at()));
    }
    return facts;
  }

  /// Whether somebody else has carried out this wave, or a later one, in between.
  private boolean isLate(Applied now) {
    if (wave == null) {
      return false;
    }
    var order = now.phase().compareTo(wave.phase());
    var later = order == 0 ? Integer.compare(now.wave(), wave.wave()) : order;
    return later < 0 || later == 0 && !waveOver;
  }

  /// What is over does not begin again, whoever still believes that it runs.
  private List<TaskResult> changed(List<TaskResult> now) {
    var known = byKey(results);
    return now.stream()
        .filter(
            result -> {
              var before = known.get(result.key());
              return before == null
                  || !result.equals(before) && !(isOver(before) && !isOver(result));
            })
        .toList();
  }

  private static boolean isOver(TaskResult result) {
    return result.phase() != null && result.phase().completed();
  }

  private List<SyncFact> finish(FinishSync finish) {
    var facts = new ArrayList<SyncFact>();
    var changed = changed(finish.results());
    if (!changed.isEmpty()) {
      facts.add(new ResultsChanged(changed, finish.at()));
    }
    if (wave != null && !waveOver && finish.phase() == OperationPhase.SUCCEEDED) {
      facts.add(new WaveHealthy(wave.phase(), wave.wave(), finish.at()));
    }
    facts.add(end(finish));
    return facts;
  }

  private SyncFact end(FinishSync finish) {
    var message = finish.message();
    if (!finish.phase().bad() || terminating != null) {
      return new SyncFinished(finish.phase(), message, finish.at());
    }
    try {
      var due = Retrying.due(operation().retry(), retries, finish.at());
      if (due.isPresent()) {
        var next = retries + 1;
        return new RetrySet(
            next, due.get(), Retrying.message(message, next, due.get()), finish.at());
      }
      return new SyncFinished(finish.phase(), Retrying.lastMessage(message, retries), finish.at());
    } catch (IllegalArgumentException e) {
      return new SyncFinished(
          OperationPhase.ERROR,
          "%s (failed to retry: %s)".formatted(message, e.getMessage()),
          finish.at());
    }
  }

  /// What is in the log has happened. This applies it.
  public SyncState evolve(SyncFact fact) {
    return switch (fact) {
      case SyncStarted now ->
          new SyncState(now, null, false, List.of(), null, false, null, null, null, 0, null);
      case SyncRefreshed now ->
          new SyncState(
              started,
              now,
              rehearsed,
              results,
              wave,
              waveOver,
              null,
              terminating,
              retry,
              retries,
              finished);
      case SyncRehearsed _ ->
          new SyncState(
              started,
              refreshed,
              true,
              results,
              wave,
              waveOver,
              null,
              terminating,
              null,
              retries,
              finished);
      case WaveApplied now ->
          new SyncState(
              started,
              refreshed,
              true,
              merged(now.results()),
              new Applied(now.phase(), now.wave(), now.last()),
              false,
              null,
              terminating,
              null,
              retries,
              finished);
      case WaveHealthy _ ->
          new SyncState(
              started,
              refreshed,
              rehearsed,
              results,
              wave,
              true,
              waiting,
              terminating,
              retry,
              retries,
              finished);
      case ResultsChanged now ->
          new SyncState(
              started,
              refreshed,
              rehearsed,
              merged(now.results()),
              wave,
              waveOver,
              waiting,
              terminating,
              retry,
              retries,
              finished);
      case SyncWaits now ->
          new SyncState(
              started,
              refreshed,
              rehearsed,
              results,
              wave,
              waveOver && !now.waiting().watched(),
              now.waiting(),
              terminating,
              retry,
              retries,
              finished);
      case TerminationRequested now ->
          new SyncState(
              started,
              refreshed,
              rehearsed,
              results,
              wave,
              waveOver,
              waiting,
              now.message(),
              retry,
              retries,
              finished);
      case RetrySet now ->
          new SyncState(
              started,
              isRefreshing() ? null : refreshed,
              false,
              List.of(),
              null,
              false,
              null,
              terminating,
              now,
              now.retry(),
              finished);
      case SyncFinished now ->
          new SyncState(
              started,
              refreshed,
              rehearsed,
              results,
              wave,
              waveOver,
              null,
              terminating,
              null,
              retries,
              now);
    };
  }

  private List<TaskResult> merged(List<TaskResult> changed) {
    var all = byKey(results);
    changed.forEach(result -> all.put(result.key(), result));
    return List.copyOf(all.values());
  }

  private static Map<TaskResult.Key, TaskResult> byKey(List<TaskResult> results) {
    Map<TaskResult.Key, TaskResult> all = new LinkedHashMap<>();
    results.forEach(result -> all.put(result.key(), result));
    return all;
  }

  /// Whether each further try begins with what the sources mean by then (C070).
  private boolean isRefreshing() {
    var retry = operation().retry();
    return retry != null && retry.refresh() && !isLocal();
  }

  /// What is brought to the cluster; null as long as it has to be rendered first.
  public @Nullable Blob manifests() {
    if (refreshed != null) {
      return refreshed.manifests();
    }
    return started == null || retries > 0 && isRefreshing() ? null : started.manifests();
  }

  /// What the manifests are rendered from; empty if that has to be looked up first, and for
  /// manifests of somebody's own.
  public List<ResolvedSource> sources() {
    if (refreshed != null) {
      return refreshed.sources();
    }
    return started == null || retries > 0 && isRefreshing() ? List.of() : started.sources();
  }

  /// Whether somebody brought the manifests along, so that nothing is known of what else is wanted.
  public boolean isLocal() {
    return started != null && started.manifests() != null && started.sources().isEmpty();
  }

  /// What it says for people while it runs, and at the end.
  public String message() {
    if (finished != null) {
      return finished.message();
    }
    if (retry != null) {
      return retry.message();
    }
    return waiting == null ? "" : waiting.what();
  }

  /// When it began.
  public Instant startedAt() {
    return Objects.requireNonNull(started, "the sync has not begun").at();
  }
}
