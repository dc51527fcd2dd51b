package dev.tiphys.doorway;

import dev.tiphys.doorway.logging.Handling;
import dev.tiphys.doorway.metrics.Meter;
import dev.tiphys.doorway.metrics.MetricSettings;
import dev.tiphys.doorway.metrics.OtlpExport;
import dev.tiphys.doorway.metrics.PrometheusText;
import dev.tiphys.doorway.metrics.RunMeter;
import dev.tiphys.doorway.tracing.RunTracer;
import dev.tiphys.doorway.tracing.SpanExport;
import dev.tiphys.doorway.tracing.TraceSettings;
import dev.tiphys.events.MetricSample;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What people can see of a function while it works: a line of the log for each event, metrics, and
/// runs as traces. What is sent to a collector is set up only if the environment names one.
public final class Observation implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.tiphys.function");
  private static final List<Double> SECONDS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0);

  private final String function;
  private final Level told;
  private final Meter meter;
  private final AtomicInteger underWay = new AtomicInteger();
  private final List<Runnable> endings = new ArrayList<>();
  private Runs.Commits commits;

  private Observation(String function, Level told, Meter meter) {
    this.function = function;
    this.told = told;
    this.meter = meter;
    this.commits = new RunMeter(meter);
    meter.gauges(
        () ->
            List.of(
                new MetricSample(
                    "workers_busy_count",
                    "A gauge of the events that are being handled",
                    MetricSample.Kind.GAUGE_SET,
                    Map.of("worker_type", function),
                    underWay.get(),
                    List.of())));
  }

  /// Of who is no function of its own: a line for people who want details, and no metrics.
  static Observation quiet(String name) {
    return new Observation(name, Level.DEBUG, meter());
  }

  /// Of a function, as its environment says.
  ///
  /// @throws IllegalArgumentException naming the variable that is wrong
  static Observation of(String function, Map<String, String> environment) {
    if (environment.keySet().stream().noneMatch(name -> name.startsWith("OTEL_EXPORTER_OTLP_"))) {
      return new Observation(function, Level.INFO, meter());
    }
    var clock = InstantSource.system();
    var service = "tiphys-" + function;
    var settings =
        MetricSettings.of(
            com.fasterxml.jackson.databind.node.MissingNode.getInstance(), service, environment);
    var observation = new Observation(function, Level.INFO, settings.meter(clock));
    observation.endings.add(
        OtlpExport.begin(observation.meter, settings, Observation::later, clock));
    TraceSettings.of(service, environment).ifPresent(observation::trace);
    return observation;
  }

  private static Meter meter() {
    return new Meter(InstantSource.system(), Optional.empty(), Set.of());
  }

  private void trace(TraceSettings settings) {
    var export = new SpanExport(settings, Observation::later);
    endings.add(export::close);
    commits = commits.and(new RunTracer(settings, export));
  }

  private static void later(Duration after, Runnable task) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(after);
                task.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /// Who is to hear of what is committed here.
  public Runs.Commits commits() {
    return commits;
  }

  /// Hands an event to `function`, and tells of it.
  void around(CloudEvent event, Consumer<CloudEvent> function) {
    var handling = Handling.begin(this.function, event);
    var began = System.nanoTime();
    underWay.incrementAndGet();
    try {
      function.accept(event);
      tell(handling, event, 204, null, System.nanoTime() - began);
    } catch (RuntimeException | StackOverflowError failure) {
      tell(handling, event, Status.of(failure).code(), failure, System.nanoTime() - began);
      throw failure;
    } finally {
      underWay.decrementAndGet();
      Handling.end();
    }
  }

  private void tell(
      Handling handling, CloudEvent event, int code, @Nullable Throwable failure, long nanos) {
    var millis = nanos / 1_000_000;
    handling.with("status", code).with("millis", millis);
    if (failure == null) {
      if (LOG.isLoggable(told)) {
        LOG.log(told, "handled %s in %d ms".formatted(event.getType(), millis));
      }
    } else {
      var status = Status.of(failure);
      LOG.log(
          code < 500 || code == 503 ? Level.INFO : Level.ERROR,
          "%d: %s".formatted(code, status.detail()),
          code == 500 ? failure : null);
      meter.count(
          "error_count",
          "A counter of the events that were refused, by the status that they were answered with",
          Map.of("cause", Integer.toString(code), "function", function));
    }
    meter.observe(
        "operation_duration_seconds",
        "A histogram of how many seconds it took to handle an event",
        Map.of("function", function),
        nanos / 1e9,
        SECONDS);
  }

  /// What was counted, in the text format of Prometheus.
  String metrics() {
    return PrometheusText.of(meter.families());
  }

  /// Tells the collector what it has not heard yet.
  @Override
  public void close() {
    endings.forEach(Runnable::run);
  }
}
