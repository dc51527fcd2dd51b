package dev.tiphys.doorway.metrics;

import java.util.List;
import java.util.SortedMap;

/// All series of one metric at a moment.
///
/// @param series in the order of their labels
public record Family(String name, String help, Type type, List<Series> series) {
  /// What the values of a metric are.
  public enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM;

    /// As Prometheus writes it.
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// The values of a metric under one set of labels.
  ///
  /// @param value of a histogram: the sum of what was observed
  /// @param bounds upper bounds of the buckets of a histogram, without the last, which has none
  /// @param counts how many observations are in each bucket, the last included
  public record Series(
      SortedMap<String, String> labels, double value, List<Double> bounds, List<Long> counts) {
    /// A value alone.
    public Series(SortedMap<String, String> labels, double value) {
      this(labels, value, List.of(), List.of());
    }

    long count() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }

  public Family {
    series = List.copyOf(series);
  }
}
