package dev.tiphys.timer;

import java.time.Instant;
import java.time.InstantSource;

/// A clock that can wake somebody up.
public interface Alarm extends InstantSource {
  /// Calls `action` at `moment` or a little later, once, in a thread of its own choice; at once if
  /// the moment has passed. A call that fails is the action's own affair.
  void at(Instant moment, Runnable action);
}
