package dev.tiphys.simulation;

import dev.tiphys.log.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// A world in bad weather: its chance, its time, what was seen of it, and the processes in it.
///
/// @param <L> what runs in a process
abstract class Storm<L extends Mortal> {
  private static final int PROCESSES = 2;
  private static final int LINES_MAX = Integer.getInteger("sim.lines", 60);

  private final Chance chance;
  private final Agenda agenda = new Agenda();
  private final Weather stormy;
  private final List<L> lives = new ArrayList<>();
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private Weather weather;
  private long hash;
  private long events;
  private int rounds;

  Storm(long seed) {
    chance = new Chance(seed);
    stormy = Weather.stormy(chance);
    weather = stormy;
  }

  /// What is really stored.
  abstract ObjectStore store();

  /// Creates an object there, unless it exists.
  abstract ObjectStore.Put create(String key, byte[] value);

  /// Lets another process do something now, while one is about to create `key`.
  abstract void rival(String key);

  /// A process that begins now.
  abstract L life(String name);

  final void startProcesses() {
    for (var i = 0; i < PROCESSES; i++) {
      lives.add(life("p" + i));
    }
  }

  /// Starts a process again, a little after its end.
  final void restart(Mortal dead) {
    var next = life(dead.toString().split("\\.")[0] + "." + ++rounds);
    agenda.after(
        chance.upTo(Duration.ofSeconds(30)),
        () -> {
          lives.set(lives.indexOf(dead), next);
          trace("%s: starts", next);
        });
  }

  /// A process that is there and has nothing to do.
  final @Nullable L anyLife() {
    var idle = lives.stream().filter(life -> !life.gone() && !life.busy()).toList();
    return idle.isEmpty() ? null : chance.any(idle);
  }

  /// Ends it: from here on the weather is another, and clocks are right.
  final void clear(Weather after) {
    weather = after;
    lives.forEach(Mortal::setClock);
    trace("the storm is over");
  }

  final Chance chance() {
    return chance;
  }

  final Agenda agenda() {
    return agenda;
  }

  final Weather weather() {
    return weather;
  }

  /// How bad it was.
  final Weather stormy() {
    return stormy;
  }

  final Instant now() {
    return agenda.now();
  }

  /// Whether that fault happens here and now.
  final boolean faulty(ToIntFunction<Weather> fault) {
    return chance.of(fault.applyAsInt(weather));
  }

  final void trace(String format, Object... arguments) {
    var line = agenda.now() + " " + format.formatted(arguments);
    hash = hash * 31 + line.hashCode();
    events++;
    lines.add(line);
    if (lines.size() > LINES_MAX) {
      lines.remove();
    }
  }

  /// What was seen last.
  final String seen() {
    return String.join("\n", lines);
  }

  /// The same for the same seed.
  final long hash() {
    return hash;
  }

  final long events() {
    return events;
  }
}
