package dev.tiphys.engine;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.Role;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A vertex of the run's graph. Immutable to all but its own methods, which change a fresh copy.
final class Node implements Cloneable {
  private final NodeAdded added;
  private final String name;
  private final int boundary;
  private final int depth;

  private Phase phase;
  private @Nullable String message;
  private Outputs outputs = Outputs.NONE;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private @Nullable String host;
  private @Nullable String ip;
  private Progress progress;
  private boolean held;
  private boolean daemoned;
  private boolean settled;
  private boolean removed;
  private @Nullable Kids kids;
  private Map<Integer, Integer> hooks = HashMap.empty();
  private int liveHooks;
  private List<String> locks = List.of();
  private @Nullable Memo memo;

  Node(NodeAdded added, String name, int boundary, int depth) {
    this.added = added;
    this.name = name;
    this.boundary = boundary;
    this.depth = depth;
    phase = added.phase();
    message = added.message();
    held = added.held();
    startedAt = added.at();
    finishedAt = phase.ended() ? added.at() : null;
    progress = added.type().step() ? Progress.STEP : Progress.NONE;
  }

  int number() {
    return added.node();
  }

  int parent() {
    return added.parent();
  }

  NodeAdded added() {
    return added;
  }

  Role role() {
    return added.role();
  }

  NodeType type() {
    return added.type();
  }

  /// The full name, as in `status.nodes` (F203).
  String name() {
    return name;
  }

  /// The nearest steps or DAG node above, or -1.
  int boundary() {
    return boundary;
  }

  /// How many templates call each other above this node (F020).
  int depth() {
    return depth;
  }

  /// Which template it runs, as a key of the plan; the empty text for groups.
  String template() {
    var template = added.template();
    return template == null ? "" : template;
  }

  Phase phase() {
    return phase;
  }

  @Nullable String message() {
    return message;
  }

  Outputs outputs() {
    return outputs;
  }

  @Nullable Instant startedAt() {
    return startedAt;
  }

  @Nullable Instant finishedAt() {
    return finishedAt;
  }

  @Nullable String host() {
    return host;
  }

  @Nullable String ip() {
    return ip;
  }

  Progress progress() {
    return progress;
  }

  /// It waits for locks.
  boolean held() {
    return held;
  }

  /// It waits for what a cache knows.
  boolean asking() {
    return memo != null && memo.stage() == Memo.Stage.ASKED && !ended();
  }

  /// It must not begin yet.
  boolean waits() {
    return held || asking();
  }

  /// What it asked a cache for, if it did.
  @Nullable Memo memo() {
    return memo;
  }

  /// An earlier run did this already.
  boolean takenOver() {
    return phase == Phase.SKIPPED
        && message != null
        && message.startsWith(TakenOver.MESSAGE)
        && type() == NodeType.SKIPPED;
  }

  /// Whether its outputs are those of work that succeeded, here or in an earlier run.
  boolean produced() {
    return phase == Phase.SUCCEEDED || takenOver();
  }

  boolean daemoned() {
    return daemoned;
  }

  boolean ended() {
    return phase.ended();
  }

  /// Ended, or serving as a daemon, and its hooks are over: what waited for it may go on.
  boolean settled() {
    return settled;
  }

  /// A retry of the run took it away; its number stays taken.
  boolean removed() {
    return removed;
  }

  /// What it holds; only for nodes that hold others.
  Kids kids() {
    if (kids == null) {
      throw new IllegalStateException("node %s holds no others".formatted(name));
    }
    return kids;
  }

  boolean holds() {
    return kids != null;
  }

  /// The nodes of its lifecycle hooks and exit handler, by the index of the hook in the plan.
  Map<Integer, Integer> hooks() {
    return hooks;
  }

  int liveHooks() {
    return liveHooks;
  }

  Node with(Kids changed) {
    return copy(node -> node.kids = changed);
  }

  Node noted(String text) {
    return copy(node -> node.message = text);
  }

  Node progressed(Progress now) {
    return copy(node -> node.progress = now);
  }

  /// It waits for locks, and keeps in mind which.
  Node waiting(List<String> names) {
    return copy(
        node -> {
          node.held = true;
          node.phase = Phase.PENDING;
          node.locks = names;
        });
  }

  /// The locks that it needs while it runs.
  List<String> locks() {
    return locks;
  }

  /// Nothing holds it back any more. A step is Pending until a runner has begun with it.
  Node released() {
    return copy(
        node -> {
          node.held = false;
          node.message = null;
          node.phase = type().step() ? Phase.PENDING : Phase.RUNNING;
        });
  }

  Node asking(Memo asked) {
    return copy(
        node -> {
          node.held = false;
          node.phase = Phase.PENDING;
          node.memo = asked;
        });
  }

  Node with(Memo.Stage stage) {
    return copy(node -> node.memo = node.memo == null ? null : node.memo.at(stage));
  }

  Node running(@Nullable String onHost, @Nullable String withIp, Instant at) {
    return copy(
        node -> {
          node.phase = Phase.RUNNING;
          node.message = null;
          node.host = onHost;
          node.ip = withIp;
          node.startedAt = at;
        });
  }

  Node serving(@Nullable String withIp) {
    return copy(
        node -> {
          node.phase = Phase.RUNNING;
          node.daemoned = true;
          node.ip = withIp == null ? node.ip : withIp;
        });
  }

  Node given(Outputs given) {
    return copy(node -> node.outputs = given);
  }

  /// The same with other outputs.
  Node leaving(Outputs left) {
    return copy(node -> node.outputs = left);
  }

  Node ended(NodeEnded fact, Outputs left) {
    return copy(
        node -> {
          node.phase = fact.phase();
          node.message = fact.message();
          node.outputs = left;
          node.finishedAt = fact.at();
          node.held = false;
          if (fact.phase() == Phase.SUCCEEDED) {
            node.progress = node.progress.complete();
          }
          if (fact.startedAt() != null) {
            node.startedAt = fact.startedAt();
          }
        });
  }

  Node settle() {
    return copy(node -> node.settled = true);
  }

  Node hooked(int hook, int child) {
    return copy(
        node -> {
          node.hooks = node.hooks.put(hook, child);
          node.liveHooks++;
        });
  }

  /// A hook is to run again, and what waits for the node waits for it.
  Node unhooked(int hook) {
    return copy(
        node -> {
          node.hooks = node.hooks.remove(hook);
          node.settled = false;
        });
  }

  Node unhooked() {
    return copy(node -> node.liveHooks--);
  }

  /// Back to where it was before it ended, without what `kept` says is gone (F157).
  Node reopened(@Nullable Kids kept) {
    return copy(
        node -> {
          node.phase = Phase.RUNNING;
          node.message = null;
          node.outputs = Outputs.NONE;
          node.finishedAt = null;
          node.settled = false;
          node.daemoned = false;
          if (node.memo != null) {
            node.memo = node.memo.at(Memo.Stage.MISSED);
          }
          node.kids = kept;
          node.hooks = HashMap.empty();
          node.liveHooks = 0;
        });
  }

  Node gone() {
    return copy(node -> node.removed = true);
  }

  private Node copy(Consumer<Node> change) {
    try {
      var copy = (Node) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String toString() {
    return "%d %s %s".formatted(number(), name, phase);
  }
}
