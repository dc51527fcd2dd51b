package dev.tiphys.doorway.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.doorway.otlp.OtlpSettings;
import dev.tiphys.doorway.otlp.Signal;
import dev.tiphys.language.time.Durations;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the configuration says about metrics: `metricsConfig` as Argo has it, and where an
/// OpenTelemetry collector is, which the environment says.
///
/// @param enabled whether a scrape is answered
/// @param ttl after which metrics of workflows are forgotten that nobody has told again
/// @param disabled names that are not told, without the prefix
/// @param otlp where metrics are sent; empty if nowhere
/// @param interval how long what was counted may wait until it is sent
public record MetricSettings(
    boolean enabled,
    Optional<Duration> ttl,
    Set<String> disabled,
    Optional<OtlpSettings> otlp,
    Duration interval) {
  private static final String INTERVAL_NAME = "OTEL_METRIC_EXPORT_INTERVAL";
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  /// @param service the name of this process
  /// @throws IllegalArgumentException naming the setting that is wrong
  public static MetricSettings of(
      JsonNode config, String service, Map<String, String> environment) {
    var metrics = config.path("metricsConfig");
    var disabled = new LinkedHashSet<String>();
    for (var option : metrics.path("options").properties()) {
      if (option.getValue().path("disable").asBoolean(false)) {
        disabled.add(option.getKey());
      }
    }
    return new MetricSettings(
        metrics.path("enabled").asBoolean(true),
        ttl(metrics.path("metricsTTL").asText("")),
        disabled,
        OtlpSettings.of(Signal.METRICS, service, environment),
        interval(environment.getOrDefault(INTERVAL_NAME, "")));
  }

  private static Optional<Duration> ttl(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      var ttl = Durations.parse(text);
      return ttl.isZero() || ttl.isNegative() ? Optional.empty() : Optional.of(ttl);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "configuration: metricsConfig.metricsTTL: expected a duration such as 10m, found '%s'"
              .formatted(text),
          e);
    }
  }

  private static Duration interval(String millis) {
    return millis.matches("[0-9]{1,9}") ? Duration.ofMillis(Long.parseLong(millis)) : INTERVAL;
  }

  /// A meter that keeps to this.
  public Meter meter(java.time.InstantSource clock) {
    return new Meter(clock, ttl, disabled);
  }
}
