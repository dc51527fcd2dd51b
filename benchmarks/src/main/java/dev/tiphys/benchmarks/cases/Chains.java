package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Fibonacci;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.benchmarks.temporal.Work.Chain;
import dev.tiphys.benchmarks.tiphys.Shapes;
import java.util.List;

/// Steps that follow each other: B1 and B2.
final class Chains {
  private static final int STEPS = 1_000;
  private static final int TINY_TASKS = 40;
  private static final int FIBO = 10;

  private Chains() {}

  static List<Benchmark> all() {
    return List.of(
        new Benchmark(
            "B1",
            Storage.MEM.toString(),
            "1,000-step chain of no-ops",
            Measure.MICROS_PER_STEP,
            Contenders.tiphys(Storage.MEM, Shapes.chain(STEPS), STEPS, () -> {}),
            Contenders.temporal(STEPS, peer -> peer.run(Chain.class).run(STEPS, 0)),
            Contenders.TEMPORAL,
            List.of(Target.atMost(50), Target.ratio(30))),
        tiny(Storage.DISK, List.of(Target.atMost(35), Target.ratio(7))),
        tiny(Storage.S3SIM, List.of(Target.atMost(1_300))));
  }

  private static Benchmark tiny(Storage storage, List<Target> targets) {
    return new Benchmark(
        "B2",
        storage.toString(),
        "40 x fibo(10), submitted to seen",
        Measure.MILLIS,
        Contenders.tiphys(storage, Shapes.chain(TINY_TASKS), TINY_TASKS, () -> Fibonacci.of(FIBO)),
        Contenders.temporal(TINY_TASKS, peer -> peer.run(Chain.class).run(TINY_TASKS, FIBO)),
        Contenders.TEMPORAL + " (it has no durable store)",
        targets);
  }
}
