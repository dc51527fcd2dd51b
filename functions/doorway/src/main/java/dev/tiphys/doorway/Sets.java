package dev.tiphys.doorway;

import dev.tiphys.delivery.sets.SetCommand;
import dev.tiphys.delivery.sets.SetState;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.SetFact;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.log.stream.Streams;
import dev.tiphys.log.stream.View;
import io.cloudevents.CloudEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/// The sets of applications of a store: records what they generated and what that did, and says
/// what follows.
///
/// Safe for many threads and many processes; the log underneath orders what they do.
public final class Sets {
  private static final DeliveryStreams<SetState, SetCommand, SetFact> KIND =
      new DeliveryStreams<>(SetFact.class, SetState.NEW, SetState::decide, SetState::evolve);

  private final Streams<SetState, SetCommand, SetFact> streams;
  private final LargeValues large;

  private Sets(Streams<SetState, SetCommand, SetFact> streams, LargeValues large) {
    this.streams = streams;
    this.large = large;
  }

  /// The sets in `store`, which has to be verified already.
  ///
  /// @param random what makes this writer different from all others: in production a `SecureRandom`
  public static Sets in(ObjectStore store, InstantSource clock, RandomGenerator random) {
    return new Sets(KIND.in(store, clock, random), new Blobs(store));
  }

  /// Carries out `command` and returns what is to be announced. What was carried out before under
  /// the same `cause` and `step` changes nothing and announces the same again.
  ///
  /// @param cause the event that led to it
  /// @param step which of several commands that follow from `cause` it is
  /// @throws dev.tiphys.log.LogFailure if the log cannot do it
  public List<CloudEvent> handle(SetId set, CloudEvent cause, String step, SetCommand command) {
    var handled =
        streams.handle(
            new StreamName(set.stream()), DeliveryStreams.commandId(cause, step), command);
    return DeliveryEvents.announcements(
        set, handled.version(), handled.position(), handled.facts(), cause);
  }

  /// The set as it is now in the store.
  public View<SetState> load(SetId set) {
    return streams.load(new StreamName(set.stream()));
  }

  /// The set as it was after record `version` or later: from memory if that is new enough.
  public SetState load(SetId set, long version) {
    return streams.atLeast(new StreamName(set.stream()), version).state();
  }

  /// Where what was generated lies.
  public LargeValues large() {
    return large;
  }
}
