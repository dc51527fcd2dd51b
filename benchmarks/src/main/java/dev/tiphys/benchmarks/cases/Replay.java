package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.benchmarks.temporal.Temporal;
import dev.tiphys.benchmarks.temporal.Work.Chain;
import dev.tiphys.benchmarks.temporal.Work.ChainRun;
import dev.tiphys.benchmarks.tiphys.AtOnce;
import dev.tiphys.benchmarks.tiphys.Shapes;
import dev.tiphys.benchmarks.tiphys.Tiphys;
import dev.tiphys.doorway.Runs;
import dev.tiphys.events.RunId;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.stream.StreamName;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// How fast a log becomes a state: B13.
final class Replay {
  private static final int EVENTS = 1_000_000;

  /// A loop of 100,000 is the largest there is; each of its steps leaves two facts.
  private static final int LOOPS = 5;

  private static final int ITEMS = 100_000;
  private static final int PEER_STEPS = 1_000;
  private static final long SEED = 13;

  private Replay() {}

  static List<Benchmark> all() {
    return List.of(
        new Benchmark(
            "B13",
            Storage.MEM.toString(),
            "fold a log of 1,000,000 events",
            Measure.EVENTS_PER_SECOND,
            new Folded(),
            new Replayed(),
            "Temporal's WorkflowReplayer, on a history of 1,000 activities",
            List.of(Target.atLeast(500_000))));
  }

  /// A process that finds the log in the store: reads, verifies and folds it. The log is made once.
  private static final class Folded implements Contender {
    private @Nullable Made made;

    private record Made(ObjectStore store, RunId run, long events) {}

    @Override
    public Work prepare() throws Exception {
      var log = made == null ? make() : made;
      made = log;
      var runs = Runs.in(log.store(), InstantSource.system(), new Random(SEED));
      return () -> {
        if (!runs.load(log.run()).state().finished()) {
          throw new IllegalStateException("the run is not over");
        }
        return Done.of(log.events());
      };
    }

    private static Made make() throws Exception {
      // A host closes its store; that of the heap does not mind.
      var store = Storage.MEM.open();
      try (var tiphys = new Tiphys(store, AtOnce.NOTHING)) {
        var run = tiphys.start(Shapes.loops(LOOPS, ITEMS)).get();
        var events = new AtomicLong();
        Runs.in(store, InstantSource.system(), new Random(SEED))
            .streams()
            .log()
            .history(
                new StreamName(run.stream()),
                Long.MAX_VALUE,
                record ->
                    record.commits().forEach(commit -> events.addAndGet(commit.facts().size())));
        if (events.get() < EVENTS) {
          throw new IllegalStateException(events + " events are too few");
        }
        return new Made(store, run, events.get());
      }
    }
  }

  /// The history is made once.
  private static final class Replayed implements Contender {
    private @Nullable WorkflowExecutionHistory made;

    @Override
    public Work prepare() {
      var history = made == null ? make() : made;
      made = history;
      return () -> {
        WorkflowReplayer.replayWorkflowExecution(history, ChainRun.class);
        return Done.of(history.getEvents().size());
      };
    }

    private static WorkflowExecutionHistory make() {
      try (var temporal = new Temporal()) {
        temporal.run(Chain.class, "replayed").run(PEER_STEPS, 0);
        return temporal.history("replayed");
      }
    }
  }
}
