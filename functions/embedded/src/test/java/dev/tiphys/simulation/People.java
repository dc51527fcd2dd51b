package dev.tiphys.simulation;

import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import io.cloudevents.CloudEvent;
import java.util.Map;

/// Who asks things of runs, sensible or not, and insists on an answer.
final class People {
  private static final String ID = "person-";

  private final World world;
  private int asked;

  People(World world) {
    this.world = world;
  }

  /// Whether an event is from somebody who can be told no.
  static boolean asked(CloudEvent event) {
    return event.getId().startsWith(ID);
  }

  /// Asks one thing of one run.
  void ask(RunId run) {
    var now = world.agenda().now();
    var finished = world.truth().state(run).finished();
    var what = finished ? 9 : world.chance().below(10);
    ask(
        run,
        switch (what) {
          case 0, 1, 2 -> new SuspendRun(now);
          case 3, 4 -> new ResumeRun("", now);
          case 5 -> new StopRun(Shutdown.STOP, "", null, now);
          case 6 -> new StopRun(Shutdown.TERMINATE, "", null, now);
          case 7, 8 -> forged(run);
          default -> new RetryRun(false, "", Map.of(), now);
        });
  }

  private void ask(RunId run, RunCommand command) {
    var forged = command instanceof EndStep ? "-forged" : "";
    world.mail().insist(world.truth().events().request(run, ID + asked++ + forged, command));
  }

  /// Says that a step has ended that nobody has begun, if there is one (attack case 3).
  private RunCommand forged(RunId run) {
    var held = world.truth().held(run);
    var now = world.agenda().now();
    return held.isEmpty()
        ? new ResumeRun("", now)
        : new EndStep(
            world.chance().any(held), Phase.SUCCEEDED, null, Outputs.NONE, null, Map.of(), now);
  }

  /// Lets go on whatever somebody has suspended.
  void resume(RunId run) {
    ask(run, new ResumeRun("", world.agenda().now()));
  }
}
