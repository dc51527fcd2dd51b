package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import java.util.List;
import java.util.stream.Stream;

/// All benchmarks there are.
public final class Cases {
  private Cases() {}

  public static List<Benchmark> all() {
    return Stream.of(
            Chains.all(),
            Dags.all(),
            Fans.all(),
            Bytes.all(),
            SmallWorkflows.all(),
            Completers.all(),
            Replay.all(),
            Manifest.all(),
            Polls.all(),
            Renders.all(),
            Drift.all(),
            Fleets.all(),
            Costs.all())
        .flatMap(List::stream)
        .toList();
  }
}
