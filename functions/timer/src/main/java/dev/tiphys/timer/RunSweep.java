package dev.tiphys.timer;

import dev.tiphys.doorway.Runs;
import dev.tiphys.events.RunId;
import dev.tiphys.log.LogFailure.CorruptLog;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;

/// Asks every run of the store.
public record RunSweep(Runs runs) implements Sweep {
  private static final System.Logger LOG = System.getLogger(RunSweep.class.getName());

  @Override
  public List<CloudEvent> dueBefore(Instant until) {
    return runs.all().flatMap(run -> timers(run, until).stream()).toList();
  }

  private List<CloudEvent> timers(RunId run, Instant until) {
    try {
      return runs.unmet(run).stream()
          .filter(event -> Timer.TYPES.contains(event.getType()))
          .filter(event -> Due.of(event, runs.events()).at().isBefore(until))
          .toList();
    } catch (CorruptLog corrupt) {
      // One run that a person has to look at must not stop the clock of all others.
      LOG.log(Level.WARNING, corrupt.getMessage());
      return List.of();
    }
  }
}
