package dev.tiphys.events.delivery;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that happened to an application. Past tense, immutable, kept for good.
///
/// The stream of an application holds what must be remembered about it; the Application itself, as
/// users wrote it, is a resource and not in here.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
  @Type(value = AppFact.RevisionObserved.class, name = "revision.observed"),
  @Type(value = AppFact.ManifestsRendered.class, name = "manifests.rendered"),
  @Type(value = AppFact.SourceFailed.class, name = "source.failed"),
  @Type(value = AppFact.Compared.class, name = "app.compared"),
  @Type(value = AppFact.ConditionsSet.class, name = "conditions.set"),
  @Type(value = AppFact.HealthChanged.class, name = "health.changed"),
  @Type(value = AppFact.SyncRequested.class, name = "sync.requested"),
  @Type(value = AppFact.SyncEnded.class, name = "sync.ended"),
  @Type(value = AppFact.DeletionRequested.class, name = "deletion.requested"),
  @Type(value = AppFact.DeletionAdvanced.class, name = "deletion.advanced"),
  @Type(value = AppFact.DeletionWaits.class, name = "deletion.waits"),
  @Type(value = AppFact.FinalizerReleased.class, name = "finalizer.released"),
})
public sealed interface AppFact {
  Instant at();

  /// `git-poll` looked: this is what the sources of the application mean now.
  ///
  /// @param sources in the order of the spec
  /// @param refresh whether somebody asked, and for how much
  record RevisionObserved(List<ResolvedSource> sources, Refresh refresh, Instant at)
      implements AppFact {
    public RevisionObserved {
      sources = List.copyOf(sources);
      refresh = refresh == null ? Refresh.NONE : refresh;
      at = DeliveryJson.millis(at);
    }
  }

  /// `render` is done with all of these sources.
  ///
  /// @param manifests the objects, in the order in which they were rendered: a JSON array
  /// @param sourceTypes `Helm`, `Kustomize`, `Directory` or `Plugin`, one for each source
  record ManifestsRendered(
      List<ResolvedSource> sources, Blob manifests, List<String> sourceTypes, Instant at)
      implements AppFact {
    public ManifestsRendered {
      sources = List.copyOf(sources);
      sourceTypes = List.copyOf(sourceTypes == null ? List.of() : sourceTypes);
      at = DeliveryJson.millis(at);
    }
  }

  /// A source cannot be read or rendered. What was rendered before stands.
  ///
  /// @param sources those that were resolved, none if that failed
  record SourceFailed(List<ResolvedSource> sources, String message, Instant at) implements AppFact {
    public SourceFailed {
      sources = List.copyOf(sources == null ? List.of() : sources);
      at = DeliveryJson.millis(at);
    }
  }

  /// `apply` compared what was rendered with what lives.
  ///
  /// @param status `Synced`, `OutOfSync` or `Unknown`
  /// @param comparedTo the parts of the spec that the comparison depends on
  /// @param resources as `status.resources` has them
  record Compared(
      String status,
      List<ResolvedSource> sources,
      JsonNode comparedTo,
      @Nullable Blob resources,
      Instant at)
      implements AppFact {
    public Compared {
      sources = List.copyOf(sources == null ? List.of() : sources);
      at = DeliveryJson.millis(at);
    }
  }

  /// Of the `evaluated` types, these conditions hold now and no others.
  record ConditionsSet(List<String> evaluated, List<Condition> conditions, Instant at)
      implements AppFact {
    public ConditionsSet {
      evaluated = List.copyOf(evaluated);
      conditions = List.copyOf(conditions == null ? List.of() : conditions);
      at = DeliveryJson.millis(at);
    }
  }

  /// The health of the application is another.
  ///
  /// @param health as of resources: `Healthy`, `Progressing`, …
  record HealthChanged(String health, Instant at) implements AppFact {
    public HealthChanged {
      at = DeliveryJson.millis(at);
    }
  }

  /// A sync begins; there is no other until it has ended.
  ///
  /// @param sync the uid of the [SyncId]
  /// @param operation as `operation` of an Application has it, with resolved revisions
  /// @param manifests what is to be brought to the cluster; absent if that has to be rendered first
  /// @param inventory what an earlier sync that succeeded left there: only of this may something
  ///     be pruned
  record SyncRequested(
      String sync,
      JsonNode operation,
      List<ResolvedSource> sources,
      @Nullable Blob manifests,
      @Nullable Blob inventory,
      Instant at)
      implements AppFact {
    public SyncRequested {
      // Of none the log says nothing.
      sources = List.copyOf(sources == null ? List.of() : sources);
      at = DeliveryJson.millis(at);
    }
  }

  /// A sync is over.
  ///
  /// @param inventory what the application has in the cluster now; absent if that is as before
  /// @param recorded whether it is in the history
  /// @param sources what it brought, if that was not known yet when it was asked for
  /// @param manifests of these sources
  record SyncEnded(
      String sync,
      OperationPhase phase,
      String message,
      @Nullable Blob results,
      @Nullable Blob inventory,
      boolean recorded,
      List<ResolvedSource> sources,
      @Nullable Blob manifests,
      Instant at)
      implements AppFact {
    public SyncEnded {
      sources = List.copyOf(sources == null ? List.of() : sources);
      at = DeliveryJson.millis(at);
    }
  }

  /// Somebody deletes the application. It is gone when no finalizer holds it any more.
  ///
  /// @param finalizers what is to be done before, as `metadata.finalizers` names it
  record DeletionRequested(List<String> finalizers, Instant at) implements AppFact {
    public DeletionRequested {
      finalizers = List.copyOf(finalizers == null ? List.of() : finalizers);
      at = DeliveryJson.millis(at);
    }
  }

  /// Hooks of the deletion were created, or objects deleted.
  ///
  /// @param finalizer what asked for it
  /// @param wave of the objects that were deleted
  /// @param objects which ones, as inventories list them; absent if hooks that failed were taken
  ///     away to be created anew
  record DeletionAdvanced(String finalizer, int wave, @Nullable Blob objects, Instant at)
      implements AppFact {
    public DeletionAdvanced {
      at = DeliveryJson.millis(at);
    }
  }

  /// The deletion waits for something.
  record DeletionWaits(Waiting waiting, Instant at) implements AppFact {
    public DeletionWaits {
      at = DeliveryJson.millis(at);
    }
  }

  /// What this finalizer stands for is done, or somebody has removed it.
  record FinalizerReleased(String finalizer, Instant at) implements AppFact {
    public FinalizerReleased {
      at = DeliveryJson.millis(at);
    }
  }
}
