package dev.tiphys.doorway;

import io.cloudevents.CloudEvent;
import java.util.List;

/// Takes events and brings them to whoever wants their type: at least once, and the events of one
/// partition key to each receiver in the order in which they were published, if it can.
@FunctionalInterface
public interface Broker {
  /// Hands over `events` in order. When this returns they are the broker's to deliver; when it
  /// throws, any number of the first ones may be.
  ///
  /// @throws dev.tiphys.log.LogFailure.Unavailable if the broker does not take them now
  void publish(List<CloudEvent> events);
}
