package dev.tiphys.delivery.sync;

import dev.tiphys.events.delivery.ResultCode;
import dev.tiphys.events.delivery.SyncPhase;
import java.util.ArrayList;
import java.util.List;

/// What is to be done now, in this order; a group that is not fully successful is the last, except
/// that a kind that fails does not keep the next kinds from being applied (alg §10).
///
/// @param finalizers pending hooks that are there: our finalizer is taken from them
/// @param prunes objects to delete, in parallel
/// @param hookDeletes hooks to delete because a new one of their name is about to be created: if
///     one was really there, nothing is created now
/// @param applies to create or apply, one kind after the other
/// @param last whether no other wave follows, as far as is known
public record Wave(
    SyncPhase phase,
    int number,
    List<SyncTask> tasks,
    List<SyncTask> finalizers,
    List<SyncTask> prunes,
    List<SyncTask> hookDeletes,
    List<List<SyncTask>> applies,
    boolean last) {
  /// What came of one task.
  public record Outcome(SyncTask task, ResultCode code, String message) {
    boolean failed() {
      return code == ResultCode.SYNC_FAILED;
    }
  }

  /// What came of a wave.
  ///
  /// @param deleting hooks that were there and are being deleted
  public record Report(List<Outcome> outcomes, List<SyncTask> deleting) {
    public Report {
      outcomes = List.copyOf(outcomes);
      deleting = List.copyOf(deleting);
    }

    boolean failed() {
      return outcomes.stream().anyMatch(Outcome::failed);
    }
  }

  /// Consecutive tasks of the same kind together.
  static List<List<SyncTask>> byKind(List<SyncTask> tasks) {
    var groups = new ArrayList<List<SyncTask>>();
    for (var task : tasks) {
      if (groups.isEmpty() || !groups.getLast().getFirst().kind().equals(task.kind())) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(task);
    }
    return groups.stream().map(List::copyOf).toList();
  }
}
