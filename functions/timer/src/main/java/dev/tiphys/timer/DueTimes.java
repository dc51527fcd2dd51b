package dev.tiphys.timer;

import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Which timers are due when: no clock, only data. Not safe for many threads.
final class DueTimes {
  private final TreeMap<Due, Waiting> waiting = new TreeMap<>(Due.ORDER);

  /// A timer, the event that set it, and what is completed once it is announced.
  record Waiting(Due due, CloudEvent cause, CompletableFuture<Void> announced) {}

  /// Remembers a timer, or finds the one that is known already.
  Waiting add(Due due, CloudEvent cause) {
    return waiting.computeIfAbsent(due, key -> new Waiting(key, cause, new CompletableFuture<>()));
  }

  /// Takes back what could not be announced.
  void putBack(List<Waiting> timers) {
    timers.forEach(timer -> waiting.putIfAbsent(timer.due(), timer));
  }

  /// Takes out everything that is due at `now`, in the order of the moments.
  List<Waiting> take(Instant now) {
    var due = new ArrayList<Waiting>();
    while (!waiting.isEmpty() && !waiting.firstKey().at().isAfter(now)) {
      due.add(waiting.pollFirstEntry().getValue());
    }
    return due;
  }

  /// The next moment at which something is due.
  Optional<Instant> next() {
    return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.firstKey().at());
  }

  int size() {
    return waiting.size();
  }
}
