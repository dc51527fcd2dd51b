package dev.tiphys.engine.lock;

import dev.tiphys.engine.lock.LockCommand.Acquire;
import dev.tiphys.engine.lock.LockCommand.Release;
import dev.tiphys.engine.lock.LockFact.LimitSet;
import dev.tiphys.engine.lock.LockFact.LockAsked;
import dev.tiphys.engine.lock.LockFact.LockGranted;
import dev.tiphys.engine.lock.LockFact.LockReleased;
import io.vavr.collection.TreeMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A lock: who holds it and who waits. Immutable; every step costs a logarithm of who waits.
///
/// A mutex is a lock with a limit of 1, which is what a lock has until it is told otherwise.
public final class LockState {
  /// A lock that nobody has asked for.
  public static final LockState UNUSED =
      new LockState(1, TreeMap.empty(), TreeMap.empty(), TreeMap.empty(), 0, Releases.NONE);

  private final int limit;
  private final TreeMap<Holder, Ask> holding;
  private final TreeMap<Holder, Waiting> waiting;
  private final TreeMap<Place, Holder> queue;
  private final long asked;
  private final Releases releases;

  private record Waiting(Ask ask, Place place) {}

  /// Who is next: the higher priority, then who waits longer, then who asked first.
  private record Place(int priority, Instant since, long number) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::priority)
            .reversed()
            .thenComparing(Place::since)
            .thenComparingLong(Place::number);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private LockState(
      int limit,
      TreeMap<Holder, Ask> holding,
      TreeMap<Holder, Waiting> waiting,
      TreeMap<Place, Holder> queue,
      long asked,
      Releases releases) {
    this.limit = limit;
    this.holding = holding;
    this.waiting = waiting;
    this.queue = queue;
    this.asked = asked;
    this.releases = releases;
  }

  /// How many may hold the lock at once.
  public int limit() {
    return limit;
  }

  /// What `holder` asked for, if it holds the lock.
  public Optional<Ask> held(Holder holder) {
    return holding.get(holder).toJavaOptional();
  }

  /// Who holds the lock.
  public Map<Holder, Ask> holding() {
    return holding.toJavaMap();
  }

  /// Who waits, next first.
  public List<Holder> waiting() {
    return queue.values().toJavaList();
  }

  /// The state after all of `facts`.
  public static LockState replay(List<LockFact> facts) {
    var state = UNUSED;
    for (var fact : facts) {
      state = state.evolve(fact);
    }
    return state;
  }

  /// What follows from `command`: what it says itself, if that is news, and then everybody whose
  /// turn has come.
  public List<LockFact> decide(LockCommand command) {
    var facts = new ArrayList<LockFact>();
    switch (command) {
      case Acquire(var holder, var ask, var limitNow, _) -> {
        setLimit(limitNow, facts);
        if (isNews(holder, ask)) {
          facts.add(new LockAsked(holder, ask));
        }
      }
      case Release(var holder, var moment, var limitNow, var at) -> {
        limitNow.ifPresent(known -> setLimit(known, facts));
        if (!releases.cover(holder, moment)) {
          facts.add(new LockReleased(holder, moment, at));
        }
      }
    }
    var after = this;
    for (var fact : facts) {
      after = after.evolve(fact);
    }
    after.grant(command.at(), facts);
    return facts;
  }

  private void setLimit(int limitNow, List<LockFact> facts) {
    if (limitNow != limit) {
      facts.add(new LimitSet(limitNow));
    }
  }

  private boolean isNews(Holder holder, Ask ask) {
    if (releases.cover(holder, ask.at())) {
      return false;
    }
    var known = holding.get(holder).orElse(waiting.get(holder).map(Waiting::ask)).map(Ask::at);
    return known.forAll(ask.at()::isAfter);
  }

  private void grant(Instant at, List<LockFact> facts) {
    var room = limit - holding.size();
    for (var next = queue.iterator(); room > 0 && next.hasNext(); room--) {
      facts.add(new LockGranted(next.next()._2(), at));
    }
  }

  /// What is in the log has happened. This applies it, or says that the log is corrupt.
  public LockState evolve(LockFact fact) {
    return switch (fact) {
      case LimitSet(var now) -> new LockState(now, holding, waiting, queue, asked, releases);
      case LockAsked(var holder, var ask) when holding.containsKey(holder) ->
          new LockState(limit, holding.put(holder, ask), waiting, queue, asked, releases);
      case LockAsked(var holder, var ask) -> withWaiting(holder, ask);
      case LockGranted(var holder, _) -> granted(holder);
      case LockReleased(var holder, var moment, _) -> released(holder, moment);
    };
  }

  /// Who asks again while it waits keeps its place.
  private LockState withWaiting(Holder holder, Ask ask) {
    var place =
        waiting
            .get(holder)
            .map(Waiting::place)
            .getOrElse(new Place(ask.priority(), ask.since(), asked));
    return new LockState(
        limit,
        holding,
        waiting.put(holder, new Waiting(ask, place)),
        queue.put(place, holder),
        asked + 1,
        releases);
  }

  private LockState withoutWaiting(Holder holder) {
    var found = waiting.get(holder);
    return found.isEmpty()
        ? this
        : new LockState(
            limit,
            holding,
            waiting.remove(holder),
            queue.remove(found.get().place),
            asked,
            releases);
  }

  private LockState granted(Holder holder) {
    var found = waiting.get(holder);
    if (found.isEmpty()) {
      throw new IllegalStateException(
          "the lock was granted to %s, which did not wait for it".formatted(holder));
    }
    if (holding.size() >= limit) {
      throw new IllegalStateException(
          "the lock was granted to %s beyond its limit of %d".formatted(holder, limit));
    }
    var rest = withoutWaiting(holder);
    return new LockState(
        limit, holding.put(holder, found.get().ask), rest.waiting, rest.queue, asked, releases);
  }

  private LockState released(Holder holder, Moment moment) {
    var stillWaits = waiting.get(holder).exists(found -> found.ask.at().isAfter(moment));
    var stillHolds = holding.get(holder).exists(ask -> ask.at().isAfter(moment));
    var rest = stillWaits ? this : withoutWaiting(holder);
    return new LockState(
        limit,
        stillHolds ? holding : holding.remove(holder),
        rest.waiting,
        rest.queue,
        asked,
        releases.with(holder, moment));
  }

  @Override
  public String toString() {
    return "LockState[limit=%d, holding=%s, waiting=%s]"
        .formatted(limit, holding.keySet().toJavaList(), waiting());
  }
}
