package dev.tiphys.retention;

import dev.tiphys.events.RunId;
import java.util.List;
import java.util.Map;

/// The runs that are over, as a host knows them.
public interface EndedRuns {
  /// All of them, in any order.
  List<Ended> all();

  /// The labels of a run.
  Map<String, String> labels(RunId run);

  /// Deletes a run with all that is kept of it; nothing if there is none.
  void delete(RunId run);
}
