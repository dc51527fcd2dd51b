package dev.tiphys.delivery.app;

import dev.tiphys.delivery.app.AppCommand.AdvanceDeletion;
import dev.tiphys.delivery.app.AppCommand.AwaitDeletion;
import dev.tiphys.delivery.app.AppCommand.EndSync;
import dev.tiphys.delivery.app.AppCommand.ObserveRevision;
import dev.tiphys.delivery.app.AppCommand.RecordComparison;
import dev.tiphys.delivery.app.AppCommand.RecordFailure;
import dev.tiphys.delivery.app.AppCommand.RecordManifests;
import dev.tiphys.delivery.app.AppCommand.ReleaseFinalizer;
import dev.tiphys.delivery.app.AppCommand.RequestDeletion;
import dev.tiphys.delivery.app.AppCommand.RequestSync;
import dev.tiphys.delivery.app.AppCommand.SetConditions;
import dev.tiphys.events.delivery.AppFact;
import dev.tiphys.events.delivery.AppFact.Compared;
import dev.tiphys.events.delivery.AppFact.ConditionsSet;
import dev.tiphys.events.delivery.AppFact.DeletionAdvanced;
import dev.tiphys.events.delivery.AppFact.DeletionRequested;
import dev.tiphys.events.delivery.AppFact.DeletionWaits;
import dev.tiphys.events.delivery.AppFact.FinalizerReleased;
import dev.tiphys.events.delivery.AppFact.HealthChanged;
import dev.tiphys.events.delivery.AppFact.ManifestsRendered;
import dev.tiphys.events.delivery.AppFact.RevisionObserved;
import dev.tiphys.events.delivery.AppFact.SourceFailed;
import dev.tiphys.events.delivery.AppFact.SyncEnded;
import dev.tiphys.events.delivery.AppFact.SyncRequested;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.Condition;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.ResolvedSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is known of an application. Immutable.
///
/// @param observed what the sources meant when they were last looked at
/// @param rendered what was last rendered
/// @param failed why the sources cannot be read or rendered since, if they cannot
/// @param compared the last comparison
/// @param operation the sync that is under way
/// @param last the sync before
/// @param history oldest first, at most [#HISTORY_MAX]
/// @param inventory what the last full sync that succeeded left in the cluster, and whatever of
///     that later ones have not removed
/// @param deletion how far it is, if somebody deletes the application
public record AppState(
    @Nullable RevisionObserved observed,
    @Nullable ManifestsRendered rendered,
    @Nullable SourceFailed failed,
    @Nullable Compared compared,
    @Nullable HealthChanged health,
    List<Condition> conditions,
    @Nullable SyncRequested operation,
    @Nullable Ended last,
    List<HistoryEntry> history,
    @Nullable Blob inventory,
    @Nullable Deletion deletion) {
  /// How many entries of the history are kept, whatever `revisionHistoryLimit` shows.
  public static final int HISTORY_MAX = 100;

  /// An application of which nothing is known.
  public static final AppState NEW =
      new AppState(null, null, null, null, null, List.of(), null, null, List.of(), null, null);

  /// A sync that is over.
  public record Ended(SyncRequested request, SyncEnded end) {}

  /// What follows from `command`.
  ///
  /// @throws AppRefused if it cannot be done as things are
  public List<AppFact> decide(AppCommand command) {
    return switch (command) {
      case ObserveRevision(var sources, var refresh, var at) ->
          isNews(sources, refresh)
              ? List.of(new RevisionObserved(sources, refresh, at))
              : List.of();
      case RecordManifests(var sources, var manifests, var types, var at) ->
          isWanted(sources) && isOpen()
              ? List.of(new ManifestsRendered(sources, manifests, types, at))
              : List.of();
      case RecordFailure failure -> failure(failure);
      case RecordComparison comparison -> comparison(comparison);
      case SetConditions(var evaluated, var found, var at) -> conditions(evaluated, found, at);
      case RequestSync request -> request(request);
      case EndSync end -> end(end);
      case AppCommand.OfDeletion deleting -> deletion(deleting);
    };
  }

  private boolean isNews(List<ResolvedSource> sources, Refresh refresh) {
    return refresh != Refresh.NONE
        || observed == null
        || failed != null
        || !observed.sources().equals(sources);
  }

  private boolean isWanted(List<ResolvedSource> sources) {
    return observed != null && observed.sources().equals(sources);
  }

  /// Whether nothing has come of the last look at the sources yet.
  private boolean isOpen() {
    return rendered == null
        || failed != null
        || observed != null
            && (!observed.sources().equals(rendered.sources())
                || !observed.at().isBefore(rendered.at()));
  }

  private List<AppFact> failure(RecordFailure now) {
    if (!now.sources().isEmpty() && !isWanted(now.sources())) {
      return List.of();
    }
    var known =
        failed != null
            && failed.message().equals(now.message())
            && failed.sources().equals(now.sources());
    return known && !now.asked()
        ? List.of()
        : List.of(new SourceFailed(now.sources(), now.message(), now.at()));
  }

  private List<AppFact> end(EndSync now) {
    if (operation == null || !operation.sync().equals(now.sync())) {
      return List.of();
    }
    var known =
        operation.sources().equals(now.sources())
            && Objects.equals(operation.manifests(), now.manifests());
    return List.of(
        new SyncEnded(
            now.sync(),
            now.phase(),
            now.message(),
            now.results(),
            now.inventory(),
            now.recorded(),
            known ? List.of() : now.sources(),
            known ? null : now.manifests(),
            now.at()));
  }

  private List<AppFact> comparison(RecordComparison now) {
    var facts = new ArrayList<AppFact>();
    var fact =
        new Compared(now.status(), now.sources(), now.comparedTo(), now.resources(), now.at());
    if (compared == null || !sameBut(fact, compared)) {
      facts.add(fact);
    }
    if (health == null || !health.health().equals(now.health())) {
      facts.add(new HealthChanged(now.health(), now.at()));
    }
    return facts;
  }

  private static boolean sameBut(Compared one, Compared other) {
    return new Compared(
            other.status(), other.sources(), other.comparedTo(), other.resources(), one.at())
        .equals(one);
  }

  private List<AppFact> conditions(List<String> evaluated, List<Condition> found, Instant at) {
    var fact = new ConditionsSet(evaluated, withOldTimes(found), at);
    return with(fact).equals(conditions) ? List.of() : List.of(fact);
  }

  /// What holds unchanged holds since when it did.
  private List<Condition> withOldTimes(List<Condition> found) {
    return found.stream()
        .map(
            now ->
                conditions.stream()
                    .filter(
                        old -> old.type().equals(now.type()) && old.message().equals(now.message()))
                    .findFirst()
                    .orElse(now))
        .distinct()
        .toList();
  }

  private List<Condition> with(ConditionsSet fact) {
    var all = new ArrayList<Condition>();
    conditions.stream().filter(old -> !fact.evaluated().contains(old.type())).forEach(all::add);
    all.addAll(fact.conditions());
    all.sort(
        Comparator.comparing(Condition::type)
            .thenComparing(Condition::message)
            .thenComparing(Condition::at));
    return List.copyOf(all);
  }

  private List<AppFact> request(RequestSync request) {
    if (operation != null) {
      if (operation.sync().equals(request.sync())) {
        return List.of();
      }
      throw new AppRefused("another operation is already in progress");
    }
    if (deletion != null) {
      throw new AppRefused("application is deleting");
    }
    if (request.manifests() != null && !request.sources().isEmpty() && !isRendered(request)) {
      throw new AppRefused(
          "no completed render of these sources is in the log, so nothing can be synced from it");
    }
    return List.of(
        new SyncRequested(
            request.sync(),
            request.operation(),
            request.sources(),
            request.manifests(),
            inventory,
            request.at()));
  }

  /// Only what was rendered to the end from these very sources is ever brought to a cluster.
  private boolean isRendered(RequestSync request) {
    return rendered != null
            && rendered.sources().equals(request.sources())
            && rendered.manifests().equals(request.manifests())
        || history.stream()
            .anyMatch(
                entry ->
                    entry.sources().equals(request.sources())
                        && entry.manifests().equals(request.manifests()));
  }

  private List<AppFact> deletion(AppCommand.OfDeletion command) {
    return switch (command) {
      case RequestDeletion(var finalizers, var at) ->
          deletion == null ? List.of(new DeletionRequested(finalizers, at)) : List.of();
      case AdvanceDeletion(var finalizer, var wave, var objects, var at) ->
          isHeldBy(finalizer)
              ? List.of(new DeletionAdvanced(finalizer, wave, objects, at))
              : List.of();
      case AwaitDeletion(var waiting, var at) ->
          deletion != null
                  && !deletion.over()
                  && (waiting.until() != null || !waiting.sameAs(deletion.waiting()))
              ? List.of(new DeletionWaits(waiting, at))
              : List.of();
      case ReleaseFinalizer(var finalizer, var at) ->
          isHeldBy(finalizer) ? List.of(new FinalizerReleased(finalizer, at)) : List.of();
    };
  }

  private boolean isHeldBy(String finalizer) {
    return deletion != null && deletion.finalizers().contains(finalizer);
  }

  /// What is in the log has happened. This applies it.
  public AppState evolve(AppFact fact) {
    var next = new Draft(this);
    switch (fact) {
      case RevisionObserved now -> next.observed = now;
      case ManifestsRendered now -> {
        next.rendered = now;
        next.failed = null;
      }
      case SourceFailed now -> next.failed = now;
      case Compared now -> next.compared = now;
      case HealthChanged now -> next.health = now;
      case ConditionsSet now -> next.conditions = with(now);
      case SyncRequested now -> next.operation = now;
      case SyncEnded end -> end(next, end);
      case DeletionRequested now -> next.deletion = Deletion.begun(now);
      case DeletionAdvanced now -> next.deletion = deletion(now).after(now);
      case DeletionWaits now -> next.deletion = deletion(now).waitingFor(now.waiting());
      case FinalizerReleased now -> next.deletion = deletion(now).without(now.finalizer());
    }
    return next.done();
  }

  private Deletion deletion(AppFact fact) {
    if (deletion == null) {
      throw new IllegalStateException("%s of what nobody deletes".formatted(fact));
    }
    return deletion;
  }

  private void end(Draft next, SyncEnded end) {
    if (operation == null || !operation.sync().equals(end.sync())) {
      throw new IllegalStateException(
          "sync %s ended, which is not under way".formatted(end.sync()));
    }
    var brought = brought(operation, end);
    next.operation = null;
    next.last = new Ended(brought, end);
    if (end.recorded() && brought.manifests() != null) {
      next.history = entered(brought, end);
    }
    if (end.inventory() != null) {
      next.inventory = end.inventory();
    }
  }

  /// The next state while it comes to be.
  private static final class Draft {
    private @Nullable RevisionObserved observed;
    private @Nullable ManifestsRendered rendered;
    private @Nullable SourceFailed failed;
    private @Nullable Compared compared;
    private @Nullable HealthChanged health;
    private List<Condition> conditions;
    private @Nullable SyncRequested operation;
    private @Nullable Ended last;
    private List<HistoryEntry> history;
    private @Nullable Blob inventory;
    private @Nullable Deletion deletion;

    Draft(AppState state) {
      observed = state.observed;
      rendered = state.rendered;
      failed = state.failed;
      compared = state.compared;
      health = state.health;
      conditions = state.conditions;
      operation = state.operation;
      last = state.last;
      history = state.history;
      inventory = state.inventory;
      deletion = state.deletion;
    }

    AppState done() {
      return new AppState(
          observed,
          rendered,
          failed,
          compared,
          health,
          conditions,
          operation,
          last,
          history,
          inventory,
          deletion);
    }
  }

  /// What was asked for, with what was only found out on the way.
  private static SyncRequested brought(SyncRequested asked, SyncEnded end) {
    return end.sources().isEmpty() && end.manifests() == null
        ? asked
        : new SyncRequested(
            asked.sync(),
            asked.operation(),
            end.sources(),
            end.manifests(),
            asked.inventory(),
            asked.at());
  }

  private List<HistoryEntry> entered(SyncRequested request, SyncEnded end) {
    var id = history.isEmpty() ? 0 : history.getLast().id() + 1;
    var entries = new ArrayList<>(history);
    entries.add(
        new HistoryEntry(
            id,
            request.sources(),
            Objects.requireNonNull(request.manifests()),
            request.operation().path("initiatedBy"),
            request.at(),
            end.at()));
    return List.copyOf(entries.subList(Math.max(0, entries.size() - HISTORY_MAX), entries.size()));
  }
}
