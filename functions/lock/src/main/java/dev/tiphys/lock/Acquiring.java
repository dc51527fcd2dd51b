package dev.tiphys.lock;

import dev.tiphys.engine.lock.Ask;
import dev.tiphys.engine.lock.Holder;
import dev.tiphys.engine.lock.LockCommand;
import dev.tiphys.engine.lock.LockCommand.Acquire;
import dev.tiphys.engine.lock.LockCommand.Release;
import dev.tiphys.engine.lock.LockFact;
import dev.tiphys.engine.lock.LockFact.LockGranted;
import dev.tiphys.engine.lock.LockState;
import dev.tiphys.engine.lock.Moment;
import dev.tiphys.events.Digest;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.RefuseLocks;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunId;
import dev.tiphys.log.stream.EventLog;
import dev.tiphys.log.stream.Streams;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedSet;

/// What follows from one event: leads every holder whose turn has come to its next lock, until it
/// waits again or has all.
///
/// Locks are acquired one after the other, in the order that all holders share, so two never wait
/// for each other. Whether to go on is read from the state and not from the facts of a command: a
/// grant may be older than the command, and may be over by now.
final class Acquiring {
  private final Streams<LockState, LockCommand, LockFact> streams;
  private final LockLimits limits;
  private final RunEvents events;
  private final CloudEvent cause;
  private final Instant at;
  private final SequencedSet<Turn> turns = new LinkedHashSet<>();
  private final List<CloudEvent> granted = new ArrayList<>();

  /// `holder` holds `lock` and may go on to the next.
  private record Turn(Holder holder, Ask ask, String lock) {}

  Acquiring(
      Streams<LockState, LockCommand, LockFact> streams,
      LockLimits limits,
      RunEvents events,
      CloudEvent cause) {
    this.streams = streams;
    this.limits = limits;
    this.events = events;
    this.cause = cause;
    if (cause.getTime() == null) {
      throw new IllegalArgumentException("time: expected an RFC 3339 time, found none");
    }
    this.at = cause.getTime().toInstant();
  }

  List<CloudEvent> wanted(Holder holder, Ask ask) {
    for (var lock : ask.locks()) {
      if (limit(holder.run(), LockName.parse(lock)).isEmpty()) {
        return List.of(refusal(holder, ask, lock));
      }
    }
    acquire(holder, ask, ask.locks().getFirst());
    return followAll();
  }

  List<CloudEvent> released(Holder holder, Moment moment, List<String> locks) {
    for (var lock : locks) {
      var name = LockName.parse(lock);
      var limit = limit(holder.run(), name);
      carryOut(lock, "release", new Release(holder, moment, limit, at));
    }
    return followAll();
  }

  private List<CloudEvent> followAll() {
    while (!turns.isEmpty()) {
      var turn = turns.removeFirst();
      var locks = turn.ask().locks();
      var next = locks.indexOf(turn.lock()) + 1;
      if (next < locks.size()) {
        acquire(turn.holder(), turn.ask(), locks.get(next));
      } else {
        granted.add(grant(turn.holder(), turn.ask()));
      }
    }
    return List.copyOf(granted);
  }

  /// A holder that finds a semaphore without a limit waits until it is announced again.
  private void acquire(Holder holder, Ask ask, String lock) {
    var limit = limit(holder.run(), LockName.parse(lock));
    if (limit.isEmpty()) {
      return;
    }
    // With another limit it is another command: what waits is to hear of it when it asks again.
    var what =
        "acquire %s %d %s %d"
            .formatted(holder.run().uid(), holder.node(), ask.at(), limit.getAsInt());
    var state = carryOut(lock, what, new Acquire(holder, ask, limit.getAsInt(), at));
    state.held(holder).ifPresent(now -> turns.add(new Turn(holder, now, lock)));
  }

  private LockState carryOut(String lock, String what, LockCommand command) {
    var stream = LockName.parse(lock).stream();
    var handled = streams.handle(stream, commandId(what), command);
    var state = handled.latest().state();
    for (var fact : handled.facts()) {
      if (fact instanceof LockGranted(var holder, _)) {
        state.held(holder).ifPresent(ask -> turns.add(new Turn(holder, ask, lock)));
      }
    }
    return state;
  }

  private String commandId(String what) {
    var id = cause.getSource() + " " + cause.getId() + " " + what;
    return id.length() <= EventLog.COMMAND_ID_CHARS_MAX
        ? id
        : Digest.of(id.getBytes(StandardCharsets.UTF_8));
  }

  private OptionalInt limit(RunId run, LockName name) {
    return name.mutex() ? OptionalInt.of(1) : limits.limit(run, name);
  }

  /// The id is the same whoever makes it possible, and whenever.
  private CloudEvent grant(Holder holder, Ask ask) {
    var id = "%s-locks-%d".formatted(ask.at(), holder.node());
    return events.request(holder.run(), id, new GrantLocks(holder.node(), ask.locks(), at), cause);
  }

  /// A semaphore that has no limit, or none that the run may read, has none however often one asks.
  private CloudEvent refusal(Holder holder, Ask ask, String lock) {
    var id = "%s-refused-%d".formatted(ask.at(), holder.node());
    var message =
        "Failed to acquire the synchronization lock. %s: expected a number of holders that the"
                .formatted(lock)
            + " workflow may read there, found none";
    return events.request(holder.run(), id, new RefuseLocks(holder.node(), message, at), cause);
  }
}
