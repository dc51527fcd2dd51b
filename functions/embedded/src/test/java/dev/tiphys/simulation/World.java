package dev.tiphys.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.ControllerConfig;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Submission;
import dev.tiphys.trigger.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One seed: a few runs of random workflows in a storm, and after it.
final class World extends Storm<Life> {
  /// How many may hold the semaphore of this world.
  static final int SEMAPHORE = 2;

  private static final int STEPS_MAX = 60_000;
  private static final Duration SWEEP = Duration.ofMinutes(5);

  /// I9: how long after the storm everything has to be over: what a clock that was a day ahead has
  /// set waits that day.
  private static final Duration PATIENCE = Duration.ofHours(30);

  private final long seed;
  private final Truth truth;
  private final Mail mail;
  private final Machine machine;
  private final People people;
  private final List<String> manifests = new ArrayList<>();
  private final Duration storm;
  private boolean calm;
  private int sweeps;

  World(long seed) {
    super(seed);
    this.seed = seed;
    truth = new Truth(this);
    mail = new Mail(this);
    machine = new Machine(this);
    people = new People(this);
    storm =
        Duration.ofMinutes(2).plus(chance().upTo(Duration.ofMinutes(chance().of(200) ? 240 : 20)));
    startProcesses();
  }

  Truth truth() {
    return truth;
  }

  Mail mail() {
    return mail;
  }

  Machine machine() {
    return machine;
  }

  @Override
  Life life(String name) {
    return new Life(this, name);
  }

  @Override
  ObjectStore store() {
    return truth.store();
  }

  @Override
  ObjectStore.Put create(String key, byte[] value) {
    return truth.create(key, value);
  }

  @Override
  void rival(String key) {
    mail.rival(key);
  }

  /// From the first submission until everything is over.
  ///
  /// @throws AssertionError if anything was not as it must be; it says how to see it again
  World run() {
    try {
      var runs = chance().between(1, 3);
      for (var i = 0; i < runs; i++) {
        submit("w" + i);
      }
      agenda().after(SWEEP, this::sweep);
      agenda().after(storm, this::clear);
      for (var i = chance().below(5); i > 0; i--) {
        agenda().after(chance().upTo(storm), () -> askSomething());
      }
      for (var step = 0; !over(runs); step++) {
        var late = agenda().now().isAfter(Agenda.START.plus(storm).plus(PATIENCE));
        if (step > STEPS_MAX || late || !agenda().step()) {
          throw new AssertionError(
              "I9: not over after %d steps, at %s:%n%s"
                  .formatted(step, agenda().now(), String.join("\n", truth.unfinished())));
        }
      }
      truth.end(stormy().loss() == 0 && mail.dead() == 0);
      return this;
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      throw new AssertionError(
          "-Dsim.seed=%d, %s%n%s%n%s%n%s"
              .formatted(seed, stormy(), e, seen(), String.join("\n---\n", manifests)),
          e);
    }
  }

  private boolean over(int runs) {
    return calm && truth.allFinished(runs) && mail.flying() == 0 && machine.working() == 0;
  }

  private void submit(String name) {
    var manifest = Specs.workflow(chance(), name);
    manifests.add(manifest);
    var document =
        Manifests.read(manifest.getBytes(StandardCharsets.UTF_8), name).documents().getFirst();
    var start =
        new Trigger(World::resource, ControllerConfig.NONE, truth.events())
            .submit(
                document,
                Submission.NONE,
                new Birth("uid-" + name, agenda().now(), chance().generator()));
    agenda().after(chance().upTo(Duration.ofSeconds(20)), () -> mail.insist(start.event()));
  }

  private static Optional<com.fasterxml.jackson.databind.JsonNode> resource(
      Resources.Kind kind, String namespace, String name) {
    var map = JsonNodeFactory.instance.objectNode();
    map.put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata").put("name", name).put("namespace", namespace);
    map.putObject("data").put("few", Integer.toString(SEMAPHORE));
    return kind == Resources.Kind.CONFIG_MAP ? Optional.of(map) : Optional.empty();
  }

  private void askSomething() {
    var runs = truth.runs();
    if (!runs.isEmpty()) {
      people.ask(chance().any(runs));
    }
  }

  private void sweep() {
    truth.look();
    var life = anyLife();
    if (life != null) {
      life.does(life::sweep);
    }
    if (calm && ++sweeps % 3 == 0) {
      for (var run : truth.runs()) {
        if (!truth.state(run).finished()) {
          people.resume(run);
        }
      }
    }
    agenda().after(SWEEP, this::sweep);
  }

  private void clear() {
    calm = true;
    clear(weather().calm());
  }
}
