package dev.tiphys.render;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Sources that failed again and again are left alone for a while (C016). Immutable; time comes in.
///
/// @param failures by what was to be rendered
record FailurePause(Map<String, Failure> failures) {
  static final FailurePause NONE = new FailurePause(Map.of());

  /// How often before a pause, and how long it is.
  static final int ATTEMPTS = 3;

  static final Duration PAUSE = Duration.ofMinutes(60);
  private static final int KEPT_MAX = 5_000;

  /// @param count in a row
  record Failure(int count, String message, Instant last) {}

  FailurePause {
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }

  /// What to answer instead of trying again.
  Optional<String> answer(String key, Instant now) {
    var failure = failures.get(key);
    return failure == null
            || failure.count() < ATTEMPTS
            || !now.isBefore(failure.last().plus(PAUSE))
        ? Optional.empty()
        : Optional.of("Manifest generation error (cached): " + failure.message());
  }

  FailurePause failed(String key, String message, Instant now) {
    var next = new LinkedHashMap<>(failures);
    var before = next.remove(key);
    var over = before != null && !now.isBefore(before.last().plus(PAUSE));
    next.put(key, new Failure(before == null || over ? 1 : before.count() + 1, message, now));
    while (next.size() > KEPT_MAX) {
      next.remove(next.keySet().iterator().next());
    }
    return new FailurePause(next);
  }

  FailurePause succeeded(String key) {
    if (!failures.containsKey(key)) {
      return this;
    }
    var next = new LinkedHashMap<>(failures);
    next.remove(key);
    return new FailurePause(next);
  }
}
