package dev.tiphys.doorway.metrics;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/// Tells an OpenTelemetry collector what was counted (OTLP over HTTP, in JSON). A while after
/// something was counted, and not again before something more is: nothing runs while nothing
/// happens.
public final class OtlpExport {
  private static final System.Logger LOG = System.getLogger(OtlpExport.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int CUMULATIVE = 2;

  private final Meter meter;
  private final URI endpoint;
  private final Map<String, String> headers;
  private final Duration interval;
  private final BiConsumer<Duration, Runnable> later;
  private final InstantSource clock;
  private final Instant began;
  private final AtomicBoolean planned = new AtomicBoolean();
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private OtlpExport(
      Meter meter,
      MetricSettings settings,
      BiConsumer<Duration, Runnable> later,
      InstantSource clock) {
    this.meter = meter;
    this.endpoint = settings.otlp().orElseThrow();
    this.headers = settings.otlpHeaders();
    this.interval = settings.interval();
    this.later = later;
    this.clock = clock;
    this.began = clock.instant();
  }

  /// Begins to tell what `meter` counts, if the settings name a collector.
  ///
  /// @param later runs a task after a while
  public static void begin(
      Meter meter,
      MetricSettings settings,
      BiConsumer<Duration, Runnable> later,
      InstantSource clock) {
    if (settings.otlp().isPresent()) {
      var export = new OtlpExport(meter, settings, later, clock);
      meter.listen(export::changed);
    }
  }

  private void changed() {
    if (planned.compareAndSet(false, true)) {
      later.accept(interval, this::send);
    }
  }

  private void send() {
    planned.set(false);
    var request =
        HttpRequest.newBuilder(endpoint)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofByteArray(
                    json(meter.families(), began, clock.instant())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8)));
    headers.forEach(request::header);
    try {
      var status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        LOG.log(Level.WARNING, "metrics were not taken: the collector answered {0}", status);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "metrics were not taken: {0}", e.getMessage());
      // What was counted is still there for the next time.
      changed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static ObjectNode json(List<Family> families, Instant began, Instant now) {
    var root = JsonNodeFactory.instance.objectNode();
    var resource = root.putArray("resourceMetrics").addObject();
    attributes(resource.putObject("resource"), Map.of("service.name", "tiphys"));
    var scope = resource.putArray("scopeMetrics").addObject();
    scope.putObject("scope").put("name", "tiphys");
    var metrics = scope.putArray("metrics");
    for (var family : families) {
      var metric = metrics.addObject();
      metric.put("name", family.name()).put("description", family.help());
      var data =
          switch (family.type()) {
            case COUNTER ->
                metric
                    .putObject("sum")
                    .put("isMonotonic", true)
                    .put("aggregationTemporality", CUMULATIVE);
            case GAUGE -> metric.putObject("gauge");
            case HISTOGRAM ->
                metric.putObject("histogram").put("aggregationTemporality", CUMULATIVE);
          };
      var points = data.putArray("dataPoints");
      for (var series : family.series()) {
        var point = points.addObject();
        attributes(point, series.labels());
        point.put("timeUnixNano", nanos(now));
        if (family.type() != Family.Type.GAUGE) {
          point.put("startTimeUnixNano", nanos(began));
        }
        if (family.type() == Family.Type.HISTOGRAM) {
          point.put("count", Long.toString(series.count())).put("sum", series.value());
          var counts = point.putArray("bucketCounts");
          series.counts().forEach(count -> counts.add(Long.toString(count)));
          var bounds = point.putArray("explicitBounds");
          series.bounds().forEach(bounds::add);
        } else {
          point.put("asDouble", series.value());
        }
      }
    }
    return root;
  }

  private static void attributes(ObjectNode object, Map<String, String> labels) {
    var attributes = object.putArray("attributes");
    labels.forEach(
        (key, value) -> {
          var attribute = attributes.addObject().put("key", key);
          attribute.putObject("value").put("stringValue", value);
        });
  }

  private static String nanos(Instant at) {
    return Long.toString(at.toEpochMilli()) + "000000";
  }
}
