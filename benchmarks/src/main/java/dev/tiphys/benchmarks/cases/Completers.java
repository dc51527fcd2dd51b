package dev.tiphys.benchmarks.cases;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.store.CountingStore;
import dev.tiphys.benchmarks.store.Storage;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStore.Put;
import dev.tiphys.log.stream.Decision;
import dev.tiphys.log.stream.EventLog;
import dev.tiphys.log.stream.FactCodec;
import dev.tiphys.log.stream.Fold;
import dev.tiphys.log.stream.Request;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.log.stream.Streams;
import io.vavr.collection.HashSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Many completers of one log: B10. Each event is an end of a step that has to be recorded once.
public final class Completers {
  private static final StreamName STREAM = new StreamName("joins/one");
  private static final int COMPLETERS = 64;
  private static final int EVENTS = 20_000;
  private static final int NAIVE_EVENTS = 192;
  private static final long SEED = 10;

  /// The figures that a promise is about.
  public static final String PUTS = "PUTs/event";

  public static final String LOST = "lost";
  public static final String DUPLICATES = "dup";

  private static final String P99 = "p99 commit ms";

  private Completers() {}

  static List<Benchmark> all() {
    var promises =
        List.of(
            Target.atLeast(2_000),
            Target.atMost(PUTS, 0.1),
            Target.atMost(LOST, 0),
            Target.atMost(DUPLICATES, 0));
    return List.of(
        new Benchmark(
            "B10",
            Storage.S3SIM.toString(),
            "64 completers, each hands over 8 ends at a time",
            Measure.EVENTS_PER_SECOND,
            () -> work(new Load(1, 8, EVENTS)),
            () -> () -> naive(NAIVE_EVENTS),
            "64 naive loops (put the next object; if it is taken, read it and go on), 192 events",
            Stream.concat(promises.stream(), Stream.of(Target.ratio(80))).toList()),
        alone("64 completers, each waits for its commit", new Load(1, 1, EVENTS), promises),
        alone("the same in two processes", new Load(2, 1, EVENTS / 4), promises));
  }

  private static Benchmark alone(String what, Load load, List<Target> targets) {
    return new Benchmark(
        "B10",
        Storage.S3SIM.toString(),
        what,
        Measure.EVENTS_PER_SECOND,
        () -> work(load),
        null,
        "as above",
        targets);
  }

  /// What completers do.
  ///
  /// @param writers processes that share the completers, each with a mailbox of its own
  /// @param together ends that a completer hands over at once
  public record Load(int writers, int together, int events) {}

  private static Contender.Work work(Load load) {
    return () -> run(load, Storage.S3SIM.open());
  }

  /// Runs a load on a store and reads the log afterwards, to see what it has.
  public static Done run(Load load, CountingStore store) throws Exception {
    var writers = new ArrayList<Streams<HashSet<Integer>, Integer, Integer>>();
    for (var i = 0; i < load.writers(); i++) {
      var random = new Random(SEED + i);
      var log = new EventLog<>(store, CODEC, InstantSource.system(), random);
      writers.add(new Streams<>(log, FOLD, Completers::decide, random, 1));
    }
    var waits = new ConcurrentLinkedQueue<Double>();
    var before = store.puts();
    inParallel(
        completer -> {
          var streams = writers.get(completer % load.writers());
          var mine = IntStream.range(0, load.events()).filter(e -> e % COMPLETERS == completer);
          var events = mine.boxed().toList();
          for (var i = 0; i < events.size(); i += load.together()) {
            var some = events.subList(i, Math.min(i + load.together(), events.size()));
            var start = System.nanoTime();
            streams
                .handleAll(STREAM, some.stream().map(e -> new Request<>("end-" + e, e)).toList())
                .forEach(answer -> answer.get());
            waits.add((System.nanoTime() - start) / 1e6);
          }
        });
    var puts = (double) (store.puts() - before) / load.events();
    var sorted = waits.stream().sorted().toList();
    var p99 = sorted.get((int) (sorted.size() * 0.99));
    var found = found(store, load.events());
    return new Done(
        load.events(),
        Map.of(PUTS, puts, LOST, found.lost(), DUPLICATES, found.duplicates(), P99, p99));
  }

  private record Found(double lost, double duplicates) {}

  private static Found found(ObjectStore store, int events) {
    var seen = new BitSet();
    var facts = new int[1];
    new EventLog<>(store, CODEC, InstantSource.system(), new Random(SEED))
        .history(
            STREAM,
            Long.MAX_VALUE,
            record ->
                record
                    .commits()
                    .forEach(
                        commit -> {
                          facts[0] += commit.facts().size();
                          commit.facts().forEach(seen::set);
                        }));
    return new Found(events - seen.cardinality(), facts[0] - seen.cardinality());
  }

  /// What one writes who knows of no mailbox: create the next object, and if it is taken, read it
  /// and try the one after.
  private static Done naive(int events) throws Exception {
    var store = Storage.S3SIM.open();
    inParallel(
        completer -> {
          var version = 0;
          for (var event = completer; event < events; event += COMPLETERS) {
            var body = ("{\"ended\":%d}".formatted(event)).getBytes(StandardCharsets.UTF_8);
            while (store.putIfAbsent("naive/%020d".formatted(++version), body) != Put.CREATED) {
              store.get("naive/%020d".formatted(version)).orElseThrow();
            }
          }
        });
    return new Done(events, Map.of(PUTS, (double) store.puts() / events));
  }

  /// What one completer does, by its number.
  @FunctionalInterface
  private interface Completing {
    void complete(int completer) throws Exception;
  }

  private static void inParallel(Completing completing) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          IntStream.range(0, COMPLETERS)
              .mapToObj(
                  completer ->
                      threads.submit(
                          () -> {
                            completing.complete(completer);
                            return completer;
                          }))
              .toList();
      for (var one : all) {
        one.get();
      }
    }
  }

  private static Decision<HashSet<Integer>, Integer> decide(HashSet<Integer> ended, Integer step) {
    return ended.contains(step)
        ? Decision.nothing(ended)
        : new Decision<>(List.of(step), ended.add(step));
  }

  private static final Fold<HashSet<Integer>, Integer> FOLD =
      new Fold<>() {
        @Override
        public HashSet<Integer> empty() {
          return HashSet.empty();
        }

        @Override
        public HashSet<Integer> evolve(HashSet<Integer> ended, Integer step) {
          return ended.add(step);
        }
      };

  private static final FactCodec<Integer> CODEC =
      new FactCodec<>() {
        @Override
        public void write(Integer step, JsonGenerator out) throws IOException {
          out.writeStartObject();
          out.writeNumberField("ended", step);
          out.writeEndObject();
        }

        @Override
        public Integer read(JsonParser in) throws IOException {
          in.nextFieldName();
          var step = in.nextIntValue(-1);
          in.nextToken();
          return step;
        }
      };
}
