package dev.tiphys.embedded;

import dev.tiphys.api.Refusal;
import dev.tiphys.doorway.Runs;
import dev.tiphys.doorway.metrics.Meter;
import dev.tiphys.doorway.metrics.MetricSettings;
import dev.tiphys.doorway.metrics.OtlpExport;
import dev.tiphys.doorway.metrics.PrometheusText;
import dev.tiphys.doorway.metrics.RunMeter;
import dev.tiphys.doorway.tracing.RunTracer;
import dev.tiphys.doorway.tracing.SpanExport;
import dev.tiphys.doorway.tracing.TraceSettings;
import dev.tiphys.events.MetricSample;
import dev.tiphys.events.MetricSample.Kind;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The metrics of a host (F184, F185): what is committed here is counted, and what there is now is
/// looked up when somebody asks.
record HostMetrics(
    MetricSettings settings,
    Meter meter,
    Runs runs,
    RunIndex index,
    InstantSource clock,
    List<Runnable> endings)
    implements AutoCloseable {
  static HostMetrics open(
      MetricSettings settings, Runs runs, RunIndex index, InProcessBroker broker, Delays delays) {
    var clock = InstantSource.system();
    var metrics =
        new HostMetrics(settings, settings.meter(clock), runs, index, clock, new ArrayList<>());
    runs.listen(metrics.commits(delays));
    metrics.meter.gauges(metrics::now);
    metrics.meter.gauges(
        () ->
            List.of(
                gauge(
                    "queue_depth_gauge",
                    "Events that were published and are not delivered yet",
                    Map.of("queue_name", "broker"),
                    broker.waiting()),
                gauge("version", "The version of Tiphys", Map.of("version", version()), 1)));
    metrics.endings.add(OtlpExport.begin(metrics.meter, settings, delays::after, clock));
    return metrics;
  }

  /// Whoever commits is counted, and traced if the environment names a collector (F186).
  private Runs.Commits commits(Delays delays) {
    Runs.Commits counted = new RunMeter(meter);
    return TraceSettings.of("tiphys", System.getenv())
        .map(
            traces -> {
              var export = new SpanExport(traces, delays::after);
              endings.add(export::close);
              return counted.and(new RunTracer(traces, export));
            })
        .orElse(counted);
  }

  /// Tells the collector what it has not heard yet.
  @Override
  public void close() {
    endings.forEach(Runnable::run);
  }

  private static String version() {
    return Objects.requireNonNullElse(
        HostMetrics.class.getPackage().getImplementationVersion(), "unknown");
  }

  private static MetricSample gauge(
      String name, String help, Map<String, String> labels, double value) {
    return new MetricSample(name, help, Kind.GAUGE_SET, labels, value, List.of());
  }

  /// How many runs there are, by phase, and what those that go on tell in real time.
  private List<MetricSample> now() {
    var gauges = new ArrayList<MetricSample>();
    var phases = new TreeMap<String, Integer>();
    var pods = 0;
    for (var entry : index.list("")) {
      phases.merge(entry.phase().toString(), 1, Integer::sum);
      if (!entry.finished()) {
        var run = runs.load(entry.run(), entry.version());
        pods += run.pods();
        gauges.addAll(run.realtime(clock.instant()));
      }
    }
    phases.forEach(
        (phase, count) ->
            gauges.add(
                gauge(
                    "gauge",
                    "A gauge of the workflows that there are, by phase",
                    Map.of("phase", phase),
                    count)));
    gauges.add(
        gauge(
            "pods_gauge",
            "A gauge of the pods that have not ended",
            Map.of("phase", "Running"),
            pods));
    return gauges;
  }

  String text() {
    if (!settings.enabled()) {
      throw new Refusal(Refusal.Code.NOT_FOUND, "metrics are switched off (metricsConfig.enabled)");
    }
    return PrometheusText.of(meter.families());
  }
}
