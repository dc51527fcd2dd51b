package dev.tiphys.doorway;

import dev.tiphys.engine.Run;
import dev.tiphys.events.RunNews.Background;
import dev.tiphys.events.RunNews.MemoProduced;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What announcements need to know of a run. Node types never change, so any state will do that
/// has the nodes.
record OfRun(Run run, Runs.Commits commits) implements Background {
  @Override
  public boolean step(int node) {
    return node >= 0 && run.type(node).step();
  }

  @Override
  public int priority() {
    return run.priority();
  }

  @Override
  public Optional<MemoProduced> produced(int node) {
    return run.produced(node);
  }

  @Override
  public @Nullable String traceparent(int node) {
    return commits.traceparent(run, node);
  }
}
