package dev.tiphys.simulation;

import dev.tiphys.doorway.Status;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The broker of a world of delivery: brings each event to whoever wants its type, in any order,
/// late, twice or never, and to either process. What is refused for now comes again.
final class Post {
  private static final int DELIVERIES_MAX = 20;
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(30);

  private final DeliveryWorld world;
  private final Map<Letter, Agenda.Slot> flying = new LinkedHashMap<>();

  /// An event on its way to a function. Each is one of its own.
  private static final class Letter {
    final String function;
    final CloudEvent event;
    final int times;

    Letter(String function, CloudEvent event, int times) {
      this.function = function;
      this.event = event;
      this.times = times;
    }
  }

  Post(DeliveryWorld world) {
    this.world = world;
  }

  /// Brings an event to all who want it.
  void publish(Object by, CloudEvent event) {
    world.trace("%s: %s %s %s", by, event.getType(), event.getId(), event.getSource());
    DeliveryLife.WANTS.forEach(
        (function, types) -> {
          if (types.contains(event.getType())) {
            send(new Letter(function, event, 0));
            while (world.faulty(Weather::repeats)) {
              send(new Letter(function, event, 0));
            }
          }
        });
  }

  private void send(Letter letter) {
    if (world.faulty(Weather::loss)) {
      world.trace("lost: %s for %s", letter.event.getId(), letter.function);
    } else {
      later(letter, world.weather().delay(world.chance()));
    }
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
    var about =
        flying.keySet().stream()
            .filter(letter -> key.startsWith(letter.event.getSource().toString().substring(1)))
            .toList();
    var all = about.isEmpty() ? List.copyOf(flying.keySet()) : about;
    if (life != null && !all.isEmpty()) {
      var letter = world.chance().any(all);
      world.agenda().cancel(flying.get(letter));
      deliver(life, letter);
    }
  }

  private void deliver(DeliveryLife life, Letter letter) {
    flying.remove(letter);
    world.trace("%s: %s takes %s", life, letter.function, letter.event.getId());
    if (world.faulty(Weather::jumps)) {
      life.jump();
    }
    if (!life.does(() -> take(life, letter))) {
      again(letter);
    }
  }

  private void take(DeliveryLife life, Letter letter) {
    try {
      life.receive(letter.function, letter.event);
    } catch (RuntimeException e) {
      var status = Status.of(e);
      world.trace("%s: %d %s", life, status.code(), status.detail());
      if (!status.again() || status.code() == 500) {
        throw new AssertionError(
            "%s %s was refused for good: %s"
                .formatted(letter.event.getType(), letter.event.getId(), e),
            e);
      }
      again(letter);
    }
  }

  /// Nobody has answered, or not yet: it comes again, to whoever is there.
  private void again(Letter letter) {
    if (letter.times + 1 < DELIVERIES_MAX && !world.faulty(Weather::loss)) {
      var wait = Duration.ofMillis(100L << Math.min(letter.times, 12));
      later(
          new Letter(letter.function, letter.event, letter.times + 1),
          wait.compareTo(BACKOFF_MAX) < 0 ? wait : BACKOFF_MAX);
    }
  }
}
