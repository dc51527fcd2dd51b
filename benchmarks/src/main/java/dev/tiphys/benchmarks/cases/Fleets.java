package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.store.CountingStore;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.benchmarks.tiphys.Delivered;
import dev.tiphys.benchmarks.tiphys.Fleet;
import dev.tiphys.benchmarks.tiphys.Monorepo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A thousand applications of one repository, each with four objects: how long one commit takes
/// that touches one of them (B22) or all of them (B21), from the webhook to the cluster.
///
/// The cluster is the sandbox, in the same process. The applications are delivered once, before
/// anything is measured.
final class Fleets {
  private static final int APPS = 1_000;

  /// Commits of one repeat.
  private static final int COMMITS = 5;

  static final String RENDERS = "renders per commit";
  static final String P95 = "p95 ms";

  /// Where a rendering leaves what came of it.
  private static final String RENDERED = "renders/";

  private static @Nullable World world;

  private Fleets() {}

  static List<Benchmark> all() {
    return List.of(
        new Benchmark(
            "B22",
            "mem",
            "one commit touches 1 application of 1,000",
            Measure.MICROS_PER_STEP,
            () -> {
              var there = world();
              there.delivered.awaitQuiet();
              return () -> there.touchOne(COMMITS);
            },
            null,
            "none: no peer runs without a cluster",
            List.of(Target.atMost(P95, 1_000), Target.atMost(RENDERS, 1))),
        new Benchmark(
            "B21",
            "mem",
            "one commit touches all of 1,000 applications",
            Measure.MILLIS,
            () -> {
              var there = world();
              there.delivered.awaitQuiet();
              return there::touchAll;
            },
            null,
            "none: no peer runs without a cluster",
            List.of(Target.atMost(20_000))));
  }

  private static synchronized World world() throws Exception {
    var known = world;
    if (known == null) {
      known = new World(APPS);
      world = known;
    }
    return known;
  }

  /// Applications that are delivered and in sync.
  static final class World implements AutoCloseable {
    private final Fleet fleet;
    private final Monorepo repository = new Monorepo();
    private final CountingStore store = Storage.MEM.open();
    private final Delivered delivered;
    private String head;
    private int version = 1;

    World(int apps) throws Exception {
      fleet = new Fleet(apps, repository.url());
      head = repository.commit(fleet.files(version));
      delivered = new Delivered(fleet, repository, store);
      delivered.await(fleet.names(), head);
      delivered.awaitQuiet();
    }

    /// Commits one after the other, each to another application; the next when nothing is left to
    /// do for the one before, which does not count.
    Done touchOne(int commits) throws Exception {
      var before = store.puts(RENDERED);
      var millis = new ArrayList<Double>();
      for (var i = 0; i < commits; i++) {
        version++;
        var number = version * 37 % fleet.count();
        var start = System.nanoTime();
        push(Map.of(Fleet.path(number), Fleet.objects(number, version)));
        delivered.await(List.of(Fleet.name(number)), head);
        millis.add((System.nanoTime() - start) / 1e6);
        delivered.awaitQuiet();
      }
      var sorted = millis.stream().sorted().toList();
      return new Done(
          commits,
          Map.of(
              P95,
              sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1),
              RENDERS,
              (double) (store.puts(RENDERED) - before) / commits));
    }

    Done touchAll() throws Exception {
      push(fleet.files(++version));
      delivered.await(fleet.names(), head);
      return Done.of(fleet.count());
    }

    /// What is written when all are compared once more and nothing has changed.
    Map<String, Long> writesOfLook() {
      delivered.awaitQuiet();
      var records = store.puts();
      var objects = delivered.clusterWrites();
      delivered.lookAround();
      delivered.awaitQuiet();
      return Map.of(
          "store", store.puts() - records, "cluster", delivered.clusterWrites() - objects);
    }

    private void push(Map<String, String> files) throws Exception {
      var before = head;
      head = repository.commit(files);
      delivered.push(before, head, files.keySet());
    }

    @Override
    public void close() throws IOException {
      delivered.close();
      repository.close();
    }
  }
}
