package dev.tiphys.delivery.sync;

import dev.tiphys.language.application.SyncPolicy.Backoff;
import dev.tiphys.language.application.SyncPolicy.Retry;
import dev.tiphys.language.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether and when a sync that failed is tried again (C068, C069).
public final class Retrying {
  private static final Duration BASE = Duration.ofSeconds(5);
  private static final long FACTOR = 2;
  private static final Duration MAX = Duration.ofMinutes(3);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("h:mma", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Retrying() {}

  /// When the next try is due; empty if there is none.
  ///
  /// @param retry of the operation, null if it has none
  /// @param made how many there were
  /// @param failed when the last one failed
  /// @throws IllegalArgumentException if a duration is none
  public static Optional<Instant> due(@Nullable Retry retry, int made, Instant failed) {
    var limit = retry == null || retry.limit() == null ? 0 : retry.limit();
    if (retry == null || limit >= 0 && made >= limit) {
      return Optional.empty();
    }
    return Optional.of(failed.plus(wait(retry.backoff(), made)));
  }

  private static Duration wait(@Nullable Backoff backoff, int made) {
    if (backoff == null) {
      return Durations.growing(BASE, FACTOR, made, MAX);
    }
    var base = backoff.duration().isEmpty() ? BASE : Durations.parse(backoff.duration());
    var max = backoff.maxDuration().isEmpty() ? MAX : Durations.parse(backoff.maxDuration());
    var factor = backoff.factor() == null ? FACTOR : backoff.factor();
    return Durations.growing(base, factor, made, max.isPositive() ? max : null);
  }

  /// What the operation says while it waits.
  ///
  /// @param next the number of the next try, from 1
  static String message(String failure, int next, Instant due) {
    return "%s. Retrying attempt #%d at %s.".formatted(failure, next, TIME.format(due));
  }

  /// What it says when no other try follows.
  static String lastMessage(String failure, int made) {
    return made == 0 ? failure : "%s (retried %d times).".formatted(failure, made);
  }
}
