package dev.tiphys.doorway;

import dev.tiphys.engine.Open;
import dev.tiphys.engine.Run;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews;
import dev.tiphys.events.RunNews.LocksWanted;
import dev.tiphys.events.RunNews.MemoWanted;
import dev.tiphys.events.RunNews.StepReady;
import dev.tiphys.events.RunNews.TimerSet;
import dev.tiphys.log.stream.View;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the log says is open, as news. The id is that of the state, so that repeating it while
/// nothing changes is a duplicate and not something new.
final class Unmet {
  private Unmet() {}

  static List<CloudEvent> of(RunId run, View<Run> view, RunEvents events, Runs.Commits commits) {
    var state = view.state();
    var began = state.startedAt() == null ? Instant.EPOCH : state.startedAt();
    var announced = new ArrayList<CloudEvent>();
    for (var open : state.open()) {
      var background = new OfRun(state, commits);
      var news = news(open, background, began);
      if (news != null) {
        var id = "%d-open-%d".formatted(view.version(), announced.size());
        var at = open instanceof Open.Produced(_, var ended) ? ended : began;
        announced.add(
            RunEvents.traced(
                events.announcement(run, id, view.version(), news, at, null),
                background.traceparent(news.of())));
      }
    }
    return announced;
  }

  private static @Nullable RunNews news(Open open, OfRun run, Instant began) {
    return switch (open) {
      case Open.Step(var node) -> new StepReady(node);
      case Open.Due(var node, var kind, var due) -> new TimerSet(node, kind, due);
      case Open.Locks(var node, var names, var waiting) ->
          waiting ? new LocksWanted(node, names, run.priority(), began) : null;
      case Open.Memo(var node, var cache, var key, var maxAge) ->
          new MemoWanted(node, cache, key, maxAge);
      case Open.Produced(var node, _) -> run.produced(node).orElse(null);
    };
  }
}
