package dev.tiphys.doorway;

import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was said of the ends of steps, so that a second event with the id of a first one that says
/// something else is noticed (attack case 2). The first has counted, whatever follows; this is only
/// for the record, and only of late and in this process.
final class FirstReports {
  private static final int REMEMBERED = 10_000;

  private record Key(RunId run, String id) {}

  private final Map<Key, Integer> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// Whether `command` says the same as the first that had its id, as far as that is known.
  synchronized boolean agrees(RunId run, String id, RunCommand command) {
    if (!(command instanceof EndStep end)) {
      return true;
    }
    var said = List.of(end.node(), end.phase(), end.outputs()).hashCode();
    var first = seen.putIfAbsent(new Key(run, id), said);
    return first == null || first == said;
  }
}
