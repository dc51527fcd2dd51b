package dev.tiphys.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.engine.lock.LockCommand.Acquire;
import dev.tiphys.engine.lock.LockCommand.Release;
import dev.tiphys.engine.lock.LockFact.LockAsked;
import dev.tiphys.engine.lock.LockFact.LockGranted;
import dev.tiphys.events.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Commands that come twice, late and in any order, with a limit that changes under way.
@DisplayNameGeneration(ReplaceUnderscores.class)
class LockHistoriesTest {
  private static final int HOLDERS = 12;
  private static final Instant T0 = Instant.parse("2026-11-24T00:00:00Z");

  static LongStream seeds() {
    var one = Long.getLong("sim.seed");
    return one == null ? LongStream.range(0, 300) : LongStream.of(one);
  }

  @ParameterizedTest(name = "-Dsim.seed={0}")
  @MethodSource("seeds")
  void holders_never_exceed_the_limit_and_a_released_lock_is_free(long seed) {
    var random = new Random(seed);
    var commands = commands(random);
    var state = LockState.UNUSED;
    var facts = new ArrayList<LockFact>();
    for (var command : commands) {
      for (var fact : state.decide(command)) {
        var holding = state.holding().size();
        state = state.evolve(fact);
        facts.add(fact);
        if (fact instanceof LockGranted) {
          assertThat(state.holding().size()).as("holders").isLessThanOrEqualTo(state.limit());
        } else {
          assertThat(state.holding().size()).as("holders").isLessThanOrEqualTo(holding);
        }
      }
      assertThat(state.waiting().isEmpty() || state.holding().size() >= state.limit())
          .as("nobody waits while there is room")
          .isTrue();
    }
    assertThat(state.holding()).isEmpty();
    assertThat(state.waiting()).isEmpty();
    assertThat(LockState.replay(facts)).hasToString(state.toString());
  }

  @ParameterizedTest(name = "-Dsim.seed={0}")
  @MethodSource("seeds")
  void everybody_who_asks_gets_the_lock_once_if_holders_release_when_they_got_it(long seed) {
    var random = new Random(seed);
    var limit = 1 + random.nextInt(3);
    List<LockCommand> pending = new ArrayList<>();
    for (var node = 0; node < HOLDERS; node++) {
      pending.add(acquire(node, 1, limit, random));
      pending.add(acquire(node, 1, limit, random));
    }
    var state = LockState.UNUSED;
    var granted = new ArrayList<Holder>();
    while (!pending.isEmpty()) {
      var command = pending.remove(random.nextInt(pending.size()));
      for (var fact : state.decide(command)) {
        state = state.evolve(fact);
        if (fact instanceof LockGranted(var holder, var at)) {
          granted.add(holder);
          pending.add(new Release(holder, new Moment(2, 0), OptionalInt.empty(), at));
        }
      }
    }
    assertThat(granted).doesNotHaveDuplicates().hasSize(HOLDERS);
    assertThat(state.holding()).isEmpty();
  }

  /// Every holder asks, gives up, asks anew and gives up, in no order at all; only the last release
  /// is sure to arrive at last.
  private static List<LockCommand> commands(Random random) {
    var commands = new ArrayList<LockCommand>();
    for (var node = 0; node < HOLDERS; node++) {
      for (var copy = 0; copy < 2; copy++) {
        commands.add(acquire(node, 1, random.nextInt(4), random));
        commands.add(release(node, 2, random));
        commands.add(acquire(node, 3, random.nextInt(4), random));
        commands.add(release(node, 4, random));
      }
    }
    Collections.shuffle(commands, random);
    return commands;
  }

  private static Acquire acquire(int node, long version, int limit, Random random) {
    var ask =
        new Ask(
            new Moment(version, 0),
            random.nextInt(3),
            T0.plusSeconds(random.nextInt(5)),
            List.of("l"));
    return new Acquire(holder(node), ask, limit, T0);
  }

  private static Release release(int node, long version, Random random) {
    var limit = random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(4));
    return new Release(holder(node), new Moment(version, 0), limit, T0);
  }

  private static Holder holder(int node) {
    return new Holder(new RunId("ns", "run", "uid"), node);
  }

  @ParameterizedTest(name = "-Dsim.seed={0}")
  @MethodSource("seeds")
  void the_next_is_always_the_one_of_highest_priority_and_then_of_longest_wait(long seed) {
    var state = LockState.UNUSED;
    var waiting = new HashSet<LockAsked>();
    for (var command : commands(new Random(seed))) {
      for (var fact : state.decide(command)) {
        if (fact instanceof LockAsked asked && state.held(asked.holder()).isEmpty()) {
          if (waiting.stream().noneMatch(other -> other.holder().equals(asked.holder()))) {
            waiting.add(asked);
          }
        }
        state = state.evolve(fact);
        if (fact instanceof LockGranted(var holder, _)) {
          var chosen = waiting.stream().filter(w -> w.holder().equals(holder)).findAny().get();
          assertThat(waiting).noneMatch(other -> isBefore(other.ask(), chosen.ask()));
        }
        var now = state.waiting();
        waiting.removeIf(other -> !now.contains(other.holder()));
      }
    }
  }

  private static boolean isBefore(Ask one, Ask other) {
    return one.priority() != other.priority()
        ? one.priority() > other.priority()
        : one.since().isBefore(other.since());
  }
}
