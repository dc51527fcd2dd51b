package dev.tiphys.doorway;

import dev.tiphys.delivery.sync.SyncCommand;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.SyncFact;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.log.stream.Streams;
import dev.tiphys.log.stream.View;
import io.cloudevents.CloudEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The syncs of a store: records what became of their steps, and says what follows.
///
/// Safe for many threads and many processes; the log underneath orders what they do.
public final class Syncs {
  private static final DeliveryStreams<SyncState, SyncCommand, SyncFact> KIND =
      new DeliveryStreams<>(SyncFact.class, SyncState.NONE, SyncState::decide, SyncState::evolve);

  private final Streams<SyncState, SyncCommand, SyncFact> streams;

  private Syncs(Streams<SyncState, SyncCommand, SyncFact> streams) {
    this.streams = streams;
  }

  /// The syncs in `store`, which has to be verified already.
  ///
  /// @param random what makes this writer different from all others: in production a `SecureRandom`
  public static Syncs in(ObjectStore store, InstantSource clock, RandomGenerator random) {
    return new Syncs(KIND.in(store, clock, random));
  }

  /// Carries out `command` and returns what is to be announced. What was carried out before under
  /// the same id changes nothing and announces the same again.
  ///
  /// @param commandId the same whenever it is the same command
  /// @param cause the event that led to it
  /// @throws dev.tiphys.log.LogFailure if the log cannot do it
  public List<CloudEvent> handle(
      SyncId sync, String commandId, SyncCommand command, @Nullable CloudEvent cause) {
    var handled =
        streams.handle(new StreamName(sync.stream()), DeliveryStreams.bounded(commandId), command);
    return DeliveryEvents.announcements(
        sync, handled.version(), handled.position(), handled.facts(), cause);
  }

  /// As above, for the command of that name that follows from `cause`.
  public List<CloudEvent> handle(SyncId sync, CloudEvent cause, String step, SyncCommand command) {
    return handle(sync, DeliveryStreams.commandId(cause, step), command, cause);
  }

  /// The sync as it is now in the store.
  public View<SyncState> load(SyncId sync) {
    return streams.load(new StreamName(sync.stream()));
  }
}
