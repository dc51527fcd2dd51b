package dev.tiphys.doorway.metrics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.doorway.otlp.OtlpClient;
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
  private static final int CUMULATIVE = 2;

  private final Meter meter;
  private final OtlpClient client;
  private final Duration interval;
  private final BiConsumer<Duration, Runnable> later;
  private final InstantSource clock;
  private final Instant began;
  private final AtomicBoolean planned = new AtomicBoolean();

  private OtlpExport(
      Meter meter,
      MetricSettings settings,
      BiConsumer<Duration, Runnable> later,
      InstantSource clock) {
    this.meter = meter;
    this.client = new OtlpClient(settings.otlp().orElseThrow());
    this.interval = settings.interval();
    this.later = later;
    this.clock = clock;
    this.began = clock.instant();
  }

  /// Begins to tell what `meter` counts, if the settings name a collector.
  ///
  /// @param later runs a task after a while
  /// @return what tells at once what was not told yet
  public static Runnable begin(
      Meter meter,
      MetricSettings settings,
      BiConsumer<Duration, Runnable> later,
      InstantSource clock) {
    if (settings.otlp().isPresent()) {
      var export = new OtlpExport(meter, settings, later, clock);
      meter.listen(export::changed);
      return export::flush;
    }
    return () -> {};
  }

  private void changed() {
    if (planned.compareAndSet(false, true)) {
      later.accept(interval, this::send);
    }
  }

  private void flush() {
    if (planned.get()) {
      send();
    }
  }

  private void send() {
    planned.set(false);
    var body = json(meter.families(), client.resource(), began, clock.instant());
    if (!client.post("metrics", body)) {
      // What was counted is still there for the next time.
      changed();
    }
  }

  private static ObjectNode json(
      List<Family> families, Map<String, String> resource, Instant began, Instant now) {
    var root = OtlpClient.root();
    var scope = OtlpClient.scope(root, "resourceMetrics", "scopeMetrics", resource);
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
        OtlpClient.attributes(point, series.labels());
        point.put("timeUnixNano", OtlpClient.nanos(now));
        if (family.type() != Family.Type.GAUGE) {
          point.put("startTimeUnixNano", OtlpClient.nanos(began));
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
}
