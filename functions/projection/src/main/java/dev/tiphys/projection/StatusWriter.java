package dev.tiphys.projection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.log.LogFailure.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Writes statuses: at most once a second for each object, always the newest, and the last one in
/// any case. Safe for many threads.
///
/// Whoever wants a version shown waits until it, or a newer one, is: so an event is answered when
/// what it told of is seen, and comes again if this process dies before. All who wait for one
/// object are served by one write.
final class StatusWriter<I> {
  /// The shortest time between two writes of one status.
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /// How many objects are remembered. Of one that was forgotten the status is read again.
  private static final int SLOTS_MAX = 10_000;

  private static final int ATTEMPTS_MAX = 8;

  private final Showing<I> showing;
  private final Pace pace;
  private final Map<I, Slot> slots =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<I, Slot> eldest) {
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

  StatusWriter(Showing<I> showing, Pace pace) {
    this.showing = showing;
    this.pace = pace;
  }

  /// Sees to it that the status shows `version`, or a newer one.
  ///
  /// @return false if there is no such object any more
  /// @throws Unavailable if that cannot be done now
  boolean show(I id, long version) {
    var slot = slot(id);
    slot.lock.lock();
    try {
      return slot.shown >= version || write(id, version, slot, null);
    } finally {
      slot.lock.unlock();
    }
  }

  /// Sees to it that a status that was found shows what it should: somebody may have edited it.
  ///
  /// @param found the object
  void repair(I id, JsonNode found) {
    var slot = slot(id);
    slot.lock.lock();
    try {
      if (!found.path("status").equals(slot.status)) {
        write(id, 0, slot, found);
      }
    } finally {
      slot.lock.unlock();
    }
  }

  private Slot slot(I id) {
    synchronized (slots) {
      return slots.computeIfAbsent(id, _ -> new Slot());
    }
  }

  private boolean write(I id, long version, Slot slot, @Nullable JsonNode found) {
    var now = pace.instant();
    if (now.isBefore(slot.free)) {
      pace.pause(Duration.between(now, slot.free));
      found = null;
    }
    for (var attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      var object = found == null ? showing.find(id) : Optional.of(found);
      found = null;
      if (object.isEmpty()) {
        return false;
      }
      if (written(id, version, slot, object.get())) {
        return true;
      }
    }
    throw new Unavailable(
        "the status of %s was changed %d times while it was to be written"
            .formatted(id, ATTEMPTS_MAX));
  }

  private boolean written(I id, long version, Slot slot, JsonNode object) {
    var seen = showing.see(id, object);
    if (seen.version() < version) {
      throw new Unavailable("%s has no version %d yet".formatted(id, version));
    }
    var before = object.path("status");
    var status = seen.status();
    if (status == null || before.path(StatusView.VERSION).asLong(-1) > seen.version()) {
      // A process that knows more was faster.
      return true;
    }
    if (before.has(Wishes.GENERATION)) {
      status.set(Wishes.GENERATION, before.get(Wishes.GENERATION));
    }
    if (!status.equals(before)) {
      if (!showing.replaceStatus(id, object, status)) {
        return false;
      }
      slot.free = pace.instant().plus(INTERVAL);
    }
    slot.shown = seen.version();
    slot.status = status;
    return true;
  }
}
