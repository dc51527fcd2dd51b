package dev.tiphys.timer;

import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.List;

/// What the log says is unmet.
@FunctionalInterface
public interface Sweep {
  /// What all runs wait for, as it was announced before: timers that are due before `until`
  /// (`dev.tiphys.timer.set`), and whatever somebody else has to do and has not begun. Whoever has
  /// heard it already does nothing.
  List<CloudEvent> unmet(Instant until);
}
