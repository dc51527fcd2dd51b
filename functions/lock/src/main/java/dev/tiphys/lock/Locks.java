package dev.tiphys.lock;

import dev.tiphys.engine.lock.Ask;
import dev.tiphys.engine.lock.Holder;
import dev.tiphys.engine.lock.LockCommand;
import dev.tiphys.engine.lock.LockFact;
import dev.tiphys.engine.lock.LockState;
import dev.tiphys.engine.lock.Moment;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunEvents.News;
import dev.tiphys.events.RunNews.LocksReleased;
import dev.tiphys.events.RunNews.LocksWanted;
import dev.tiphys.log.stream.Streams;
import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Turns "a node wants locks" and "a node releases locks" into "these locks are yours now", for
/// that node or for who was next.
///
/// An event that comes again finds what its first delivery recorded and leads to the same events,
/// so it repairs a crash at any point. What was not heard at all is repaired by announcing again
/// that the node still wants its locks.
public final class Locks {
  /// The types of the events that it wants.
  public static final Set<String> TYPES =
      Set.of("dev.tiphys.locks.wanted", "dev.tiphys.locks.released");

  /// How many locks a node may want.
  static final int LOCKS_MAX = 100;

  /// The id of an announcement says which fact of its record it is about.
  private static final Pattern ID = Pattern.compile("([0-9]{1,18})-([0-9]{1,9})");

  private final Streams<LockState, LockCommand, LockFact> streams;
  private final LockLimits limits;
  private final RunEvents events;

  /// `streams` are those of [LockStreams].
  public Locks(
      Streams<LockState, LockCommand, LockFact> streams, LockLimits limits, RunEvents events) {
    this.streams = streams;
    this.limits = limits;
    this.events = events;
  }

  /// Carries out `event` and returns the events to publish: `dev.tiphys.locks.granted` for each
  /// node that has all of its locks now, and `dev.tiphys.locks.refused` for one that wants a
  /// semaphore without a limit.
  ///
  /// @throws IllegalArgumentException if this is no event about locks
  /// @throws dev.tiphys.log.LogFailure if the log cannot do it
  public List<CloudEvent> apply(CloudEvent event) {
    var news = events.readNews(event);
    return switch (news.news()) {
      case LocksWanted wanted -> {
        requireFew(wanted.locks());
        var ask =
            new Ask(moment(news), wanted.priority(), wanted.since(), distinct(wanted.locks()));
        yield acquiring(event).wanted(holder(news, wanted.node()), ask);
      }
      case LocksReleased released -> {
        requireFew(released.locks());
        yield acquiring(event)
            .released(holder(news, released.node()), moment(news), distinct(released.locks()));
      }
      default ->
          throw new IllegalArgumentException(
              "type: expected dev.tiphys.locks.wanted or dev.tiphys.locks.released, found '%s'"
                  .formatted(event.getType()));
    };
  }

  private Acquiring acquiring(CloudEvent event) {
    return new Acquiring(streams, limits, events, event);
  }

  private static Holder holder(News news, int node) {
    return new Holder(news.run(), node);
  }

  /// News that are repeated from a run's state are of the end of the record that the state is of.
  private static Moment moment(News news) {
    var id = ID.matcher(news.id());
    return id.matches() && Long.parseLong(id.group(1)) == news.version()
        ? new Moment(news.version(), Integer.parseInt(id.group(2)))
        : new Moment(news.version(), Integer.MAX_VALUE);
  }

  private static List<String> distinct(List<String> locks) {
    return locks.stream().distinct().toList();
  }

  private static void requireFew(List<String> locks) {
    if (locks.isEmpty() || locks.size() > LOCKS_MAX) {
      throw new IllegalArgumentException(
          "locks: expected 1 to %d (limit LOCKS_MAX), found %d".formatted(LOCKS_MAX, locks.size()));
    }
  }
}
