package dev.tiphys.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What a benchmark showed: samples in the order in which they were taken, ours and the peer's in
/// turns.
///
/// @param failure why there are not all of them, if so
public record Result(
    Benchmark benchmark, List<Sample> tiphys, List<Sample> peer, @Nullable String failure) {
  public Result {
    tiphys = List.copyOf(tiphys);
    peer = List.copyOf(peer);
  }

  /// How many times better than the peer, pair by pair.
  public List<Double> ratios() {
    var ratios = new ArrayList<Double>();
    for (var i = 0; i < Math.min(tiphys.size(), peer.size()); i++) {
      ratios.add(benchmark.measure().ratio(tiphys.get(i).value(), peer.get(i).value()));
    }
    return ratios;
  }

  /// The names of the other figures.
  public List<String> notes() {
    var names = new TreeSet<String>();
    tiphys.forEach(sample -> names.addAll(sample.notes().keySet()));
    return List.copyOf(names);
  }

  /// The median of a figure of ours: of the measure itself with the empty name.
  public double median(String note) {
    return switch (note) {
      case "" -> median(tiphys, Sample::value);
      case Target.RATIO -> median(ratios());
      default -> median(tiphys, sample -> sample.notes().getOrDefault(note, Double.NaN));
    };
  }

  /// Whether the median reaches a target.
  public boolean met(Target target) {
    return target.met(median(target.note()));
  }

  static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    return median(samples.stream().map(figure::applyAsDouble).toList());
  }

  static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    var sorted = values.stream().sorted().toList();
    var middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static double min(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }
}
