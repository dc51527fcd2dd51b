package dev.tiphys.events;

import java.util.List;
import java.util.Map;

/// One value that a metric of a workflow or template had when its node or run ended (F184).
///
/// @param name as the workflow gives it
/// @param buckets upper bounds; only of a histogram
public record MetricSample(
    String name,
    String help,
    Kind kind,
    Map<String, String> labels,
    double value,
    List<Double> buckets) {
  /// What is done with the value.
  public enum Kind {
    COUNTER,
    GAUGE_SET,
    GAUGE_ADD,
    GAUGE_SUB,
    HISTOGRAM
  }

  public MetricSample {
    labels = Map.copyOf(labels);
    buckets = List.copyOf(buckets);
  }
}
