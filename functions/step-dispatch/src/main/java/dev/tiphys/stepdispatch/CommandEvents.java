package dev.tiphys.stepdispatch;

import dev.tiphys.doorway.Broker;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunId;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// What a runner tells of a step, as commands to the run. Ids follow from node and what is told, so
/// that what a second host tells again is recognised.
///
/// A broker that does not take events now is asked again: there is nobody else who would tell.
final class CommandEvents implements Consumer<RunCommand> {
  private static final System.Logger LOG = System.getLogger(CommandEvents.class.getName());
  private static final Duration PAUSE_MIN = Duration.ofMillis(200);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(15);

  private final RunId run;
  private final RunEvents events;
  private final Broker broker;
  private final CloudEvent cause;

  CommandEvents(RunId run, RunEvents events, Broker broker, CloudEvent cause) {
    this.run = run;
    this.events = events;
    this.broker = broker;
    this.cause = cause;
  }

  @Override
  public void accept(RunCommand command) {
    var event = events.request(run, id(command), command, cause);
    var pause = PAUSE_MIN;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        broker.publish(List.of(event));
        return;
      } catch (Unavailable e) {
        LOG.log(
            Level.WARNING,
            "run {0}: {1} is not published yet: {2}",
            run,
            event.getId(),
            e.getMessage());
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        // Whoever asks for the step next will be told.
        Thread.currentThread().interrupt();
      }
      pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
    }
  }

  private static String id(RunCommand command) {
    return switch (command) {
      case MarkRunning c -> c.node() + "-started";
      case MarkDaemoned c -> c.node() + "-daemoned";
      case MarkProgress c -> c.node() + "-progressed-" + c.at().toEpochMilli();
      case EndStep c -> c.node() + "-ended";
      case RunCommand other ->
          throw new IllegalArgumentException("a runner does not tell " + other.getClass());
    };
  }
}
