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
            null,
            "none: Temporal ends a workflow of more than 51,200 events, and this one has more",
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

  /// The small one, three times before the measured large one: how time grows.
  private static Contender.Work both(Document small, Document large) throws Exception {
    var seconds = Double.MAX_VALUE;
    for (var i = 0; i < 3; i++) {
      try (var tiphys = new Tiphys(Storage.MEM.open(), AtOnce.NOTHING)) {
        var start = System.nanoTime();
        tiphys.start(small).get();
        seconds = Math.min(seconds, (System.nanoTime() - start) / 1e9);
      }
    }
    var before = seconds;
    var tiphys = new Tiphys(Storage.MEM.open(), AtOnce.NOTHING);
    return new Contender.Work() {
      @Override
      public Done run() throws Exception {
        var start = System.nanoTime();
        tiphys.start(large).get();
        var after = (System.nanoTime() - start) / 1e9;
        return new Done(MANY_TASKS, Map.of(GROWTH, after / before));
      }

      @Override
      public void close() {
        tiphys.close();
      }
    };
  }
}
