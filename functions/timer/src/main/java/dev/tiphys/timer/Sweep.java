package dev.tiphys.timer;

import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.List;

/// What the log says is due.
@FunctionalInterface
public interface Sweep {
  /// The timers of all runs that have not fired and are due before `until`, as they were announced
  /// (`dev.tiphys.timer.set`).
  List<CloudEvent> dueBefore(Instant until);
}
