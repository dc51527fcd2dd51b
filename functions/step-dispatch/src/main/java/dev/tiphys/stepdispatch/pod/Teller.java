package dev.tiphys.stepdispatch.pod;

import dev.tiphys.doorway.Broker;
import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunEvents;
import dev.tiphys.log.LogFailure.Unavailable;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells the run what the companion knows: on stdout, and to the broker if there is one, again and
/// again while it is away.
final class Teller {
  /// A broker takes no larger event, whichever it is.
  static final int EVENT_MAX = 1 << 20;

  private static final Duration PAUSE_MIN = Duration.ofMillis(200);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(15);

  private final Step step;
  private final RunEvents events;
  private final @Nullable Broker broker;
  private final Duration patience;
  private final PrintStream out;

  /// @param broker null if there is none
  /// @param patience how long it is asked again and again
  /// @param out where the end is written in any case
  Teller(Step step, RunEvents events, @Nullable Broker broker, Duration patience, PrintStream out) {
    this.step = step;
    this.events = events;
    this.broker = broker;
    this.patience = patience;
    this.out = out;
  }

  /// Tells how far the step has got. If that gets lost, the next will not.
  void progress(RunCommand command) {
    if (broker != null && command instanceof MarkProgress progress) {
      try {
        var id = "%d-progressed-%d".formatted(step.node(), progress.at().toEpochMilli());
        broker.publish(List.of(events.request(step.run(), id, progress)));
      } catch (Unavailable e) {
        // The next one, or the end, says more.
      }
    }
  }

  /// Tells how the step ended.
  ///
  /// @return false if the broker did not take it
  boolean end(EndStep end) throws InterruptedException {
    var event = events.request(step.run(), step.node() + "-ended", end);
    var size = event.getData() == null ? 0 : event.getData().toBytes().length;
    if (size > EVENT_MAX) {
      return end(tooLarge(end, size));
    }
    out.println(EventLine.write(event));
    out.flush();
    if (broker == null) {
      return true;
    }
    var last = System.nanoTime() + patience.toNanos();
    var pause = PAUSE_MIN;
    while (true) {
      try {
        broker.publish(List.of(event));
        return true;
      } catch (Unavailable e) {
        if (System.nanoTime() - last > 0) {
          return false;
        }
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
    }
  }

  private static EndStep tooLarge(EndStep end, int size) {
    return new EndStep(
        end.node(),
        Phase.ERROR,
        ("the outputs of the step have %d bytes, an event may have %d: make the large ones"
                + " artifacts")
            .formatted(size, EVENT_MAX),
        new Outputs(Map.of(), null, end.outputs().exitCode(), Map.of()),
        end.startedAt(),
        end.containers(),
        end.at());
  }
}
