package dev.tiphys.simulation;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.events.RunId;
import dev.tiphys.lock.LockStreams;
import dev.tiphys.lock.LockSweep;
import dev.tiphys.lock.Locks;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.projection.Projections;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.log.stream.View;
import dev.tiphys.memo.Caches;
import dev.tiphys.memo.Memos;
import dev.tiphys.stepcomplete.StepComplete;
import dev.tiphys.stepdispatch.StepDispatch;
import dev.tiphys.timer.Timer;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All functions of workflows in one process, with what they keep in memory.
final class Life extends Mortal {
  static final Set<String> LOCKS = Set.of("dev.tiphys.locks.wanted", "dev.tiphys.locks.released");

  private final World world;
  private final Runs runs;
  private final StepComplete complete;
  private final StepDispatch dispatch;
  private final Timer timer;
  private final Locks locks;
  private final LockSweep lockSweep;
  private final Memos memo;
  private final Projections projections;

  Life(World world, String name) {
    super(world, name);
    this.world = world;
    var random = world.chance().generator();
    var store = new StormyStore(world, this);
    var clock = alarm();
    runs = Runs.in(store, clock, random);
    complete = new StepComplete(runs);
    dispatch = new StepDispatch(runs, this::tell, new MachineRunner(world.machine(), this), clock);
    timer = new Timer(runs.events(), publisher(), clock);
    var streams = LockStreams.in(store, clock, random);
    locks = new Locks(streams, (_, _) -> OptionalInt.of(World.SEMAPHORE), runs.events());
    lockSweep = new LockSweep(store, streams, runs);
    memo = new Memos(new Caches(store), (_, _) -> Optional.empty(), runs.events(), clock);
    projections = new Projections(store);
  }

  Runs runs() {
    return runs;
  }

  /// Brings events for one function and of one run; says why each was not taken.
  List<@Nullable RuntimeException> receive(String function, List<CloudEvent> events) {
    if (function.equals("step-complete") && events.size() > 1) {
      return completeTogether(events);
    }
    var failures = new ArrayList<@Nullable RuntimeException>();
    for (var event : events) {
      try {
        receive(function, event);
        failures.add(null);
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    return failures;
  }

  private void receive(String function, CloudEvent event) {
    switch (function) {
      case "step-complete" -> {
        publisher().publish(complete.handle(event));
        carriedOut(event);
      }
      case "step-dispatch" -> dispatch.accept(event);
      case "timer" -> timer.set(event);
      case "lock" -> publisher().publish(locks.apply(event));
      case "memo" -> publisher().publish(memo.apply(event));
      default -> throw new AssertionError(function);
    }
  }

  private List<@Nullable RuntimeException> completeTogether(List<CloudEvent> events) {
    var failures = new ArrayList<@Nullable RuntimeException>();
    var results = runs.handleAll(events);
    for (var i = 0; i < events.size(); i++) {
      var failure = results.get(i).failure();
      try {
        publisher().publish(results.get(i).announcements());
      } catch (Unavailable e) {
        failure = e;
      }
      if (failure == null) {
        carriedOut(events.get(i));
      }
      failures.add(failure);
    }
    return failures;
  }

  private void carriedOut(CloudEvent command) {
    world.truth().acknowledged(command);
    var run = runs.events().readRequest(command).run();
    if (world.chance().of(100)) {
      world.truth().compare(this, run, known(run));
    }
    if (world.chance().of(100)) {
      show(run);
    }
  }

  private View<Run> known(RunId run) {
    return runs.streams().atLeast(new StreamName(run.stream()), 1);
  }

  /// Writes what people see of a run, now or a good while later, as it is known now.
  private void show(RunId run) {
    var view = known(run);
    world
        .agenda()
        .after(
            world.weather().delay(world.chance()),
            () ->
                does(
                    () -> {
                      try {
                        var bytes = WorkflowView.summary(view.state(), view.version()).toString();
                        projections.put(
                            run.stream(), view.version(), bytes.getBytes(StandardCharsets.UTF_8));
                      } catch (Unavailable e) {
                        world.trace("%s: no projection of %s", this, run);
                      }
                    }));
  }

  /// Announces again what every run waits for.
  void sweep() {
    for (var run : world.truth().runs()) {
      try {
        tell(runs.unmet(run));
      } catch (Unavailable e) {
        world.trace("%s: no sweep of %s", this, run);
      }
    }
    try {
      tell(lockSweep.overdue(world.agenda().now()));
    } catch (Unavailable e) {
      world.trace("%s: no sweep of locks", this);
    }
  }

  /// A broker that may not take events now.
  private Broker publisher() {
    return events -> {
      if (!events.isEmpty() && world.faulty(Weather::refused)) {
        throw new Unavailable("the broker is busy");
      }
      tell(events);
    };
  }

  /// Publishes, and may crash before, between or after.
  private void tell(List<CloudEvent> events) {
    for (var event : events) {
      requireAlive();
      mayCrash("before publishing " + event.getId());
      world.mail().publish(this, event);
    }
    if (!events.isEmpty()) {
      mayCrash("after publishing");
    }
  }
}
