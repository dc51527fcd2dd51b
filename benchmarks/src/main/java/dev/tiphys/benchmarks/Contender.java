package dev.tiphys.benchmarks;

import java.util.Map;

/// One way to do the work of a benchmark.
@FunctionalInterface
public interface Contender {
  /// Gets everything ready. Only what the returned work does is measured.
  Work prepare() throws Exception;

  /// The work, done once.
  interface Work extends AutoCloseable {
    Done run() throws Exception;

    @Override
    default void close() {}
  }

  /// What was done.
  ///
  /// @param units how many of what the benchmark counts: steps, events
  /// @param notes other figures by name, which targets may be about
  record Done(double units, Map<String, Double> notes) {
    public static Done of(double units) {
      return new Done(units, Map.of());
    }
  }
}
