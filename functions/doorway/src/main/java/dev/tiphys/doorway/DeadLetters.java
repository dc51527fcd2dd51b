package dev.tiphys.doorway;

import dev.tiphys.events.Digest;
import dev.tiphys.events.RunEvents;
import dev.tiphys.log.store.ObjectStore;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/// Events that nobody could take, kept in the store below `deadletters/` in structured JSON with
/// the reason as an extension, as Knative's dead letter sink gets them.
public final class DeadLetters {
  private static final System.Logger LOG = System.getLogger(DeadLetters.class.getName());
  private static final int REASON_MAX = 1024;

  private final ObjectStore store;
  private final RunEvents events;

  /// Keeps them in `store`, large data by reference as `events` does.
  public DeadLetters(ObjectStore store, RunEvents events) {
    this.store = store;
    this.events = events;
  }

  /// Keeps an event of which `receiver` said that it will never take it, and why. What the store
  /// does not take is only logged.
  public void keep(String receiver, CloudEvent event, RuntimeException reason) {
    try {
      keep(receiver, event, String.valueOf(reason.getMessage()));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the event above could not be kept: {0}", e.getMessage());
    }
  }

  /// As above, for a sender that can send it again.
  ///
  /// @throws dev.tiphys.log.LogFailure if the store does not take it
  public void keep(String receiver, CloudEvent event, String message) {
    var shown = message.substring(0, Math.min(message.length(), REASON_MAX));
    LOG.log(
        Level.WARNING,
        "{0} cannot take event {1} {2} ({3}): {4}",
        receiver,
        event.getSource(),
        event.getId(),
        event.getType(),
        shown);
    var letter =
        CloudEventBuilder.v1(events.forTheWire(event))
            .withExtension("knativeerrordest", receiver)
            .withExtension("knativeerrordata", shown)
            .build();
    var id = event.getSource() + " " + event.getId() + " " + receiver;
    var name = Digest.of(id.getBytes(StandardCharsets.UTF_8)).substring("sha256:".length());
    store.put("deadletters/" + name + ".json", new JsonFormat().serialize(letter));
  }
}
