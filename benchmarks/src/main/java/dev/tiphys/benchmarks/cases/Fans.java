package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.store.CountingStore;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.benchmarks.temporal.Work.Fan;
import dev.tiphys.benchmarks.tiphys.Shapes;
import java.util.List;
import java.util.Map;

/// Fan-out and fan-in: B5.
final class Fans {
  private static final int ITEMS = 10_000;
  private static final int PEER_ITEMS = 2_000;
  private static final String WASTED = "wasted PUTs %";

  private Fans() {}

  static List<Benchmark> all() {
    return List.of(fan(Storage.MEM, 1_000), fan(Storage.S3SIM, 3_000));
  }

  private static Benchmark fan(Storage storage, double millis) {
    return new Benchmark(
        "B5",
        storage.toString(),
        "10,000 wide",
        Measure.MICROS_PER_STEP,
        counted(Contenders.tiphys(storage, Shapes.fan(ITEMS), ITEMS + 1, () -> {}, Fans::notes)),
        storage == Storage.MEM
            ? Contenders.temporal(PEER_ITEMS + 1, peer -> peer.run(Fan.class).run(PEER_ITEMS))
            : null,
        storage == Storage.MEM
            ? Contenders.TEMPORAL + ", 2,000 wide, the most that Temporal allows"
            : "none: Temporal's test server has no store",
        List.of(Target.atMost("ms", millis), Target.atMost(WASTED, 5)));
  }

  private static Contender counted(Contender contender) {
    return () -> {
      var work = contender.prepare();
      Heap.forgetPeak();
      return new Contender.Work() {
        @Override
        public Contender.Done run() throws Exception {
          var start = System.nanoTime();
          var done = work.run();
          var millis = (System.nanoTime() - start) / 1e6;
          var notes = new java.util.HashMap<>(done.notes());
          notes.put("ms", millis);
          notes.put("heap MiB", Heap.peak());
          return new Contender.Done(done.units(), notes);
        }

        @Override
        public void close() {
          work.close();
        }
      };
    };
  }

  private static Map<String, Double> notes(CountingStore store) {
    return Map.of(
        "PUTs",
        (double) store.puts(),
        "GETs",
        (double) store.gets(),
        WASTED,
        100.0 * store.wasted() / store.puts());
  }
}
