package dev.tiphys.doorway.metrics;

import dev.tiphys.doorway.metrics.Family.Series;
import dev.tiphys.doorway.metrics.Family.Type;
import dev.tiphys.events.MetricSample;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps what was counted since this process began. Safe for many threads.
public final class Meter {
  /// What every name begins with.
  public static final String PREFIX = "argo_workflows_";

  /// How many series there may be: labels come from workflows, and each value is kept.
  static final int SERIES_MAX = 100_000;

  private static final System.Logger LOG = System.getLogger(Meter.class.getName());

  private final InstantSource clock;
  private final Optional<Duration> ttl;
  private final Set<String> disabled;
  private final Map<String, Metric> metrics = new TreeMap<>();
  private final List<Supplier<List<MetricSample>>> gauges = new CopyOnWriteArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private int series;
  private boolean full;

  /// @param ttl after which a metric of a workflow is forgotten that nobody has told again
  /// @param disabled names, without the prefix, that are not told
  public Meter(InstantSource clock, Optional<Duration> ttl, Set<String> disabled) {
    this.clock = clock;
    this.ttl = ttl;
    this.disabled = Set.copyOf(disabled);
  }

  private static final class Metric {
    final String help;
    final Type type;
    final boolean expires;
    final Map<SortedMap<String, String>, Value> values = new java.util.HashMap<>();

    Metric(String help, Type type, boolean expires) {
      this.help = help;
      this.type = type;
      this.expires = expires;
    }
  }

  private static final class Value {
    double value;
    double[] bounds = {};
    long[] counts = {};
    Instant told = Instant.EPOCH;
  }

  /// Takes the metric of a workflow.
  public void custom(MetricSample sample) {
    record(sample, true);
  }

  /// Counts something of this program.
  public void count(String name, String help, Map<String, String> labels) {
    record(new MetricSample(name, help, MetricSample.Kind.COUNTER, labels, 1, List.of()), false);
  }

  /// Notes how much something of this program was.
  public void observe(
      String name, String help, Map<String, String> labels, double value, List<Double> buckets) {
    record(
        new MetricSample(name, help, MetricSample.Kind.HISTOGRAM, labels, value, buckets), false);
  }

  /// Asks `now` for gauges whenever somebody looks.
  public void gauges(Supplier<List<MetricSample>> now) {
    gauges.add(now);
  }

  /// Calls `changed` whenever something was counted, on the thread that did so.
  void listen(Runnable changed) {
    listeners.add(changed);
  }

  private void record(MetricSample sample, boolean expires) {
    if (disabled.contains(sample.name())) {
      return;
    }
    synchronized (this) {
      keep(sample, expires);
    }
    listeners.forEach(Runnable::run);
  }

  private static Type type(MetricSample sample) {
    return switch (sample.kind()) {
      case COUNTER -> Type.COUNTER;
      case GAUGE_SET, GAUGE_ADD, GAUGE_SUB -> Type.GAUGE;
      case HISTOGRAM -> Type.HISTOGRAM;
    };
  }

  private void keep(MetricSample sample, boolean expires) {
    var metric =
        metrics.computeIfAbsent(
            sample.name(), name -> new Metric(sample.help(), type(sample), expires));
    if (metric.type != type(sample) || metric.expires != expires) {
      LOG.log(
          Level.WARNING,
          "metric {0} is a {1} already, and this one is left out: {2}",
          sample.name(),
          metric.type,
          sample);
      return;
    }
    var labels = new TreeMap<>(sample.labels());
    var value = metric.values.get(labels);
    if (value == null) {
      if (!room()) {
        return;
      }
      value = new Value();
      metric.values.put(labels, value);
      series++;
    }
    value.told = clock.instant();
    switch (sample.kind()) {
      case COUNTER, GAUGE_ADD -> value.value += sample.value();
      case GAUGE_SUB -> value.value -= sample.value();
      case GAUGE_SET -> value.value = sample.value();
      case HISTOGRAM -> observe(value, sample);
    }
  }

  private static void observe(Value value, MetricSample sample) {
    if (value.counts.length == 0) {
      value.bounds =
          sample.buckets().stream()
              .mapToDouble(Double::doubleValue)
              .filter(Double::isFinite)
              .sorted()
              .distinct()
              .toArray();
      value.counts = new long[value.bounds.length + 1];
    }
    var bucket = 0;
    while (bucket < value.bounds.length && sample.value() > value.bounds[bucket]) {
      bucket++;
    }
    value.counts[bucket]++;
    value.value += sample.value();
  }

  private boolean room() {
    if (series < SERIES_MAX) {
      return true;
    }
    forget();
    if (series < SERIES_MAX) {
      return true;
    }
    if (!full) {
      full = true;
      LOG.log(
          Level.WARNING,
          "{0} series of metrics are kept already (limit SERIES_MAX): new ones are left out",
          SERIES_MAX);
    }
    return false;
  }

  private void forget() {
    if (ttl.isEmpty()) {
      return;
    }
    var then = clock.instant().minus(ttl.get());
    for (var metric : metrics.values()) {
      if (metric.expires) {
        var before = metric.values.size();
        metric.values.values().removeIf(value -> value.told.isBefore(then));
        series -= before - metric.values.size();
      }
    }
    metrics.values().removeIf(metric -> metric.values.isEmpty());
  }

  /// Everything as it is now, by name.
  public List<Family> families() {
    var families = new TreeMap<String, Family>();
    synchronized (this) {
      forget();
      metrics.forEach((name, metric) -> families.put(name, family(name, metric)));
    }
    for (var supplier : gauges) {
      for (var gauge : supplier.get()) {
        if (!disabled.contains(gauge.name())) {
          families.merge(gauge.name(), family(gauge), Meter::joined);
        }
      }
    }
    return List.copyOf(families.values());
  }

  private static Family family(String name, Metric metric) {
    var all = new ArrayList<Series>();
    metric.values.forEach(
        (labels, value) ->
            all.add(
                new Series(
                    labels,
                    value.value,
                    Arrays.stream(value.bounds).boxed().toList(),
                    Arrays.stream(value.counts).boxed().toList())));
    return new Family(PREFIX + name, metric.help, metric.type, sorted(all));
  }

  private static Family family(MetricSample gauge) {
    return new Family(
        PREFIX + gauge.name(),
        gauge.help(),
        Type.GAUGE,
        List.of(new Series(new TreeMap<>(gauge.labels()), gauge.value())));
  }

  /// What is there now stands for what was set before under the same labels.
  private static @Nullable Family joined(Family known, Family gauge) {
    if (known.type() != Type.GAUGE) {
      return known;
    }
    var all = new ArrayList<>(known.series());
    var labels = gauge.series().getFirst().labels();
    all.removeIf(series -> series.labels().equals(labels));
    all.addAll(gauge.series());
    return new Family(known.name(), known.help(), known.type(), sorted(all));
  }

  private static List<Series> sorted(List<Series> series) {
    return series.stream()
        .sorted((a, b) -> a.labels().toString().compareTo(b.labels().toString()))
        .toList();
  }
}
