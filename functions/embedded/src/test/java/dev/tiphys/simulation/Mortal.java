package dev.tiphys.simulation;

import java.time.Duration;
import java.time.Instant;

/// A process from its start to its crash. It begins with cold caches, and nothing that it asked for
/// is brought to it once it is gone.
abstract class Mortal {
  /// How long an alarm may sleep through a clock that jumped.
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

  private final Storm<?> world;
  private final String name;
  private final Alarm alarm = new Alarm();
  private Duration skew;
  private boolean gone;
  private boolean busy;

  Mortal(Storm<?> world, String name) {
    this.world = world;
    this.name = name;
    skew = world.chance().upTo(Duration.ofSeconds(2));
  }

  final boolean gone() {
    return gone;
  }

  final boolean busy() {
    return busy;
  }

  @Override
  public final String toString() {
    return name;
  }

  /// @throws Crash if it is gone
  final void requireAlive() {
    if (gone) {
      throw new Crash(name);
    }
  }

  /// @throws Crash if it goes now
  final void mayCrash(String where) {
    if (world.faulty(Weather::crash)) {
      world.trace("%s: crash %s", name, where);
      die();
      throw new Crash(name);
    }
  }

  /// From here on it is gone, whatever its threads still believe.
  final void die() {
    gone = true;
  }

  /// Does something in this process. Says no if it is gone by the end of it; another life follows.
  final boolean does(Runnable work) {
    if (gone) {
      return false;
    }
    busy = true;
    try {
      work.run();
    } catch (Crash crash) {
      // It is gone.
    } finally {
      busy = false;
    }
    if (gone) {
      world.restart(this);
    }
    return !gone;
  }

  /// What this process takes for the time.
  final dev.tiphys.timer.Alarm alarm() {
    return alarm;
  }

  final void setClock() {
    skew = Duration.ofMillis(world.chance().below(50));
  }

  final void jump() {
    var far = world.chance().of(300) ? Duration.ofDays(1) : Duration.ofMinutes(10);
    var by = world.chance().upTo(far);
    skew = world.chance().of(500) ? by : by.negated();
    world.trace("%s: clock is %s off", name, skew);
  }

  private final class Alarm implements dev.tiphys.timer.Alarm {
    @Override
    public Instant instant() {
      return world.agenda().now().plus(skew);
    }

    @Override
    public void at(Instant moment, Runnable action) {
      var left = Duration.between(instant(), moment);
      var sleep = left.isNegative() ? Duration.ofMillis(1) : left;
      world
          .agenda()
          .after(
              sleep.compareTo(LOOK_AGAIN) < 0 ? sleep : LOOK_AGAIN,
              () -> {
                if (gone) {
                  return;
                }
                if (instant().isBefore(moment)) {
                  at(moment, action);
                } else {
                  does(action);
                }
              });
    }
  }
}
