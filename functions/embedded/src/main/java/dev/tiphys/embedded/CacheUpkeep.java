package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.time.Durations;
import dev.tiphys.memo.Caches;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Deletes what nobody asks caches for (F188), every so often: never, unless somebody says how
/// often, in the configuration (`memoization.gcPeriod`, `gcAfterNotHit`) or as Argo is told, in the
/// environment (`CACHE_GC_PERIOD`, `CACHE_GC_AFTER_NOT_HIT`).
final class CacheUpkeep {
  private static final String AFTER_NOT_HIT = "30s";

  private final @Nullable Duration period;
  private final Duration unused;
  private final Caches caches;
  private @Nullable Instant last;

  private CacheUpkeep(@Nullable Duration period, Duration unused, Caches caches) {
    this.period = period;
    this.unused = unused;
    this.caches = caches;
  }

  /// @throws IllegalArgumentException naming the setting that is no duration
  static CacheUpkeep of(JsonNode config, Map<String, String> environment, Caches caches) {
    var period = setting(config, "gcPeriod", environment, "CACHE_GC_PERIOD", "0s");
    var unused =
        setting(config, "gcAfterNotHit", environment, "CACHE_GC_AFTER_NOT_HIT", AFTER_NOT_HIT);
    return new CacheUpkeep(period.isZero() || period.isNegative() ? null : period, unused, caches);
  }

  private static Duration setting(
      JsonNode config,
      String field,
      Map<String, String> environment,
      String variable,
      String otherwise) {
    var written = config.path("memoization").path(field).asText("");
    var text = written.isEmpty() ? environment.getOrDefault(variable, otherwise) : written;
    try {
      return Durations.parse(text);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "configuration: memoization.%s: expected a duration such as 10m, found '%s'"
              .formatted(field, text),
          e);
    }
  }

  /// Looks through all caches if it is time to; there is nothing to announce.
  synchronized List<CloudEvent> sweep(Instant now) {
    if (period != null && (last == null || !now.isBefore(last.plus(period)))) {
      last = now;
      caches.forgetUnused(now.minus(unused));
    }
    return List.of();
  }
}
