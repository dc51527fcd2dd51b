package dev.tiphys.doorway;

import dev.tiphys.events.RunId;
import dev.tiphys.log.store.ObjectStore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the runs of a store by jumping from one stream's first key to the next stream's.
record RunNames(ObjectStore store) {
  private static final String PREFIX = "runs/";

  /// Greater than whatever follows a stream's name in its keys.
  private static final String END = "/~";

  Stream<RunId> all() {
    return Stream.iterate(after(""), run -> run != null, run -> after(run.stream() + END));
  }

  private @Nullable RunId after(String key) {
    var found = store.list(PREFIX, key, 1);
    if (found.isEmpty()) {
      return null;
    }
    var parts = found.getFirst().key().split("/", 5);
    return new RunId(parts[1], parts[2], parts[3]);
  }
}
