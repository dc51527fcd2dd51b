package dev.tiphys.engine.cron;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run as its CronWorkflow knows it.
///
/// @param before the tick of the run before it
/// @param begun whether it is there already
/// @param replaced whether it shall end for another
public record CronRun(
    String name,
    String uid,
    Instant tick,
    @Nullable Instant before,
    boolean begun,
    boolean replaced) {
  CronRun asBegun() {
    return new CronRun(name, uid, tick, before, true, replaced);
  }

  CronRun asReplaced() {
    return new CronRun(name, uid, tick, before, begun, true);
  }
}
