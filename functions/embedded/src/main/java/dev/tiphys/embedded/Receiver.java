package dev.tiphys.embedded;

import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes the events of one partition, in their order.
@FunctionalInterface
interface Receiver {
  /// Why each event was not taken; null for those that were.
  List<@Nullable RuntimeException> receive(List<CloudEvent> events);

  /// A receiver that takes one event after the other.
  static Receiver each(Consumer<CloudEvent> function) {
    return events -> {
      var failures = new ArrayList<@Nullable RuntimeException>();
      for (var event : events) {
        try {
          function.accept(event);
          failures.add(null);
        } catch (RuntimeException e) {
          failures.add(e);
        }
      }
      return failures;
    };
  }
}
