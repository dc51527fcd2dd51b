package dev.tiphys.engine.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.lock.Ask;
import dev.tiphys.engine.lock.Holder;
import dev.tiphys.engine.lock.LockCommand;
import dev.tiphys.engine.lock.LockCommand.Acquire;
import dev.tiphys.engine.lock.LockCommand.Release;
import dev.tiphys.engine.lock.LockFact.LockGranted;
import dev.tiphys.engine.lock.LockState;
import dev.tiphys.engine.lock.Moment;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.function.Consumer;

/// Grants locks by the rules of [LockState], one after the other in the order of each asking.
final class Granting {
  private static final String CONFIG_MAP = "ConfigMap";

  private final JsonNode configMaps;
  private final Consumer<Holder> granted;
  private final Map<String, LockState> locks = new HashMap<>();
  private final SequencedSet<Turn> turns = new LinkedHashSet<>();

  /// `holder` holds `lock` and may go on to the next.
  private record Turn(Holder holder, Ask ask, String lock) {}

  /// @param configMaps what the run has pinned of them: where semaphores have their limits
  /// @param granted hears of each holder that has all it asked for
  Granting(JsonNode configMaps, Consumer<Holder> granted) {
    this.configMaps = configMaps;
    this.granted = granted;
  }

  void wanted(Holder holder, Ask ask, Instant at) {
    acquire(holder, ask, ask.locks().getFirst(), at);
    follow(at);
  }

  void released(Holder holder, Moment moment, List<String> names, Instant at) {
    names.forEach(
        lock -> carryOut(lock, new Release(holder, moment, OptionalInt.of(limit(lock)), at)));
    follow(at);
  }

  private void follow(Instant at) {
    while (!turns.isEmpty()) {
      var turn = turns.removeFirst();
      var next = turn.ask().locks().indexOf(turn.lock()) + 1;
      if (next < turn.ask().locks().size()) {
        acquire(turn.holder(), turn.ask(), turn.ask().locks().get(next), at);
      } else {
        granted.accept(turn.holder());
      }
    }
  }

  private void acquire(Holder holder, Ask ask, String lock, Instant at) {
    var state = carryOut(lock, new Acquire(holder, ask, limit(lock), at));
    state.held(holder).ifPresent(now -> turns.add(new Turn(holder, now, lock)));
  }

  private LockState carryOut(String lock, LockCommand command) {
    var state = locks.getOrDefault(lock, LockState.UNUSED);
    var facts = state.decide(command);
    for (var fact : facts) {
      state = state.evolve(fact);
    }
    locks.put(lock, state);
    for (var fact : facts) {
      if (fact instanceof LockGranted(var holder, _)) {
        state.held(holder).ifPresent(ask -> turns.add(new Turn(holder, ask, lock)));
      }
    }
    return state;
  }

  /// The limit of `namespace/ConfigMap/name/key`; every other lock is for one.
  private int limit(String lock) {
    var parts = lock.split("/", 4);
    if (parts.length < 4 || !parts[1].equals(CONFIG_MAP)) {
      return 1;
    }
    var value = configMaps.path(parts[2]).path(parts[3]).asText("").strip();
    try {
      return Math.max(0, Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "semaphore %s: expected a number in the ConfigMap '%s', found '%s'"
              .formatted(lock, parts[2], value),
          e);
    }
  }
}
