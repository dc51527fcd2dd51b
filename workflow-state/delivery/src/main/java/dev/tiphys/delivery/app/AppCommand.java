package dev.tiphys.delivery.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.Condition;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.Waiting;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What functions found out about an application, or what somebody asks of it.
public sealed interface AppCommand {
  Instant at();

  /// The sources mean this now. News unless it is what was observed before, nobody asked, and
  /// nothing has failed since.
  record ObserveRevision(List<ResolvedSource> sources, Refresh refresh, Instant at)
      implements AppCommand {}

  /// This was rendered from `sources`. Ignored if other sources have been observed since.
  record RecordManifests(
      List<ResolvedSource> sources, Blob manifests, List<String> sourceTypes, Instant at)
      implements AppCommand {}

  /// The sources could not be resolved (then `sources` is empty) or rendered.
  ///
  /// @param asked whether somebody waits for an answer, be it the same as before
  record RecordFailure(List<ResolvedSource> sources, String message, boolean asked, Instant at)
      implements AppCommand {}

  /// A comparison of what was rendered from `sources` with what lives.
  record RecordComparison(
      String status,
      List<ResolvedSource> sources,
      JsonNode comparedTo,
      @Nullable Blob resources,
      String health,
      Instant at)
      implements AppCommand {}

  /// Of the `evaluated` types these conditions hold now.
  record SetConditions(List<String> evaluated, List<Condition> conditions, Instant at)
      implements AppCommand {}

  /// Begin a sync.
  ///
  /// @param sources none if they have to be looked up first, or if somebody brought the manifests
  /// @param manifests absent if they have to be rendered first
  record RequestSync(
      String sync,
      JsonNode operation,
      List<ResolvedSource> sources,
      @Nullable Blob manifests,
      Instant at)
      implements AppCommand {}

  /// A sync is over.
  record EndSync(
      String sync,
      OperationPhase phase,
      String message,
      @Nullable Blob results,
      @Nullable Blob inventory,
      boolean recorded,
      List<ResolvedSource> sources,
      @Nullable Blob manifests,
      Instant at)
      implements AppCommand {}

  /// What concerns its deletion.
  sealed interface OfDeletion extends AppCommand {}

  /// Delete the application.
  ///
  /// @param finalizers what is to be done before it may go
  record RequestDeletion(List<String> finalizers, Instant at) implements OfDeletion {}

  /// Objects were created or deleted, as a finalizer asks.
  ///
  /// @param objects null if what was created before is to be created anew
  record AdvanceDeletion(String finalizer, int wave, @Nullable Blob objects, Instant at)
      implements OfDeletion {}

  /// The deletion cannot go on before that.
  record AwaitDeletion(Waiting waiting, Instant at) implements OfDeletion {}

  /// What a finalizer stands for is done, or somebody does without it.
  record ReleaseFinalizer(String finalizer, Instant at) implements OfDeletion {}
}
