package dev.tiphys.retention;

import dev.tiphys.events.RunCommand.ExpireRun;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunId;
import io.cloudevents.CloudEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Lets go of runs that are over: asks those that are too many to expire, and deletes what has
/// expired, unless the archive keeps it.
///
/// Everything that it does can be done again: a run that is gone is gone.
public final class Retention {
  /// The types of the events that it wants.
  public static final Set<String> TYPES =
      Set.of("dev.tiphys.run.finished", "dev.tiphys.run.expired");

  private static final String SURPLUS = "surplus";

  private final RetentionRules rules;
  private final EndedRuns runs;
  private final RunEvents events;
  private final InstantSource clock;

  public Retention(RetentionRules rules, EndedRuns runs, RunEvents events, InstantSource clock) {
    this.rules = rules;
    this.runs = runs;
    this.events = events;
    this.clock = clock;
  }

  /// Takes news of a run that is over or has expired, and returns what is to be published.
  ///
  /// @throws IllegalArgumentException if it is something else
  public List<CloudEvent> accept(CloudEvent event) {
    return switch (event.getType()) {
      case "dev.tiphys.run.finished" -> surplus();
      case "dev.tiphys.run.expired" -> {
        expired(events.readNews(event).run());
        yield List.of();
      }
      default ->
          throw new IllegalArgumentException(
              "type: expected one of %s, found '%s'".formatted(TYPES, event.getType()));
    };
  }

  /// Finds what was not heard of, and what the archive has kept for long enough.
  public List<CloudEvent> sweep() {
    var all = runs.all();
    for (var run : all) {
      if (run.expired()) {
        expired(run.run());
      }
    }
    rules.outlived(all, clock.instant()).forEach(run -> runs.delete(run.run()));
    return surplus();
  }

  private void expired(RunId run) {
    if (!rules.archived() || !rules.archives(runs.labels(run))) {
      runs.delete(run);
    }
  }

  private List<CloudEvent> surplus() {
    if (!rules.limited()) {
      return List.of();
    }
    var now = clock.instant();
    var asked = new ArrayList<CloudEvent>();
    for (var run : rules.surplus(runs.all())) {
      // Of a run that was tried again there may be several ends, each of which may be too many.
      var id = SURPLUS + "-" + run.at().toEpochMilli();
      asked.add(events.request(run.run(), id, new ExpireRun(now)));
    }
    return asked;
  }
}
