package dev.tiphys.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.engine.lock.LockCommand;
import dev.tiphys.engine.lock.LockFact;
import dev.tiphys.engine.lock.LockState;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews;
import dev.tiphys.events.RunNews.LocksReleased;
import dev.tiphys.events.RunNews.LocksWanted;
import dev.tiphys.lock.FaultyStore.Fate;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.stream.Streams;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nodes of three runs want locks of each other, over a broker that repeats and reorders, a store
/// that fails, and two processes that crash before they publish.
@DisplayNameGeneration(ReplaceUnderscores.class)
class LockWorldTest {
  private static final int RUNS = 3;
  private static final int NODES = 4;
  private static final int STEPS_MAX = 20_000;
  private static final List<String> LOCKS =
      List.of("ns/ConfigMap/cm/two", "ns/Mutex/a", "ns/Mutex/b", "ns/Mutex/c");
  private static final Instant T0 = Instant.parse("2026-11-24T00:00:00Z");

  static LongStream seeds() {
    var one = Long.getLong("sim.seed");
    return one == null ? LongStream.range(0, 60) : LongStream.of(one);
  }

  @ParameterizedTest(name = "-Dsim.seed={0}")
  @MethodSource("seeds")
  void every_node_gets_its_locks_and_no_lock_is_held_by_too_many(long seed) {
    var world = new World(seed);
    world.runUntilQuiet();
    assertThat(world.waiting).isEmpty();
    assertThat(world.running).isEmpty();
    for (var lock : LOCKS) {
      var state = world.fresh().load(LockName.parse(lock).stream()).state();
      assertThat(state.holding()).as(lock).isEmpty();
      assertThat(state.waiting()).as(lock).isEmpty();
    }
  }

  private record Key(RunId run, int node) {}

  private static final class World {
    final Random random;
    final RunEvents events = new RunEvents(LargeValues.inMemory());
    final FaultyStore store = new FaultyStore();
    final List<Locks> processes = new ArrayList<>();
    final List<CloudEvent> queue = new ArrayList<>();
    final Map<Key, List<String>> waiting = new HashMap<>();
    final Map<Key, List<String>> running = new HashMap<>();
    final Set<Key> over = new HashSet<>();

    World(long seed) {
      random = new Random(seed);
      store.fate =
          () -> {
            var chance = random.nextInt(20);
            return chance == 0
                ? Fate.REFUSED
                : chance == 1 ? Fate.DONE_AND_CRASHED : chance == 2 ? Fate.REPLY_LOST : Fate.DONE;
          };
      for (var i = 0; i < 2; i++) {
        processes.add(start());
      }
      for (var run = 0; run < RUNS; run++) {
        for (var node = 0; node < NODES; node++) {
          var locks = LOCKS.stream().filter(_ -> random.nextBoolean()).toList();
          if (!locks.isEmpty()) {
            var key = new Key(new RunId("ns", "r" + run, "u" + run), node);
            waiting.put(key, locks);
            var since = T0.plusSeconds(random.nextInt(5));
            send(key, 10 + node, new LocksWanted(node, locks, random.nextInt(2), since));
            if (random.nextInt(8) == 0) {
              end(key, waiting);
            }
          }
        }
      }
    }

    Streams<LockState, LockCommand, LockFact> fresh() {
      return LockStreams.in(store, InstantSource.fixed(T0), random);
    }

    private Locks start() {
      return new Locks(fresh(), (_, _) -> OptionalInt.of(2), events);
    }

    private void send(Key key, long version, RunNews news) {
      queue.add(events.announcement(key.run(), version + "-0", version, news, T0, null));
    }

    private void end(Key key, Map<Key, List<String>> from) {
      var locks = from.remove(key);
      over.add(key);
      send(key, 100 + key.node(), new LocksReleased(key.node(), locks));
    }

    void runUntilQuiet() {
      for (var step = 0; !queue.isEmpty() || !running.isEmpty(); step++) {
        assertThat(step).as("steps").isLessThan(STEPS_MAX);
        if (!running.isEmpty() && (queue.isEmpty() || random.nextInt(4) == 0)) {
          end(any(List.copyOf(running.keySet())), running);
        } else {
          deliver();
        }
      }
    }

    private <T> T any(List<T> all) {
      return all.get(random.nextInt(all.size()));
    }

    private void deliver() {
      var event = queue.remove(random.nextInt(queue.size()));
      if (random.nextInt(4) == 0) {
        queue.add(event);
      }
      if (event.getType().equals("dev.tiphys.locks.granted")) {
        granted(event);
        return;
      }
      var process = random.nextInt(2);
      try {
        var published = processes.get(process).apply(event);
        if (random.nextInt(10) == 0) {
          throw new Unavailable("crashed before it published");
        }
        queue.addAll(published);
      } catch (Unavailable crash) {
        processes.set(process, start());
        queue.add(event);
      }
    }

    private void granted(CloudEvent event) {
      var request = events.readRequest(event);
      var key = new Key(request.run(), ((GrantLocks) request.command()).node());
      var locks = waiting.remove(key);
      if (locks == null) {
        assertThat(over.contains(key) || running.containsKey(key)).isTrue();
        return;
      }
      running.put(key, locks);
      for (var lock : LOCKS) {
        var holders = running.values().stream().filter(held -> held.contains(lock)).count();
        assertThat(holders).as(lock).isLessThanOrEqualTo(lock.endsWith("two") ? 2 : 1);
      }
    }
  }
}
