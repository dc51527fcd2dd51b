package dev.tiphys.doorway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.tiphys.events.MetricSample;
import dev.tiphys.events.MetricSample.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MeterTest {
  private Instant now = Instant.parse("2026-11-24T09:00:00Z");
  private final Meter meter =
      new Meter(() -> now, Optional.of(Duration.ofMinutes(10)), Set.of("secret_count"));

  private static MetricSample sample(Kind kind, String name, Map<String, String> labels, double v) {
    return new MetricSample(
        name,
        "help of " + name,
        kind,
        labels,
        v,
        kind == Kind.HISTOGRAM ? List.of(2.0, 1.0) : List.of());
  }

  private void take(Kind kind, String name, Map<String, String> labels, double... values) {
    for (var value : values) {
      meter.custom(sample(kind, name, labels, value));
    }
  }

  private String text() {
    return PrometheusText.of(meter.families());
  }

  @Test
  void counters_add_up_under_their_labels_and_keep_their_names() {
    take(Kind.COUNTER, "played", Map.of("who", "ann"), 1, 2);
    take(Kind.COUNTER, "played", Map.of("who", "bob"), 1.5);
    assertThat(text())
        .isEqualTo(
            """
            # HELP argo_workflows_played help of played
            # TYPE argo_workflows_played counter
            argo_workflows_played{who="ann"} 3
            argo_workflows_played{who="bob"} 1.5
            """);
  }

  @Test
  void gauges_are_set_added_to_and_subtracted_from() {
    take(Kind.GAUGE_SET, "g", Map.of(), 5, 3);
    take(Kind.GAUGE_ADD, "g", Map.of(), 4);
    take(Kind.GAUGE_SUB, "g", Map.of(), 1);
    assertThat(text()).endsWith("# TYPE argo_workflows_g gauge\nargo_workflows_g 6\n");
  }

  @Test
  void a_histogram_tells_how_many_were_at_most_so_much() {
    take(Kind.HISTOGRAM, "h", Map.of("a", "b"), 0.5, 1, 1.5, 9);
    assertThat(text())
        .endsWith(
            """
            # TYPE argo_workflows_h histogram
            argo_workflows_h_bucket{a="b",le="1"} 2
            argo_workflows_h_bucket{a="b",le="2"} 3
            argo_workflows_h_bucket{a="b",le="+Inf"} 4
            argo_workflows_h_sum{a="b"} 12
            argo_workflows_h_count{a="b"} 4
            """);
  }

  @Test
  void what_would_break_a_line_is_escaped() {
    take(Kind.GAUGE_SET, "g", Map.of("l", "a\"b\\c\nd"), 1);
    assertThat(text()).contains("{l=\"a\\\"b\\\\c\\nd\"} 1\n");
  }

  @Test
  void a_name_has_one_type() {
    take(Kind.COUNTER, "m", Map.of(), 1);
    take(Kind.GAUGE_SET, "m", Map.of(), 7);
    assertThat(text()).endsWith("argo_workflows_m 1\n");
  }

  @Test
  void what_nobody_tells_again_is_forgotten() {
    take(Kind.COUNTER, "old", Map.of(), 1);
    meter.count("ours", "h", Map.of());
    now = now.plus(Duration.ofMinutes(11));
    assertThat(text()).contains("argo_workflows_ours 1").doesNotContain("old");
  }

  @Test
  void what_is_switched_off_is_not_told() {
    take(Kind.COUNTER, "secret_count", Map.of(), 1);
    assertThat(text()).isEmpty();
  }

  @Test
  void the_number_of_series_has_a_limit() {
    for (var i = 0; i < Meter.SERIES_MAX + 10; i++) {
      meter.custom(sample(Kind.COUNTER, "m", Map.of("i", Integer.toString(i)), 1));
    }
    assertThat(meter.families().getFirst().series()).hasSize(Meter.SERIES_MAX);
  }

  @Test
  void gauges_of_now_stand_for_what_was_set_before() {
    take(Kind.GAUGE_SET, "g", Map.of("a", "1"), 5);
    meter.gauges(() -> List.of(sample(Kind.GAUGE_SET, "g", Map.of("a", "1"), 8)));
    assertThat(text()).endsWith("argo_workflows_g{a=\"1\"} 8\n").doesNotContain(" 5\n");
  }

  @Test
  void a_collector_is_told_once_a_while_after_something_was_counted() throws IOException {
    var received = new ArrayList<String>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/metrics",
        exchange -> {
          received.add(
              exchange.getRequestHeaders().getFirst("x-key")
                  + new String(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      var planned = new ArrayList<Runnable>();
      var settings =
          MetricSettings.of(
              json("{}"),
              "tiphys",
              Map.of(
                  "OTEL_EXPORTER_OTLP_ENDPOINT",
                  "http://localhost:" + server.getAddress().getPort() + "/",
                  "OTEL_EXPORTER_OTLP_HEADERS",
                  "x-key=k"));
      OtlpExport.begin(meter, settings, (after, task) -> planned.add(task), () -> now);
      assertThat(planned).isEmpty();
      take(Kind.COUNTER, "played", Map.of("who", "ann"), 1, 2);
      take(Kind.HISTOGRAM, "h", Map.of(), 3);
      assertThat(planned).hasSize(1);
      planned.getFirst().run();
      assertThat(received).hasSize(1);
      assertThat(received.getFirst())
          .startsWith("k{")
          .contains(
              "\"name\":\"argo_workflows_played\"", "\"asDouble\":3.0", "\"isMonotonic\":true")
          .contains("\"bucketCounts\":[\"0\",\"0\",\"1\"]", "\"explicitBounds\":[1.0,2.0]");
      take(Kind.COUNTER, "played", Map.of("who", "ann"), 1);
      assertThat(planned).hasSize(2);
    } finally {
      server.stop(0);
    }
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void the_settings_are_those_of_argo() {
    var settings =
        MetricSettings.of(
            json(
                "{\"metricsConfig\": {\"enabled\": false, \"metricsTTL\": \"10m\","
                    + " \"options\": {\"gauge\": {\"disable\": true}}}}"),
            "tiphys",
            Map.of());
    assertThat(settings.enabled()).isFalse();
    assertThat(settings.ttl()).contains(Duration.ofMinutes(10));
    assertThat(settings.disabled()).containsExactly("gauge");
    assertThat(settings.otlp()).isEmpty();
    assertThatThrownBy(
            () ->
                MetricSettings.of(
                    json("{\"metricsConfig\": {\"metricsTTL\": \"soon\"}}"), "tiphys", Map.of()))
        .hasMessageContaining("metricsConfig.metricsTTL: expected a duration such as 10m");
    assertThatThrownBy(
            () ->
                MetricSettings.of(
                    json("{}"), "tiphys", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "file:///x")))
        .hasMessageContaining("OTEL_EXPORTER_OTLP_ENDPOINT: expected a URL with http or https");
  }
}
