package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Graph;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.benchmarks.temporal.Work.Dag;
import dev.tiphys.benchmarks.tiphys.AtOnce;
import dev.tiphys.benchmarks.tiphys.Shapes;
import dev.tiphys.benchmarks.tiphys.Tiphys;
import dev.tiphys.language.validation.Document;
import java.util.List;
import java.util.Map;

/// Layered random graphs: B3 and B4.
final class Dags {
  private static final int TASKS = 1_000;
  private static final int MANY_TASKS = 10_000;
  private static final long SEED = 3;
  private static final int ROUNDS = 3;
  private static final String GROWTH = "time(10k)/time(1k)";

  private Dags() {}

  static List<Benchmark> all() {
    var graph = Graph.layered(TASKS, SEED);
    var large = Graph.layered(MANY_TASKS, SEED);
    return List.of(
        dag(Storage.MEM, graph, List.of(Target.atMost(100), Target.ratio(10))),
        dag(Storage.S3SIM, graph, List.of()),
        new Benchmark(
            "B4",
            Storage.MEM.toString(),
            "DAG of 10,000",
            Measure.MILLIS,
            () -> both(Shapes.dag(graph), Shapes.dag(large)),
            Contenders.temporal(large.size(), peer -> peer.run(Dag.class).run(large.parents())),
            Contenders.TEMPORAL + ", which lacks the limit of 51,200 events of the real one",
            List.of(Target.atMost(1_000), Target.atMost(GROWTH, 11))));
  }

  private static Benchmark dag(Storage storage, Graph graph, List<Target> targets) {
    return new Benchmark(
        "B3",
        storage.toString(),
        "DAG of 1,000, fan-in 1 to 4",
        Measure.MILLIS,
        Contenders.tiphys(storage, Shapes.dag(graph), graph.size(), () -> {}),
        storage == Storage.MEM
            ? Contenders.temporal(graph.size(), peer -> peer.run(Dag.class).run(graph.parents()))
            : null,
        storage == Storage.MEM ? Contenders.TEMPORAL : "none: Temporal's test server has no store",
        targets);
  }

  /// The large one; before it, how time grows: the best of some rounds of each.
  private static Contender.Work both(Document small, Document large) throws Exception {
    var best = new double[] {Double.MAX_VALUE, Double.MAX_VALUE};
    for (var round = 0; round < ROUNDS; round++) {
      best[0] = Math.min(best[0], seconds(small));
      best[1] = Math.min(best[1], seconds(large));
    }
    var tiphys = new Tiphys(Storage.MEM.open(), AtOnce.NOTHING);
    return new Contender.Work() {
      @Override
      public Done run() throws Exception {
        tiphys.start(large).get();
        return new Done(MANY_TASKS, Map.of(GROWTH, best[1] / best[0]));
      }

      @Override
      public void close() {
        tiphys.close();
      }
    };
  }

  private static double seconds(Document workflow) throws Exception {
    try (var tiphys = new Tiphys(Storage.MEM.open(), AtOnce.NOTHING)) {
      System.gc();
      var start = System.nanoTime();
      tiphys.start(workflow).get();
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
