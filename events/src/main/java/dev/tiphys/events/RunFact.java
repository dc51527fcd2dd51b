package dev.tiphys.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that happened to a run. Past tense, immutable, kept for good.
///
/// Nodes are numbered in the order in which they came to be; a fact names a node by its number, so
/// its size does not depend on how deep or wide the run is. The number also tells attempts apart:
/// every try of a node is a node of its own, and a number is never used twice.
///
/// Times are whole milliseconds, as the log keeps them: a fact read back equals the one appended.
public sealed interface RunFact {
  /// The run exists. `pinned` is everything that it will ever read of the resources around it, so
  /// that later edits of templates do not reach it (F165): `workflow`, `storedTemplates`,
  /// `storedWorkflowTemplateSpec`, `configMaps`, `artifactRepositoryRef`.
  record RunStarted(JsonNode pinned, Instant at) implements RunFact {
    public RunStarted {
      at = Millis.of(at);
    }
  }

  /// A node came to be: a step that is ready to be run, a group that has begun, or one that ended
  /// as it began (Skipped, Omitted, a template that cannot be evaluated).
  ///
  /// @param node its number: one more than the last
  /// @param parent the node that holds it, or -1 for the root and the exit handler
  /// @param spot its place in the parent: the index of the group, step, task, attempt or hook
  /// @param item which item of a loop it is for, or -1
  /// @param as what its name adds to the parent's: `[0]`, `.a`, `(3:x)`, `.onExit`
  /// @param template which template it runs, as a key of the pinned templates; null for groups
  /// @param inputs the values of its template's input parameters
  /// @param captured values that its template mentions and that may have changed by the time that
  ///   it is looked at again, by tag name
  /// @param held it must not begin yet: it waits for locks, and [LocksGranted] says when it may
  record NodeAdded(
      int node,
      int parent,
      Role role,
      int spot,
      int item,
      NodeType type,
      String as,
      @Nullable String template,
      Phase phase,
      @Nullable String message,
      Map<String, String> inputs,
      Map<String, JsonNode> artifacts,
      Map<String, String> captured,
      boolean held,
      Instant at)
      implements RunFact {
    public NodeAdded {
      inputs = Map.copyOf(inputs);
      artifacts = Map.copyOf(artifacts);
      captured = Map.copyOf(captured);
      at = Millis.of(at);
    }
  }

  /// How a node belongs to its parent, which [NodeAdded#spot] counts within.
  enum Role {
    /// The root of the run.
    ROOT,
    /// A group of a steps template.
    GROUP,
    /// A step of a group or a task of a DAG, or one item of its loop.
    CALL,
    /// One try of a node that retries.
    ATTEMPT,
    /// The exit handler of the run or of a node.
    EXIT,
    /// A lifecycle hook of the run or of a node.
    HOOK,
    /// A container of a container set.
    CONTAINER
  }

  /// A loop was given its items; the nodes for them follow, at once or when there is room.
  record LoopExpanded(int parent, int spot, List<JsonNode> items) implements RunFact {
    public LoopExpanded {
      items = List.copyOf(items);
    }
  }

  /// A step, task or item is ready, but a limit on parallelism or a suspended run holds it back.
  record CallDeferred(int parent, int spot, int item) implements RunFact {}

  /// A runner has begun with a step.
  record NodeRunning(int node, @Nullable String host, @Nullable String ip, Instant at)
      implements RunFact {
    public NodeRunning {
      at = Millis.of(at);
    }
  }

  /// A daemon step is ready to serve; what waited for it goes on, and it keeps running (F138).
  record NodeDaemoned(int node, @Nullable String ip, Instant at) implements RunFact {
    public NodeDaemoned {
      at = Millis.of(at);
    }
  }

  /// What a node is waiting for changed; for people.
  record NodeNoted(int node, String message) implements RunFact {}

  /// How far a step has got, as it says itself: `n/m` (F205).
  record NodeProgressed(int node, String progress) implements RunFact {}

  /// A person or a program gave a suspended node its outputs (F045).
  record OutputsSet(int node, Map<String, String> parameters, @Nullable String message)
      implements RunFact {
    public OutputsSet {
      parameters = Map.copyOf(parameters);
    }
  }

  /// A node is over.
  ///
  /// @param cancelled a runner may still be at it and has to be told to stop
  /// @param startedAt when it began, if no [NodeRunning] said so before
  /// @param globalNames under which names the run knows its outputs, where the template has tags in
  ///   them: `parameters.x` or `artifacts.x` → the name (F047)
  record NodeEnded(
      int node,
      Phase phase,
      @Nullable String message,
      Outputs outputs,
      boolean cancelled,
      @Nullable Instant startedAt,
      Map<String, String> globalNames,
      Instant at)
      implements RunFact {
    public NodeEnded {
      startedAt = startedAt == null ? null : Millis.of(startedAt);
      globalNames = Map.copyOf(globalNames);
      at = Millis.of(at);
    }

    /// The end of a node whose template has no tags in the names of what it exports.
    public NodeEnded(
        int node,
        Phase phase,
        @Nullable String message,
        Outputs outputs,
        boolean cancelled,
        @Nullable Instant startedAt,
        Instant at) {
      this(node, phase, message, outputs, cancelled, startedAt, Map.of(), at);
    }

    /// The same with `names` for what it exports.
    public NodeEnded named(Map<String, String> names) {
      return new NodeEnded(node, phase, message, outputs, cancelled, startedAt, names, at);
    }
  }

  /// A node that has lifecycle hooks or an exit handler is over, and so are these: what waits for
  /// it may go on. Nodes without any settle by their end.
  record NodeSettled(int node) implements RunFact {}

  /// A step ended that nobody waits for any more: it timed out, was stopped or was retried before
  /// its end was known. Kept for people; its outputs are not used (attack case 4).
  record EndIgnored(int node, Phase phase, Instant at) implements RunFact {
    public EndIgnored {
      at = Millis.of(at);
    }
  }

  /// Something is due at a moment; `timer` announces it then.
  record TimerSet(int node, TimerKind kind, Instant due) implements RunFact {
    public TimerSet {
      due = Millis.of(due);
    }
  }

  /// What a timer is for.
  enum TimerKind {
    /// The next attempt of a node that retries may begin.
    BACKOFF,
    /// A step has taken longer than its template allows (`timeout`, `activeDeadlineSeconds`).
    DEADLINE,
    /// A step has been Pending for longer than `pendingTimeout` allows.
    PENDING_DEADLINE,
    /// A suspended node resumes by itself.
    SUSPEND,
    /// The run has taken longer than `spec.activeDeadlineSeconds`.
    RUN_DEADLINE,
    /// A run that is over has been kept for as long as its `ttlStrategy` says (F190).
    EXPIRY,
    /// What a step left where it ran is to be removed; of node -1: what all steps left (F191).
    POD_GC
  }

  /// A node asked for locks and waits until all are its own (F126–F128); node -1 is the run.
  record LocksWanted(int node, List<String> locks) implements RunFact {
    public LocksWanted {
      locks = List.copyOf(locks);
    }
  }

  /// A node, or the run, holds the locks that it asked for.
  record LocksGranted(int node) implements RunFact {}

  /// A node, or the run, does not need its locks any more.
  record LocksReleased(int node, List<String> locks) implements RunFact {
    public LocksReleased {
      locks = List.copyOf(locks);
    }
  }

  /// A node waits for what a cache knows under `key` (F187).
  ///
  /// @param cache name of the ConfigMap that Argo would keep it in
  /// @param maxAge Go duration; older entries do not count; null for no limit
  record MemoWanted(int node, String cache, String key, @Nullable String maxAge)
      implements RunFact {}

  /// The cache has answered: with a hit the node ends at once, without one it begins.
  record MemoAnswered(int node, boolean hit) implements RunFact {}

  /// The outputs of a node that succeeded are in the cache that it had asked.
  record MemoStored(int node) implements RunFact {}

  /// No new node begins until the run is resumed (F117).
  record RunSuspended(Instant at) implements RunFact {
    public RunSuspended {
      at = Millis.of(at);
    }
  }

  /// The run goes on.
  record RunResumed(Instant at) implements RunFact {
    public RunResumed {
      at = Millis.of(at);
    }
  }

  /// The run is to end early (F115, F116).
  record ShutdownRequested(Shutdown strategy, Instant at) implements RunFact {
    public ShutdownRequested {
      at = Millis.of(at);
    }
  }

  /// How a run ends early: with its exit handlers or without.
  enum Shutdown {
    STOP("Stop"),
    TERMINATE("Terminate");

    private final String text;

    Shutdown(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// A run that had failed is to be tried again (F157): `removed` nodes are gone, `reopened` ones
  /// are running again, and arguments may have new values.
  record RunRetried(
      List<Integer> removed, List<Integer> reopened, Map<String, String> parameters, Instant at)
      implements RunFact {
    public RunRetried {
      removed = List.copyOf(removed);
      reopened = List.copyOf(reopened);
      parameters = Map.copyOf(parameters);
      at = Millis.of(at);
    }
  }

  /// The run is over, exit handlers included.
  record RunFinished(Phase phase, @Nullable String message, Instant at) implements RunFact {
    public RunFinished {
      at = Millis.of(at);
    }
  }

  /// What a step left where it ran is not needed any more: its pod, its folder, its log. Node -1:
  /// what all steps of the run left (F191).
  record PodsCollected(int node) implements RunFact {}

  /// The metrics that a node (or the run: -1) had when it ended (F184).
  ///
  /// @param problem what is wrong with one of them; then that one is not among the samples
  record MetricsEmitted(int node, List<MetricSample> samples, @Nullable String problem)
      implements RunFact {
    public MetricsEmitted {
      samples = List.copyOf(samples);
    }
  }

  /// Artifacts that nodes put out are gone from where they lay, as `artifactGC` says (F062).
  ///
  /// @param artifacts names, by the nodes that put them out
  /// @param deletion for the run is about to be deleted; else because it is over
  /// @param problem why others could not be deleted
  record ArtifactsCollected(
      Map<Integer, List<String>> artifacts, boolean deletion, @Nullable String problem)
      implements RunFact {
    public ArtifactsCollected {
      artifacts = Map.copyOf(artifacts);
    }
  }

  /// A run that is over is not kept any longer: it belongs to the archive now, or nowhere (F190,
  /// F211). Being tried again brings it back.
  record RunExpired(Instant at) implements RunFact {
    public RunExpired {
      at = Millis.of(at);
    }
  }
}
