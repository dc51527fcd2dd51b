package dev.tiphys.events.delivery;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that happened in a sync. Past tense, immutable, kept for good.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
  @Type(value = SyncFact.SyncStarted.class, name = "sync.started"),
  @Type(value = SyncFact.SyncRehearsed.class, name = "sync.rehearsed"),
  @Type(value = SyncFact.WaveApplied.class, name = "wave.applied"),
  @Type(value = SyncFact.WaveHealthy.class, name = "wave.healthy"),
  @Type(value = SyncFact.ResultsChanged.class, name = "results.changed"),
  @Type(value = SyncFact.SyncWaits.class, name = "sync.waits"),
  @Type(value = SyncFact.TerminationRequested.class, name = "termination.requested"),
  @Type(value = SyncFact.RetrySet.class, name = "retry.set"),
  @Type(value = SyncFact.SyncRefreshed.class, name = "sync.refreshed"),
  @Type(value = SyncFact.SyncFinished.class, name = "sync.finished"),
})
public sealed interface SyncFact {
  Instant at();

  /// The sync exists. What it says of the application is what the stream of the application said.
  ///
  /// @param app the stream of the application
  /// @param operation as `operation` of an Application has it, with resolved revisions
  /// @param inventory what may be pruned at all
  record SyncStarted(
      String app,
      JsonNode operation,
      List<ResolvedSource> sources,
      @Nullable Blob manifests,
      @Nullable Blob inventory,
      Instant at)
      implements SyncFact {
    public SyncStarted {
      // Of none the log says nothing.
      sources = List.copyOf(sources == null ? List.of() : sources);
      at = DeliveryJson.millis(at);
    }
  }

  /// All that is to be applied was accepted in a dry run.
  record SyncRehearsed(Instant at) implements SyncFact {
    public SyncRehearsed {
      at = DeliveryJson.millis(at);
    }
  }

  /// Everything of a wave was applied, created or deleted, or refused.
  ///
  /// @param last whether no wave follows, as far as is known
  record WaveApplied(SyncPhase phase, int wave, boolean last, List<TaskResult> results, Instant at)
      implements SyncFact {
    public WaveApplied {
      results = List.copyOf(results == null ? List.of() : results);
      at = DeliveryJson.millis(at);
    }
  }

  /// All of a wave is healthy, complete or gone, so the next may begin.
  record WaveHealthy(SyncPhase phase, int wave, Instant at) implements SyncFact {
    public WaveHealthy {
      at = DeliveryJson.millis(at);
    }
  }

  /// These results are others now: a hook ended, an object became healthy.
  record ResultsChanged(List<TaskResult> results, Instant at) implements SyncFact {
    public ResultsChanged {
      results = List.copyOf(results);
      at = DeliveryJson.millis(at);
    }
  }

  /// The sync waits for something.
  record SyncWaits(Waiting waiting, Instant at) implements SyncFact {
    public SyncWaits {
      at = DeliveryJson.millis(at);
    }
  }

  /// Somebody wants it to end.
  ///
  /// @param message why, for people
  record TerminationRequested(String message, Instant at) implements SyncFact {
    public TerminationRequested {
      at = DeliveryJson.millis(at);
    }
  }

  /// It failed and will be tried again.
  ///
  /// @param retry the number of the next try, from 1
  record RetrySet(int retry, Instant due, String message, Instant at) implements SyncFact {
    public RetrySet {
      due = DeliveryJson.millis(due);
      at = DeliveryJson.millis(at);
    }
  }

  /// The next try brings something newer (`retry.refresh`), or what had to be rendered is there.
  record SyncRefreshed(List<ResolvedSource> sources, Blob manifests, Instant at)
      implements SyncFact {
    public SyncRefreshed {
      sources = List.copyOf(sources);
      at = DeliveryJson.millis(at);
    }
  }

  /// Nothing more will happen.
  record SyncFinished(OperationPhase phase, String message, Instant at) implements SyncFact {
    public SyncFinished {
      at = DeliveryJson.millis(at);
    }
  }
}
