package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.store.CountingStore;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.benchmarks.temporal.Temporal;
import dev.tiphys.benchmarks.temporal.Work.Chain;
import dev.tiphys.benchmarks.tiphys.AtOnce;
import dev.tiphys.benchmarks.tiphys.Shapes;
import dev.tiphys.benchmarks.tiphys.Tiphys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How many bytes a completed step costs in the store, whatever the size of the run: B6. Counts,
/// and reads no clock.
public final class Bytes {
  /// How many steps the runs have.
  public static final List<Integer> SIZES = List.of(10, 100, 1_000, 10_000);

  /// The largest cost of a step among [#SIZES], divided by the smallest.
  public static final String GROWTH = "max/min";

  private static final int PEER_STEPS = 1_000;

  private Bytes() {}

  static List<Benchmark> all() {
    return List.of(
        new Benchmark(
            "B6",
            Storage.MEM.toString(),
            "bytes stored per step of a chain of 10,000",
            Measure.BYTES_PER_STEP,
            () -> () -> done(perStep(SIZES)),
            () -> () -> Done.of(peer()),
            "Temporal's history of a chain of 1,000, as protobuf",
            List.of(Target.atMost(400), Target.atMost(GROWTH, 1.1))));
  }

  private static Done done(Map<Integer, Double> perStep) {
    var notes = new LinkedHashMap<String, Double>();
    perStep.forEach((size, bytes) -> notes.put("N=%05d".formatted(size), bytes));
    notes.put(GROWTH, growth(perStep));
    return new Done(perStep.get(SIZES.getLast()), notes);
  }

  public static double growth(Map<Integer, Double> perStep) {
    var bytes = perStep.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return bytes.getMax() / bytes.getMin();
  }

  /// For chains of each size the bytes that reached the store between the start of the run and its
  /// end (records and packs) for each step. What a run costs once, whatever its steps, is not in
  /// it: its manifest before, and its summary after.
  public static Map<Integer, Double> perStep(List<Integer> sizes) throws Exception {
    var perStep = new LinkedHashMap<Integer, Double>();
    for (var size : sizes) {
      var store = new StepBytes(Storage.MEM.open());
      try (var tiphys = new Tiphys(new CountingStore(store), AtOnce.NOTHING)) {
        tiphys.start(Shapes.chain(size)).get();
        perStep.put(size, store.ofSteps() / size);
      }
    }
    return perStep;
  }

  private static double peer() {
    try (var temporal = new Temporal()) {
      var id = "chain";
      temporal.run(Chain.class, id).run(PEER_STEPS, 0);
      return (double) temporal.history(id).getHistory().getSerializedSize() / PEER_STEPS;
    }
  }
}
