package dev.tiphys.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunFact.TimerKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request about a run. Imperative; it may be refused, repeated or late.
///
/// `at` is when it happened, by the clock of whoever sends it: the engine has none of its own.
public sealed interface RunCommand {
  Instant at();

  /// Begin. `pinned` is as in [RunFact.RunStarted].
  record StartRun(JsonNode pinned, Instant at) implements RunCommand {
    public StartRun {
      at = Millis.of(at);
    }
  }

  /// A runner has begun with a step.
  record MarkRunning(int node, @Nullable String host, @Nullable String ip, Instant at)
      implements RunCommand {
    public MarkRunning {
      at = Millis.of(at);
    }
  }

  /// A daemon step is ready to serve at `ip`.
  record MarkDaemoned(int node, @Nullable String ip, Instant at) implements RunCommand {
    public MarkDaemoned {
      at = Millis.of(at);
    }
  }

  /// A step says how far it has got, or why it does not get further.
  record MarkProgress(int node, @Nullable String progress, @Nullable String message, Instant at)
      implements RunCommand {
    public MarkProgress {
      at = Millis.of(at);
    }
  }

  /// A step has ended.
  ///
  /// @param startedAt when its process began, if no [MarkRunning] said so before
  /// @param containers how the containers of a container set ended, by name
  record EndStep(
      int node,
      Phase phase,
      @Nullable String message,
      Outputs outputs,
      @Nullable Instant startedAt,
      Map<String, ContainerEnd> containers,
      Instant at)
      implements RunCommand {
    public EndStep {
      containers = Map.copyOf(containers);
      startedAt = startedAt == null ? null : Millis.of(startedAt);
      at = Millis.of(at);
    }
  }

  /// How one container of a container set ended.
  record ContainerEnd(Phase phase, @Nullable String message) {}

  /// A timer is due.
  record FireTimer(int node, TimerKind kind, Instant due, Instant at) implements RunCommand {
    public FireTimer {
      due = Millis.of(due);
      at = Millis.of(at);
    }
  }

  /// The locks that a node (or the run: -1) waits for are its own now.
  ///
  /// @param locks which ones; empty for whatever it waits for
  record GrantLocks(int node, List<String> locks, Instant at) implements RunCommand {
    public GrantLocks {
      locks = List.copyOf(locks);
      at = Millis.of(at);
    }

    /// Whatever locks it waits for.
    public GrantLocks(int node, Instant at) {
      this(node, List.of(), at);
    }
  }

  /// The locks that a node (or the run: -1) waits for cannot be had: there is no such semaphore.
  record RefuseLocks(int node, String message, Instant at) implements RunCommand {
    public RefuseLocks {
      at = Millis.of(at);
    }
  }

  /// What a cache knows of what a node asked for.
  ///
  /// @param hit whether there is an entry that counts, with `outputs`
  /// @param message why the cache cannot be asked; then the node ends in Error
  record AnswerMemo(int node, boolean hit, Outputs outputs, @Nullable String message, Instant at)
      implements RunCommand {
    public AnswerMemo {
      at = Millis.of(at);
    }
  }

  /// The outputs of a node are in its cache.
  record MarkMemoStored(int node, Instant at) implements RunCommand {
    public MarkMemoStored {
      at = Millis.of(at);
    }
  }

  /// Start no new node until resumed.
  record SuspendRun(Instant at) implements RunCommand {
    public SuspendRun {
      at = Millis.of(at);
    }
  }

  /// Go on: with all that is suspended, or only the suspend nodes that `selector` chooses.
  record ResumeRun(String selector, Instant at) implements RunCommand {
    public ResumeRun {
      at = Millis.of(at);
    }
  }

  /// End early, or with a selector: fail the suspend nodes it chooses, with `message`.
  record StopRun(Shutdown strategy, String selector, @Nullable String message, Instant at)
      implements RunCommand {
    public StopRun {
      at = Millis.of(at);
    }
  }

  /// Edit the suspend nodes that `selector` chooses.
  record SetNodes(
      String selector,
      @Nullable Phase phase,
      @Nullable String message,
      Map<String, String> outputParameters,
      Instant at)
      implements RunCommand {
    public SetNodes {
      outputParameters = Map.copyOf(outputParameters);
      at = Millis.of(at);
    }
  }

  /// Artifacts of a run that is over are gone. As [RunFact.ArtifactsCollected].
  record CollectArtifacts(
      Map<Integer, List<String>> artifacts, boolean deletion, @Nullable String problem, Instant at)
      implements RunCommand {
    public CollectArtifacts {
      artifacts = Map.copyOf(artifacts);
      at = Millis.of(at);
    }
  }

  /// Keep a run that is over no longer.
  record ExpireRun(Instant at) implements RunCommand {
    public ExpireRun {
      at = Millis.of(at);
    }
  }

  /// Run again what failed; with `restartSuccessful` also the succeeded nodes that `selector`
  /// chooses.
  record RetryRun(
      boolean restartSuccessful, String selector, Map<String, String> parameters, Instant at)
      implements RunCommand {
    public RetryRun {
      parameters = Map.copyOf(parameters);
      at = Millis.of(at);
    }
  }
}
