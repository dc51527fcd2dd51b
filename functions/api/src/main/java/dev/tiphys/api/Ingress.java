package dev.tiphys.api;

import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where CloudEvents go that were posted to `/`: the broker of a host.
@FunctionalInterface
public interface Ingress {
  /// Takes over `event`: when this returns, it will be delivered (attack cases: never 2xx before it
  /// is durable, or before what it asks for is).
  ///
  /// @throws Refusal if it cannot; `UNAVAILABLE` makes the sender try again
  void accept(CloudEvent event);

  /// What was posted for event bindings.
  ///
  /// @param discriminator tells several uses of one namespace apart; may be empty
  /// @param headers names in lower case
  /// @param body as it came; nobody has read it yet
  /// @param trust of the sender; without any it has to be a webhook that is signed
  /// @param event reads it as a CloudEvent, or gives null if it is none
  record Post(
      String namespace,
      String discriminator,
      Map<String, List<String>> headers,
      byte[] body,
      Trust trust,
      Supplier<@Nullable CloudEvent> event) {}

  /// Takes over what was posted: when this returns, the runs that it starts are durable.
  ///
  /// @throws Refusal if it cannot; `UNAUTHENTICATED` if its sender may not
  default void receive(Post post) {
    throw new Refusal(Refusal.Code.UNIMPLEMENTED, "this server takes no events for bindings");
  }
}
