package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Graph;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.benchmarks.temporal.Temporal;
import dev.tiphys.benchmarks.temporal.Work.Chain;
import dev.tiphys.benchmarks.tiphys.AtOnce;
import dev.tiphys.benchmarks.tiphys.Shapes;
import dev.tiphys.benchmarks.tiphys.Tiphys;
import dev.tiphys.language.validation.Document;
import dev.tiphys.log.store.ObjectStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// How many bytes a completed step costs in the store, whatever the size of the run: B6. Counts,
/// and reads no clock.
public final class Bytes {
  /// How many steps the runs have.
  public static final List<Integer> SIZES = List.of(10, 100, 1_000, 10_000);

  /// The largest record of a step among [#SIZES], divided by the smallest.
  public static final String GROWTH = "max/min";

  private static final int PEER_STEPS = 1_000;

  private Bytes() {}

  static List<Benchmark> all() {
    return List.of(
        benchmark("bytes stored per task of a DAG, each after the last", Bytes::chained),
        benchmark("bytes stored per step, each a group", Shapes::chain));
  }

  private static Benchmark benchmark(String what, IntFunction<Document> shape) {
    return new Benchmark(
        "B6",
        Storage.MEM.toString(),
        what,
        Measure.BYTES_PER_STEP,
        () -> () -> done(perStep(shape, SIZES)),
        () -> () -> Done.of(peer()),
        "Temporal's history of a chain of 1,000, as protobuf, written once",
        List.of(Target.atMost(400), Target.atMost(GROWTH, 1.1)));
  }

  /// A DAG whose tasks follow each other: a step is one node, as it is not in a steps template,
  /// where it has a group around it.
  public static Document chained(int tasks) {
    return Shapes.dag(
        new Graph(
            IntStream.range(0, tasks)
                .mapToObj(task -> task == 0 ? List.<Integer>of() : List.of(task - 1))
                .toList()));
  }

  private static Done done(Map<Integer, Stored> perStep) {
    var notes = new LinkedHashMap<String, Double>();
    perStep.forEach(
        (size, stored) -> notes.put("record at N=%05d".formatted(size), stored.record()));
    notes.put(GROWTH, growth(perStep));
    notes.put("pack at N=10000", perStep.get(SIZES.getLast()).packed());
    var largest = perStep.get(SIZES.getLast());
    return new Done(largest.record() + largest.packed(), notes);
  }

  public static double growth(Map<Integer, Stored> perStep) {
    var bytes = perStep.values().stream().mapToDouble(Stored::record).summaryStatistics();
    return bytes.getMax() / bytes.getMin();
  }

  /// What a step costs.
  ///
  /// @param record the record of its end, on average. The first record of a run, with the manifest,
  ///   and the last are not among them: a run has one of each, whatever its size
  /// @param packed its share of the packs, which begin at 256 KiB of records and hold each once
  public record Stored(double record, double packed) {}

  /// What reaches the store for each step of runs of these sizes.
  public static Map<Integer, Stored> perStep(IntFunction<Document> shape, List<Integer> sizes)
      throws Exception {
    var perStep = new LinkedHashMap<Integer, Stored>();
    for (var size : sizes) {
      var store = Storage.MEM.open();
      try (var tiphys = new Tiphys(store, AtOnce.NOTHING)) {
        var run = tiphys.start(shape.apply(size)).get();
        var records = sizes(store, run.stream() + "/r/");
        var between = records.subList(1, records.size() - 1);
        var packs = sizes(store, run.stream() + "/p/");
        perStep.put(size, new Stored(sum(between) / between.size(), sum(packs) / size));
      }
    }
    return perStep;
  }

  private static double sum(List<Long> sizes) {
    return sizes.stream().mapToLong(Long::longValue).sum();
  }

  private static List<Long> sizes(ObjectStore store, String prefix) {
    var sizes = new ArrayList<Long>();
    var after = "";
    List<ObjectStore.Entry> page;
    do {
      page = store.list(prefix, after, ObjectStore.LIST_MAX);
      page.forEach(entry -> sizes.add(entry.size()));
      after = page.isEmpty() ? "" : page.getLast().key();
    } while (page.size() == ObjectStore.LIST_MAX);
    return sizes;
  }

  private static double peer() {
    try (var temporal = new Temporal()) {
      var id = "chain";
      temporal.run(Chain.class, id).run(PEER_STEPS, 0);
      return (double) temporal.history(id).getHistory().getSerializedSize() / PEER_STEPS;
    }
  }
}
