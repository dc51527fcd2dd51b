package dev.tiphys.api;

import io.cloudevents.CloudEvent;

/// Where CloudEvents go that were posted to `/`: the broker of a host.
@FunctionalInterface
public interface Ingress {
  /// Takes over `event`: when this returns, it will be delivered (attack cases: never 2xx before it
  /// is durable, or before what it asks for is).
  ///
  /// @throws Refusal if it cannot; `UNAVAILABLE` makes the sender try again
  void accept(CloudEvent event);
}
