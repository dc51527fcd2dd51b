package dev.tiphys.delivery.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.SyncPhase;
import dev.tiphys.events.delivery.TaskResult;
import dev.tiphys.events.delivery.Waiting;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is asked of a sync, or what became of one of its steps.
public sealed interface SyncCommand {
  Instant at();

  record StartSync(
      String app,
      JsonNode operation,
      List<ResolvedSource> sources,
      @Nullable Blob manifests,
      @Nullable Blob inventory,
      Instant at)
      implements SyncCommand {}

  /// What came of a try. It is nothing once another try has begun, however late it is told.
  sealed interface OfTry extends SyncCommand {
    /// How many tries there were before it.
    int attempt();
  }

  /// A step was done.
  ///
  /// @param rehearsed whether the dry run went well
  /// @param results all there are
  /// @param applied the wave that it carried out, if it did
  /// @param waiting what the sync waits for now
  record RecordStep(
      int attempt,
      boolean rehearsed,
      List<TaskResult> results,
      @Nullable Applied applied,
      @Nullable Waiting waiting,
      Instant at)
      implements OfTry {}

  /// Somebody looked at what the sync waits for.
  ///
  /// @param results those that are others now
  /// @param over whether nothing is left to wait for
  record RecordHealth(int attempt, List<TaskResult> results, boolean over, Instant at)
      implements OfTry {}

  /// A wave that was carried out.
  ///
  /// @param last whether no other follows
  record Applied(SyncPhase phase, int wave, boolean last) {}

  /// Somebody wants it to end.
  record TerminateSync(String message, Instant at) implements SyncCommand {}

  /// What a try brings is rendered.
  record RefreshSync(int attempt, List<ResolvedSource> sources, Blob manifests, Instant at)
      implements OfTry {}

  /// It is over, unless it is to be tried again.
  record FinishSync(
      int attempt, OperationPhase phase, String message, List<TaskResult> results, Instant at)
      implements OfTry {}
}
