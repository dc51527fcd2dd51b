package dev.tiphys.language.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A metric that a run or a template emits (F184). Values and labels may hold tags.
///
/// @param counter the value to add, when it is a counter
public record Prometheus(
    String name,
    String help,
    Map<String, String> labels,
    @Nullable String when,
    @Nullable String counter,
    @Nullable Gauge gauge,
    @Nullable Histogram histogram) {
  /// A value that goes up and down.
  ///
  /// @param realtime emitted while the work is still running
  /// @param operation `Set`, `Add` or `Sub`; null means Set
  public record Gauge(String value, boolean realtime, @Nullable String operation) {
    private static Gauge from(Fields fields) {
      return new Gauge(
          fields.textOrEmpty("value"), fields.flag("realtime"), fields.text("operation"));
    }
  }

  /// A distribution over `buckets`.
  public record Histogram(String value, List<Double> buckets) {
    private static Histogram from(Fields fields) {
      return new Histogram(fields.textOrEmpty("value"), fields.numbers("buckets"));
    }
  }

  static Prometheus from(Fields fields) {
    var labels = new LinkedHashMap<String, String>();
    fields
        .objects("labels", label -> Map.entry(label.textOrEmpty("key"), label.textOrEmpty("value")))
        .forEach(label -> labels.put(label.getKey(), label.getValue()));
    return new Prometheus(
        fields.textOrEmpty("name"),
        fields.textOrEmpty("help"),
        labels,
        fields.text("when"),
        fields.object("counter", counter -> counter.textOrEmpty("value")),
        fields.object("gauge", Gauge::from),
        fields.object("histogram", Histogram::from));
  }

  /// The metrics of the run or template whose fields these are.
  static List<Prometheus> listFrom(Fields owner) {
    return owner.objectOrEmpty("metrics", m -> m.objects("prometheus", Prometheus::from));
  }
}
