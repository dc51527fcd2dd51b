package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Contender.Work;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.store.CountingStore;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.benchmarks.tiphys.Apart;
import dev.tiphys.benchmarks.tiphys.Shapes;
import dev.tiphys.language.validation.Document;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/// What a million steps cost in a cloud, by the requests and calls that a run really makes: B24.
public final class Costs {
  /// US dollars for a million, as S3 Standard and Lambda list them.
  private static final double PUT = 5.00;

  private static final double LIST = 5.00;
  private static final double GET = 0.40;
  private static final double CALL = 0.20;

  /// For a second of a function with 256 MiB, where a GiB is $0.0000166667.
  private static final double SECOND = 0.0000166667 / 4;

  private static final int CHAIN = 1_000;
  private static final int FAN = 200;

  private Costs() {}

  static List<Benchmark> all() {
    return List.of(
        benchmark(
            "cost of a million steps, 1,000 after each other",
            Shapes.chain(CHAIN),
            CHAIN,
            Storage.MEM),
        benchmark(
            "cost of a million steps, 200 at a time", Shapes.fan(FAN), FAN + 1, Storage.S3SIM));
  }

  private static Benchmark benchmark(String what, Document workflow, int steps, Storage storage) {
    return new Benchmark(
        "B24",
        storage.toString(),
        what,
        Measure.DOLLARS_PER_MILLION_STEPS,
        () -> work(workflow, steps, storage),
        null,
        "Step Functions Standard lists $25.00, Express $1.00 and duration",
        List.of(Target.atMost(1.0)));
  }

  private static Work work(Document workflow, int steps, Storage storage) {
    return () -> {
      var store = storage.open();
      var began = cpuSeconds();
      long calls;
      try (var functions = new Apart(store, 256)) {
        functions.run(workflow);
        calls = functions.calls();
      }
      return done(store, steps, calls, cpuSeconds() - began);
    };
  }

  private static Done done(CountingStore store, int steps, long calls, double seconds) {
    var notes =
        Map.of(
            "PUT/step", (double) store.puts() / steps,
            "GET/step", (double) store.gets() / steps,
            "LIST/step", (double) store.lists() / steps,
            "calls/step", (double) calls / steps,
            "CPU ms/step", seconds * 1_000 / steps);
    var dollars =
        (store.puts() * PUT + store.lists() * LIST + store.gets() * GET + calls * CALL) / steps
            + seconds * SECOND * 1_000_000 / steps;
    return new Done(dollars, notes);
  }

  private static double cpuSeconds() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean process
        ? process.getProcessCpuTime() / 1e9
        : 0;
  }
}
