package dev.tiphys.lock;

import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.Open;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.lock.Ask;
import dev.tiphys.engine.lock.Holder;
import dev.tiphys.engine.lock.LockCommand;
import dev.tiphys.engine.lock.LockFact;
import dev.tiphys.engine.lock.LockState;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.LocksReleased;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.log.stream.Streams;
import dev.tiphys.log.stream.View;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds holders that do not need their locks any more: the news that they released them was lost,
/// or their run was deleted (attack case 40).
public final class LockSweep {
  private static final String PREFIX = "locks/";

  /// Greater than whatever follows a stream's name in its keys.
  private static final String END = "/~";

  private final ObjectStore store;
  private final Streams<LockState, LockCommand, LockFact> locks;
  private final Runs runs;

  /// `locks` are those of [LockStreams] in `store`.
  public LockSweep(ObjectStore store, Streams<LockState, LockCommand, LockFact> locks, Runs runs) {
    this.store = store;
    this.locks = locks;
    this.runs = runs;
  }

  /// What those holders should have said (`dev.tiphys.locks.released`), as of now. Asks the store
  /// once per lock, and once per run that holds or wants one.
  public List<CloudEvent> overdue(Instant now) {
    Map<RunId, View<Run>> seen = new HashMap<>();
    List<CloudEvent> overdue = new ArrayList<>();
    for (var stream = after(""); stream != null; stream = after(stream.value() + END)) {
      // Who only waits, and need not, will be granted the lock and found then.
      for (var held : locks.load(stream).state().holding().entrySet()) {
        var holder = held.getKey();
        var run = seen.computeIfAbsent(holder.run(), runs::load);
        var name = name(stream, held.getValue());
        if (!needs(run.state(), holder, name)) {
          overdue.add(released(holder, name, run.version(), now));
        }
      }
    }
    return overdue;
  }

  /// The name that has this stream; long names cannot be read back from it.
  private static String name(StreamName stream, Ask ask) {
    return ask.locks().stream()
        .filter(lock -> LockName.parse(lock).stream().equals(stream))
        .findFirst()
        .orElseThrow();
  }

  private static boolean needs(Run run, Holder holder, String lock) {
    return run.started()
        && run.open().stream()
            .anyMatch(
                open ->
                    open instanceof Open.Locks(var node, var names, _)
                        && node == holder.node()
                        && names.contains(lock));
  }

  private CloudEvent released(Holder holder, String lock, long version, Instant now) {
    var id = "%d-overdue-%d".formatted(version, holder.node());
    var news = new LocksReleased(holder.node(), List.of(lock));
    return runs.events().announcement(holder.run(), id, version, news, now, null);
  }

  private @Nullable StreamName after(String key) {
    var found = store.list(PREFIX, key, 1);
    if (found.isEmpty()) {
      return null;
    }
    var parts = found.getFirst().key().split("/", 5);
    return new StreamName(String.join("/", parts[0], parts[1], parts[2], parts[3]));
  }
}
