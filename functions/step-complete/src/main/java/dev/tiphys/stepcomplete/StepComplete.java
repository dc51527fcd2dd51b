package dev.tiphys.stepcomplete;

import dev.tiphys.doorway.Runs;
import dev.tiphys.events.RunEvents;
import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.Set;

/// Carries out what an event asks of a run, and returns what has to be announced.
public final class StepComplete {
  /// The types of the events that it wants.
  public static final Set<String> TYPES = RunEvents.COMMAND_TYPES;

  private final Runs runs;

  public StepComplete(Runs runs) {
    this.runs = runs;
  }

  /// Carries out `command`; when this returns, it is durable. Its sender may send it again until
  /// the announcements are published: they will be the same.
  ///
  /// Throws as [Runs#handle] does. The last announcement says that there is something to show.
  public List<CloudEvent> handle(CloudEvent command) {
    return runs.handleAndTell(command);
  }
}
