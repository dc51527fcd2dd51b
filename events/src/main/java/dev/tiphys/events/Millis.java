package dev.tiphys.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The resolution of time in the log. Without it a warm state, folded from facts in memory, would
/// differ from one that is folded from the same facts read back.
final class Millis {
  private Millis() {}

  static Instant of(Instant time) {
    return time.getNano() % 1_000_000 == 0 ? time : time.truncatedTo(ChronoUnit.MILLIS);
  }
}
