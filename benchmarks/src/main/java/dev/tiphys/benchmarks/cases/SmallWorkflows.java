package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Contender.Work;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.benchmarks.temporal.Temporal;
import dev.tiphys.benchmarks.temporal.Work.Chain;
import dev.tiphys.benchmarks.tiphys.AtOnce;
import dev.tiphys.benchmarks.tiphys.Shapes;
import dev.tiphys.benchmarks.tiphys.Tiphys;
import dev.tiphys.events.RunId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/// Throughput of many small workflows: B7.
final class SmallWorkflows {
  private static final int STEPS = 5;
  private static final int WORKFLOWS = 5_000;
  private static final int DISK_WORKFLOWS = 1_000;
  private static final int PEER_WORKFLOWS = 250;
  private static final int IN_FLIGHT = 64;

  private SmallWorkflows() {}

  static List<Benchmark> all() {
    return List.of(
        small(Storage.MEM, WORKFLOWS, List.of(Target.atLeast(15_000), Target.ratio(45))),
        small(Storage.DISK, DISK_WORKFLOWS, List.of(Target.atLeast(5_000))));
  }

  private static Benchmark small(Storage storage, int workflows, List<Target> targets) {
    return new Benchmark(
        "B7",
        storage.toString(),
        "%,d workflows of 5 steps, 64 in flight".formatted(workflows),
        Measure.STEPS_PER_SECOND,
        tiphys(storage, workflows),
        SmallWorkflows::temporal,
        Contenders.TEMPORAL + ", 250 of the workflows",
        targets);
  }

  private static Contender tiphys(Storage storage, int workflows) {
    var workflow = Shapes.chain(STEPS);
    return () -> {
      var tiphys = new Tiphys(storage.open(), AtOnce.NOTHING);
      return new Work() {
        @Override
        public Done run() throws Exception {
          all(workflows, () -> startAlone(() -> tiphys.start(workflow)));
          return Done.of(workflows * STEPS);
        }

        @Override
        public void close() {
          tiphys.close();
        }
      };
    };
  }

  /// As clients do, none of which waits until the start of another's is durable.
  private static CompletableFuture<?> startAlone(Supplier<CompletableFuture<RunId>> start) {
    return CompletableFuture.supplyAsync(start, Thread::startVirtualThread)
        .thenCompose(Function.identity());
  }

  private static Work temporal() {
    var temporal = new Temporal();
    return new Work() {
      @Override
      public Done run() throws Exception {
        all(
            PEER_WORKFLOWS,
            () ->
                CompletableFuture.runAsync(
                    () -> temporal.run(Chain.class).run(STEPS, 0), Thread::startVirtualThread));
        return Done.of(PEER_WORKFLOWS * STEPS);
      }

      @Override
      public void close() {
        temporal.close();
      }
    };
  }

  /// Starts `count`, never more than 64 of them at a time, and waits for the last.
  private static void all(int count, Supplier<CompletableFuture<?>> start) throws Exception {
    var room = new Semaphore(IN_FLIGHT);
    var failures = new ConcurrentLinkedQueue<Throwable>();
    for (var i = 0; i < count; i++) {
      room.acquire();
      start
          .get()
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  failures.add(failure);
                }
                room.release();
              });
    }
    room.acquire(IN_FLIGHT);
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.size() + " workflows failed", failures.peek());
    }
  }
}
