package dev.tiphys.delivery.sync;

import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.TaskResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one step of a sync comes to. Cleanups come before anything else; a cleanup that fails is
/// done again with the next step.
public sealed interface Step {
  /// The results so far, in the order in which they came to be.
  List<TaskResult> results();

  /// Hooks that are over.
  List<Cleanup> cleanups();

  /// A hook that is over: our finalizer is taken from it, and it may be deleted.
  record Cleanup(SyncTask hook, boolean delete) {}

  /// Try everything first without changing anything.
  ///
  /// @param namespace the namespace of the destination, which is applied for real before the rest
  record Rehearse(
      List<TaskResult> results,
      List<Cleanup> cleanups,
      @Nullable SyncTask namespace,
      List<SyncTask> tasks)
      implements Step {}

  /// Carry out a wave and tell [SyncStep#after].
  record Act(List<TaskResult> results, List<Cleanup> cleanups, Wave wave) implements Step {}

  /// Come back later.
  ///
  /// @param tasks what is waited for
  record Wait(
      List<TaskResult> results, List<Cleanup> cleanups, String message, List<SyncTask> tasks)
      implements Step {}

  /// Nothing more is to be done.
  record Finish(
      List<TaskResult> results, List<Cleanup> cleanups, OperationPhase phase, String message)
      implements Step {}
}
