package dev.tiphys.events;

import dev.tiphys.events.RunFact.LocksGranted;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.TimerKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a fact means to other functions. Facts that nobody waits for are no news.
///
/// News may come twice, late and out of order. Who hears them looks at the run before acting.
public sealed interface RunNews {
  /// The run exists.
  record RunStarted() implements RunNews {}

  /// The run is over, exit handlers included.
  record RunFinished(Phase phase, @Nullable String message) implements RunNews {}

  /// A run that is over is not kept any longer.
  record RunExpired() implements RunNews {}

  /// What a step (or with -1 each step) left where it ran is not needed any more.
  record PodsCollected(int node) implements RunNews {}

  /// Nothing holds back this step any more: a runner may take it.
  record StepReady(int node) implements RunNews {}

  /// A runner may still be at this step and has to stop.
  record StepCancelled(int node) implements RunNews {}

  /// `timer` should speak up when it is `due`; node -1 is the run.
  record TimerSet(int node, TimerKind kind, Instant due) implements RunNews {
    public TimerSet {
      due = Millis.of(due);
    }
  }

  /// A node (or the run: -1) waits for all of `locks`; who has the higher priority gets them first,
  /// and then who has waited longer.
  record LocksWanted(int node, List<String> locks, int priority, Instant since) implements RunNews {
    public LocksWanted {
      locks = List.copyOf(locks);
      since = Millis.of(since);
    }
  }

  /// A node (or the run: -1) does not need `locks` any more.
  record LocksReleased(int node, List<String> locks) implements RunNews {
    public LocksReleased {
      locks = List.copyOf(locks);
    }
  }

  /// A node waits for what a cache knows under `key`.
  record MemoWanted(int node, String cache, String key, @Nullable String maxAge)
      implements RunNews {}

  /// A node that found nothing in its cache has succeeded: this is for the cache.
  ///
  /// @param nodeId as in `status.nodes`
  record MemoProduced(int node, String nodeId, String cache, String key, Outputs outputs)
      implements RunNews {}

  /// The number of the node that these news are about, -1 if it is the run.
  default int of() {
    return switch (this) {
      case RunStarted _, RunFinished _, RunExpired _ -> -1;
      case PodsCollected news -> news.node();
      case StepReady news -> news.node();
      case StepCancelled news -> news.node();
      case TimerSet news -> news.node();
      case LocksWanted news -> news.node();
      case LocksReleased news -> news.node();
      case MemoWanted news -> news.node();
      case MemoProduced news -> news.node();
    };
  }

  /// What facts leave unsaid because it never changes, asked of the run that they happened to. The
  /// engine knows it; a fact that repeated it would make every record larger.
  interface Background {
    /// Whether a runner executes the node of that number, in the sense of [NodeType#step].
    boolean step(int node);

    /// `spec.priority` of the workflow, 0 if there is none.
    int priority();

    /// What the end of a node means to the cache that it asked, if anything.
    Optional<MemoProduced> produced(int node);

    /// The `traceparent` of what a node causes, or with -1 the run; null for that of the event that
    /// led to the commit.
    default @Nullable String traceparent(int node) {
      return null;
    }

    /// For where no node was held, no locks are wanted and no cache is asked: every node is a step,
    /// no priority.
    Background PLAIN =
        new Background() {
          @Override
          public boolean step(int node) {
            return node >= 0;
          }

          @Override
          public int priority() {
            return 0;
          }

          @Override
          public Optional<MemoProduced> produced(int node) {
            return Optional.empty();
          }
        };
  }

  /// What `fact` means to others, if anything. A step is ready when it comes to be with nothing to
  /// hold it back, or when it gets the locks that did.
  ///
  /// @param at when the fact happened, as the facts of its commit say
  static Optional<RunNews> of(RunFact fact, Background run, Instant at) {
    return Optional.ofNullable(
        switch (fact) {
          case RunFact.RunStarted _ -> new RunStarted();
          case RunFact.RunFinished(var phase, var message, _) -> new RunFinished(phase, message);
          case RunFact.RunExpired _ -> new RunExpired();
          case RunFact.PodsCollected(var node) -> new PodsCollected(node);
          case NodeAdded node when node.type().step() && waitsForRunner(node) ->
              new StepReady(node.node());
          case LocksGranted(var node) when node >= 0 && run.step(node) -> new StepReady(node);
          case RunFact.MemoWanted(var node, var cache, var key, var maxAge) ->
              new MemoWanted(node, cache, key, maxAge);
          case RunFact.MemoAnswered(var node, var hit) when !hit && run.step(node) ->
              new StepReady(node);
          case NodeEnded end when end.cancelled() && run.step(end.node()) ->
              new StepCancelled(end.node());
          case NodeEnded end when end.phase() == Phase.SUCCEEDED ->
              run.produced(end.node()).orElse(null);
          case RunFact.TimerSet(var node, var kind, var due) -> new TimerSet(node, kind, due);
          case RunFact.LocksWanted(var node, var locks) ->
              new LocksWanted(node, locks, run.priority(), at);
          case RunFact.LocksReleased(var node, var locks) -> new LocksReleased(node, locks);
          case NodeAdded _,
              LocksGranted _,
              NodeEnded _,
              RunFact.MemoAnswered _,
              RunFact.MemoStored _,
              RunFact.LoopExpanded _,
              RunFact.CallDeferred _,
              RunFact.NodeRunning _,
              RunFact.NodeDaemoned _,
              RunFact.NodeNoted _,
              RunFact.NodeProgressed _,
              RunFact.OutputsSet _,
              RunFact.NodeSettled _,
              RunFact.EndIgnored _,
              RunFact.MetricsEmitted _,
              RunFact.ArtifactsCollected _,
              RunFact.RunSuspended _,
              RunFact.RunResumed _,
              RunFact.ShutdownRequested _,
              RunFact.RunRetried _ ->
              null;
        });
  }

  private static boolean waitsForRunner(NodeAdded node) {
    return node.phase() == Phase.PENDING && !node.held();
  }
}
