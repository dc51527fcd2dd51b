package dev.tiphys.simulation;

import dev.tiphys.doorway.Status;
import dev.tiphys.memo.Memos;
import dev.tiphys.stepcomplete.StepComplete;
import dev.tiphys.stepdispatch.StepDispatch;
import dev.tiphys.timer.Timer;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A broker that brings each event to whoever wants its type: in any order, late, twice, never, and
/// to either process. What a function refuses for now comes again; what people ask for they ask
/// until they are answered.
final class Mail {
  private static final int DELIVERIES_MAX = 20;
  private static final int TOGETHER_MAX = 8;
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(30);

  private static final Map<String, Set<String>> WANTS = new LinkedHashMap<>();

  static {
    WANTS.put("step-complete", StepComplete.TYPES);
    WANTS.put("step-dispatch", StepDispatch.TYPES);
    WANTS.put("timer", Timer.TYPES);
    WANTS.put("lock", Life.LOCKS);
    WANTS.put("memo", Memos.TYPES);
  }

  private final World world;
  private final Map<Letter, Agenda.Slot> flying = new LinkedHashMap<>();
  private int dead;

  /// An event on its way to a function. Each is one of its own.
  private static final class Letter {
    final String function;
    final CloudEvent event;
    final boolean insisted;
    final int times;

    Letter(String function, CloudEvent event, boolean insisted, int times) {
      this.function = function;
      this.event = event;
      this.insisted = insisted;
      this.times = times;
    }

    String key() {
      return String.valueOf(event.getExtension("partitioningkey"));
    }
  }

  Mail(World world) {
    this.world = world;
  }

  /// How many events were refused too often, and are lost.
  int dead() {
    return dead;
  }

  /// How many events are on their way.
  int flying() {
    return flying.size();
  }

  void publish(Life by, CloudEvent event) {
    world.trace("%s: %s %s %s", by, event.getType(), event.getId(), event.getSource());
    world.truth().published(event);
    WANTS.forEach(
        (function, types) -> {
          if (types.contains(event.getType())) {
            send(new Letter(function, event, false, 0));
            while (world.faulty(Weather::repeats)) {
              send(new Letter(function, event, false, 0));
            }
          }
        });
  }

  /// Brings a command of somebody who asks until there is an answer.
  void insist(CloudEvent command) {
    world.trace("asked: %s %s %s", command.getType(), command.getId(), command.getSource());
    send(new Letter("step-complete", command, true, 0));
  }

  private void send(Letter letter) {
    if (world.faulty(Weather::loss)) {
      world.trace("lost: %s for %s", letter.event.getId(), letter.function);
      if (letter.insisted) {
        later(letter, Duration.ofSeconds(10));
      }
      return;
    }
    later(letter, world.weather().delay(world.chance()));
  }

  private void later(Letter letter, Duration delay) {
    flying.put(letter, world.agenda().after(delay, () -> arrive(letter)));
  }

  private void arrive(Letter letter) {
    var life = world.anyLife();
    if (life == null) {
      later(letter, Duration.ofSeconds(1));
    } else {
      deliver(life, letter);
    }
  }

  /// Lets a process that is not busy do something now, while another is about to create `key`.
  void rival(String key) {
    var life = world.anyLife();
    if (life == null) {
      return;
    }
    var same = flying.keySet().stream().filter(letter -> key.startsWith(letter.key())).toList();
    var all = same.isEmpty() ? List.copyOf(flying.keySet()) : same;
    if (!all.isEmpty()) {
      var letter = world.chance().any(all);
      world.agenda().cancel(flying.get(letter));
      deliver(life, letter);
    }
  }

  private void deliver(Life life, Letter first) {
    var letters = together(first);
    world.trace(
        "%s: %s takes %s",
        life, first.function, letters.stream().map(one -> one.event.getId()).toList());
    if (world.faulty(Weather::jumps)) {
      life.jump();
    }
    var failures = new ArrayList<@Nullable RuntimeException>();
    var done =
        life.does(
            () ->
                failures.addAll(
                    life.receive(first.function, letters.stream().map(one -> one.event).toList())));
    for (var i = 0; i < letters.size(); i++) {
      if (!done) {
        // Nobody has answered, so the event comes again, to whoever is there.
        again(letters.get(i), null);
      } else if (failures.get(i) != null) {
        refused(life, letters.get(i), failures.get(i));
      } else if (letters.get(i).insisted && world.faulty(Weather::loss)) {
        again(letters.get(i), null);
      }
    }
  }

  /// What waits for the same function and run may be brought along.
  private List<Letter> together(Letter first) {
    var letters = new ArrayList<Letter>(List.of(first));
    flying.remove(first);
    if (first.function.equals("step-complete") && world.chance().of(300)) {
      for (var letter : List.copyOf(flying.keySet())) {
        if (letters.size() < TOGETHER_MAX
            && letter.function.equals(first.function)
            && letter.key().equals(first.key())) {
          world.agenda().cancel(flying.remove(letter));
          letters.add(letter);
        }
      }
    }
    return letters;
  }

  private void refused(Life life, Letter letter, @Nullable RuntimeException failure) {
    var status = Status.of(java.util.Objects.requireNonNull(failure));
    world.trace("%s: %d %s", life, status.code(), status.detail());
    if (status.again() && status.code() != 500) {
      again(letter, failure);
    } else {
      world.truth().refused(letter.event, failure);
    }
  }

  private void again(Letter letter, @Nullable RuntimeException failure) {
    if (letter.times + 1 >= DELIVERIES_MAX && !letter.insisted) {
      dead++;
      world.trace("dead: %s for %s: %s", letter.event.getId(), letter.function, failure);
      return;
    }
    var wait = Duration.ofMillis(100L << Math.min(letter.times, 12));
    var next = new Letter(letter.function, letter.event, letter.insisted, letter.times + 1);
    if (!letter.insisted && world.faulty(Weather::loss)) {
      return;
    }
    later(next, wait.compareTo(BACKOFF_MAX) < 0 ? wait : BACKOFF_MAX);
  }
}
