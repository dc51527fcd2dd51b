package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Contender;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Contender.Work;
import dev.tiphys.benchmarks.store.CountingStore;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.benchmarks.temporal.Temporal;
import dev.tiphys.benchmarks.tiphys.AtOnce;
import dev.tiphys.benchmarks.tiphys.Tiphys;
import dev.tiphys.language.validation.Document;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// What most benchmarks have in common: one workflow from submission to its end.
final class Contenders {
  static final String TEMPORAL = "Temporal's test server, in memory";

  private Contenders() {}

  /// Tiphys runs `workflow` once.
  static Contender tiphys(Storage storage, Document workflow, int steps, Runnable work) {
    return tiphys(storage, workflow, steps, work, store -> Map.of());
  }

  /// As above; `notes` are taken from the store when the run is over.
  static Contender tiphys(
      Storage storage,
      Document workflow,
      int steps,
      Runnable work,
      Function<CountingStore, Map<String, Double>> notes) {
    return () -> {
      var store = storage.open();
      var tiphys = new Tiphys(store, new AtOnce(work));
      return new Work() {
        @Override
        public Done run() throws Exception {
          tiphys.start(workflow).get();
          return new Done(steps, notes.apply(store));
        }

        @Override
        public void close() {
          tiphys.close();
        }
      };
    };
  }

  /// Temporal runs `workflow` once.
  static Contender temporal(int steps, Consumer<Temporal> workflow) {
    return () -> {
      var temporal = new Temporal();
      return new Work() {
        @Override
        public Done run() {
          workflow.accept(temporal);
          return Done.of(steps);
        }

        @Override
        public void close() {
          temporal.close();
        }
      };
    };
  }
}
