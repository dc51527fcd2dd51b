package dev.tiphys.doorway.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.time.Durations;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
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
/// @param otlpHeaders of each such request: they may be secret
/// @param interval how long what was counted may wait until it is sent
public record MetricSettings(
    boolean enabled,
    Optional<Duration> ttl,
    Set<String> disabled,
    Optional<URI> otlp,
    Map<String, String> otlpHeaders,
    Duration interval) {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String OF_METRICS = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  /// @throws IllegalArgumentException naming the setting that is wrong
  public static MetricSettings of(JsonNode config, Map<String, String> environment) {
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
        endpoint(environment),
        headers(environment.getOrDefault("OTEL_EXPORTER_OTLP_HEADERS", "")),
        interval(environment.getOrDefault("OTEL_METRIC_EXPORT_INTERVAL", "")));
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

  private static Optional<URI> endpoint(Map<String, String> environment) {
    var whole = environment.getOrDefault(OF_METRICS, "");
    var base = environment.getOrDefault(ENDPOINT, "");
    if (whole.isEmpty() && base.isEmpty()) {
      return Optional.empty();
    }
    var name = whole.isEmpty() ? ENDPOINT : OF_METRICS;
    var text = whole.isEmpty() ? base.replaceFirst("/*$", "") + "/v1/metrics" : whole;
    try {
      var uri = URI.create(text);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": expected a URL, found none", e);
    }
    throw new IllegalArgumentException(name + ": expected a URL with http or https, found another");
  }

  private static Map<String, String> headers(String text) {
    var headers = new LinkedHashMap<String, String>();
    for (var pair : text.split(",")) {
      var equals = pair.indexOf('=');
      if (equals > 0) {
        headers.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return headers;
  }

  private static Duration interval(String millis) {
    return millis.matches("[0-9]{1,9}") ? Duration.ofMillis(Long.parseLong(millis)) : INTERVAL;
  }

  /// A meter that keeps to this.
  public Meter meter(java.time.InstantSource clock) {
    return new Meter(clock, ttl, disabled);
  }
}
