package dev.tiphys.simulation;

import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where steps run. What it knows of a step outlives every process, as the folder of the real
/// runner does: who asks for a step again is told how it ended, or will be.
final class Machine {
  private final World world;
  private final Map<Key, Work> works = new LinkedHashMap<>();

  record Key(RunId run, int node) {}

  private record Listener(Life life, Consumer<RunCommand> reports) {}

  /// A step under way or over.
  private static final class Work {
    final Step step;
    final Instant began;
    final List<Listener> listeners = new ArrayList<>();
    Agenda.@Nullable Slot ending;
    @Nullable EndStep end;

    Work(Step step, Instant began) {
      this.step = step;
      this.began = began;
    }
  }

  Machine(World world) {
    this.world = world;
  }

  /// How many steps are not over.
  long working() {
    return works.values().stream().filter(work -> work.end == null).count();
  }

  void start(Life life, Step step, Consumer<RunCommand> reports) {
    life.mayCrash("before starting " + step.nodeName());
    var key = new Key(step.run(), step.node());
    var known = works.get(key);
    if (known == null) {
      begin(key, step);
    } else {
      world.truth().sameStep(known.step, step);
    }
    life.mayCrash("after starting " + step.nodeName());
    var work = works.get(key);
    if (work.end != null) {
      reports.accept(work.end);
    } else if (work.listeners.stream().noneMatch(listener -> listener.life() == life)) {
      work.listeners.add(new Listener(life, reports));
    }
  }

  private void begin(Key key, Step step) {
    world.trace("machine: begins %s %d %s", step.run(), step.node(), step.nodeName());
    world.truth().began(step);
    var work = new Work(step, world.agenda().now());
    works.put(key, work);
    var takes = world.chance().upTo(Duration.ofSeconds(world.chance().of(200) ? 120 : 5));
    var deadline = step.deadline();
    var late = deadline != null && work.began.plus(takes).isAfter(deadline);
    work.ending = world.agenda().after(takes, () -> end(work, late ? tooLate(work) : ended(work)));
    if (takes.compareTo(Duration.ofSeconds(1)) > 0) {
      var now = world.agenda().now();
      world
          .agenda()
          .after(
              world.chance().upTo(takes),
              () -> tell(work, new MarkRunning(step.node(), "machine", null, now)));
      world
          .agenda()
          .after(
              world.chance().upTo(takes),
              () -> tell(work, new MarkProgress(step.node(), "1/2", null, world.agenda().now())));
    }
  }

  private EndStep tooLate(Work work) {
    return end(work, Phase.FAILED, "Step exceeded its deadline", Outputs.NONE);
  }

  private EndStep ended(Work work) {
    if (world.chance().of(world.weather().broken())) {
      var error = world.chance().of(200);
      return end(
          work,
          error ? Phase.ERROR : Phase.FAILED,
          error ? "the machine was switched off" : "Error (exit code 1)",
          new Outputs(Map.of(), null, "1", Map.of()));
    }
    var template = work.step.template();
    var result =
        switch (template.path("name").asText()) {
          case "flip" -> world.chance().of(500) ? "heads" : "tails";
          case "number" -> Integer.toString(world.chance().below(5));
          case "list" ->
              "[1,2,3]"
                  .substring(0, 2 + 2 * world.chance().below(3))
                  .concat("]")
                  .replace(",]", "]");
          default -> "done";
        };
    var parameters = new LinkedHashMap<String, String>();
    for (var output : template.path("outputs").path("parameters")) {
      parameters.put(output.path("name").asText(), "of " + work.step.node());
    }
    return end(
        work,
        Phase.SUCCEEDED,
        null,
        new Outputs(parameters, work.step.captureResult() ? result : null, "0", Map.of()));
  }

  private EndStep end(Work work, Phase phase, @Nullable String message, Outputs outputs) {
    return new EndStep(
        work.step.node(), phase, message, outputs, work.began, Map.of(), world.agenda().now());
  }

  private void end(Work work, EndStep end) {
    if (work.end != null) {
      return;
    }
    work.end = end;
    work.ending = null;
    world.trace("machine: %s %d is %s", work.step.run(), end.node(), end.phase());
    if (world.faulty(Weather::loss)) {
      // Whoever listened is told nothing, and has to ask again.
      return;
    }
    tell(work, end);
    if (world.faulty(Weather::repeats)) {
      // The same id with another body: the first one counts.
      tell(work, end(work, Phase.ERROR, "told otherwise", Outputs.NONE));
    }
  }

  private void tell(Work work, RunCommand command) {
    for (var listener : List.copyOf(work.listeners)) {
      var life = listener.life();
      if (!life.does(() -> listener.reports().accept(command))) {
        work.listeners.remove(listener);
      }
    }
  }

  void cancel(RunId run, int node) {
    var work = works.get(new Key(run, node));
    if (work != null && work.ending != null) {
      world.agenda().cancel(work.ending);
      work.ending =
          world
              .agenda()
              .after(
                  world.chance().upTo(Duration.ofSeconds(20)),
                  () -> end(work, end(work, Phase.FAILED, "terminated", Outputs.NONE)));
    }
  }
}
