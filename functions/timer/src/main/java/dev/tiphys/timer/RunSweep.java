package dev.tiphys.timer;

import dev.tiphys.doorway.Runs;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.StepReady;
import dev.tiphys.log.LogFailure.CorruptLog;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;

/// Asks every run of the store.
public record RunSweep(Runs runs) implements Sweep {
  private static final System.Logger LOG = System.getLogger(RunSweep.class.getName());

  @Override
  public List<CloudEvent> unmet(Instant until) {
    return runs.all().flatMap(run -> unmet(run, until).stream()).toList();
  }

  private List<CloudEvent> unmet(RunId run, Instant until) {
    try {
      return runs.unmet(run).stream().filter(event -> isFor(run, event, until)).toList();
    } catch (CorruptLog corrupt) {
      // One run that a person has to look at must not stop the clock of all others.
      LOG.log(Level.WARNING, corrupt.getMessage());
      return List.of();
    }
  }

  /// A step that has begun is somebody's already: its runner, or its pod, tells of it.
  private boolean isFor(RunId run, CloudEvent event, Instant until) {
    if (Timer.TYPES.contains(event.getType())) {
      return Due.of(event, runs.events()).at().isBefore(until);
    }
    var news = runs.events().readNews(event);
    return !(news.news() instanceof StepReady(var node))
        || !runs.current(run, news.version()).begun(node);
  }
}
