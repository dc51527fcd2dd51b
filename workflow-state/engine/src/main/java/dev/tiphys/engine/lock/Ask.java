package dev.tiphys.engine.lock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What a holder asked for.
///
/// @param at when, in the history of the holder's run
/// @param priority the higher goes first
/// @param since the earlier goes first among equal priorities
/// @param locks all locks that the holder needs, in the order in which it acquires them, so that
///   whoever grants one knows what is next
public record Ask(Moment at, int priority, Instant since, List<String> locks) {
  public Ask {
    since = since.truncatedTo(ChronoUnit.MILLIS);
    locks = List.copyOf(locks);
  }
}
