package dev.tiphys.doorway;

import dev.tiphys.delivery.app.AppCommand;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.delivery.AppFact;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.log.stream.Streams;
import dev.tiphys.log.stream.View;
import io.cloudevents.CloudEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The applications of a store: records what functions find out about them, and says what follows.
///
/// Safe for many threads and many processes; the log underneath orders what they do.
public final class Apps {
  private static final DeliveryStreams<AppState, AppCommand, AppFact> KIND =
      new DeliveryStreams<>(AppFact.class, AppState.NEW, AppState::decide, AppState::evolve);

  private final Streams<AppState, AppCommand, AppFact> streams;
  private final LargeValues large;

  private Apps(Streams<AppState, AppCommand, AppFact> streams, LargeValues large) {
    this.streams = streams;
    this.large = large;
  }

  /// The applications in `store`, which has to be verified already.
  ///
  /// @param random what makes this writer different from all others: in production a `SecureRandom`
  public static Apps in(ObjectStore store, InstantSource clock, RandomGenerator random) {
    return new Apps(KIND.in(store, clock, random), new Blobs(store));
  }

  /// Carries out `command` and returns what is to be announced. What was carried out before under
  /// the same `cause` and `step` changes nothing and announces the same again.
  ///
  /// @param cause the event that led to it
  /// @param step which of several commands that follow from `cause` it is; may be empty
  /// @throws dev.tiphys.delivery.app.AppRefused if the application refuses
  /// @throws dev.tiphys.log.LogFailure if the log cannot do it
  public List<CloudEvent> handle(AppId app, CloudEvent cause, String step, AppCommand command) {
    return handle(app, DeliveryStreams.commandId(cause, step), command, cause);
  }

  /// As above, for what follows from no event.
  ///
  /// @param commandId the same whenever it is the same command
  public List<CloudEvent> handle(
      AppId app, String commandId, AppCommand command, @Nullable CloudEvent cause) {
    var handled =
        streams.handle(new StreamName(app.stream()), DeliveryStreams.bounded(commandId), command);
    return DeliveryEvents.announcements(
        app, handled.version(), handled.position(), handled.facts(), cause);
  }

  /// The application as it is now in the store.
  public View<AppState> load(AppId app) {
    return streams.load(new StreamName(app.stream()));
  }

  /// The application as it was after record `version` or later: from memory if that is new enough.
  public AppState load(AppId app, long version) {
    return streams.atLeast(new StreamName(app.stream()), version).state();
  }

  /// Where manifests, lists of resources and inventories lie.
  public LargeValues large() {
    return large;
  }
}
