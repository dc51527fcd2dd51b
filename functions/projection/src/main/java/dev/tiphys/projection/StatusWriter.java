package dev.tiphys.projection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.doorway.Runs;
import dev.tiphys.events.RunId;
import dev.tiphys.log.LogFailure.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Writes statuses: at most once a second for each Workflow, always the newest, and the last one in
/// any case. Safe for many threads.
///
/// Whoever wants a version shown waits until it, or a newer one, is: so an event is answered when
/// what it told of is seen, and comes again if this process dies before. All who wait for one
/// Workflow are served by one write.
final class StatusWriter {
  /// The shortest time between two writes of one status.
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /// How many Workflows are remembered. Of one that was forgotten the status is read again.
  private static final int SLOTS_MAX = 10_000;

  private static final int ATTEMPTS_MAX = 8;

  private final Runs runs;
  private final WorkflowObjects workflows;
  private final Pace pace;
  private final Map<RunId, Slot> slots =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RunId, Slot> eldest) {
          return size() > SLOTS_MAX;
        }
      };

  /// What is known of one status, by whoever has its lock.
  private static final class Slot {
    final ReentrantLock lock = new ReentrantLock(true);
    long shown = -1;
    Instant free = Instant.MIN;
    @Nullable JsonNode status;
  }

  StatusWriter(Runs runs, WorkflowObjects workflows, Pace pace) {
    this.runs = runs;
    this.workflows = workflows;
    this.pace = pace;
  }

  /// Sees to it that the status shows `version` of `run`, or a newer one.
  ///
  /// @return false if there is no such Workflow
  /// @throws Unavailable if that cannot be done now
  boolean show(RunId run, long version) {
    var slot = slot(run);
    slot.lock.lock();
    try {
      return slot.shown >= version || write(run, version, slot, null);
    } finally {
      slot.lock.unlock();
    }
  }

  /// Sees to it that a status that was found shows what it should: somebody may have edited it.
  ///
  /// @param found the Workflow
  void repair(RunId run, JsonNode found) {
    var slot = slot(run);
    slot.lock.lock();
    try {
      if (!found.path("status").equals(slot.status)) {
        write(run, 0, slot, found);
      }
    } finally {
      slot.lock.unlock();
    }
  }

  private Slot slot(RunId run) {
    synchronized (slots) {
      return slots.computeIfAbsent(run, _ -> new Slot());
    }
  }

  private boolean write(RunId run, long version, Slot slot, @Nullable JsonNode found) {
    var now = pace.instant();
    if (now.isBefore(slot.free)) {
      pace.pause(Duration.between(now, slot.free));
      found = null;
    }
    for (var attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      var workflow = found == null ? workflows.find(run) : Optional.of(found);
      found = null;
      if (workflow.isEmpty()) {
        return false;
      }
      if (written(run, version, slot, workflow.get())) {
        return true;
      }
    }
    throw new Unavailable(
        "the status of workflow %s was changed %d times while it was to be written"
            .formatted(run, ATTEMPTS_MAX));
  }

  private boolean written(RunId run, long version, Slot slot, JsonNode workflow) {
    var view = runs.load(run);
    if (view.version() < version) {
      throw new Unavailable("run %s has no version %d yet".formatted(run, version));
    }
    var before = workflow.path("status");
    if (!view.state().started() || before.path(StatusView.VERSION).asLong(-1) > view.version()) {
      // A process that knows more was faster.
      return true;
    }
    var status = StatusView.of(view.state(), view.version());
    if (before.has(Wishes.GENERATION)) {
      status.set(Wishes.GENERATION, before.get(Wishes.GENERATION));
    }
    if (!status.equals(before)) {
      if (!workflows.replaceStatus(run, workflow, status)) {
        return false;
      }
      slot.free = pace.instant().plus(INTERVAL);
    }
    slot.shown = view.version();
    slot.status = status;
    return true;
  }
}
