package dev.tiphys.engine;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunFact.CallDeferred;
import dev.tiphys.events.RunFact.EndIgnored;
import dev.tiphys.events.RunFact.LocksGranted;
import dev.tiphys.events.RunFact.LocksReleased;
import dev.tiphys.events.RunFact.LocksWanted;
import dev.tiphys.events.RunFact.LoopExpanded;
import dev.tiphys.events.RunFact.MemoAnswered;
import dev.tiphys.events.RunFact.MemoStored;
import dev.tiphys.events.RunFact.MemoWanted;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeDaemoned;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeNoted;
import dev.tiphys.events.RunFact.NodeProgressed;
import dev.tiphys.events.RunFact.NodeRunning;
import dev.tiphys.events.RunFact.NodeSettled;
import dev.tiphys.events.RunFact.OutputsSet;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.RunFinished;
import dev.tiphys.events.RunFact.RunResumed;
import dev.tiphys.events.RunFact.RunRetried;
import dev.tiphys.events.RunFact.RunStarted;
import dev.tiphys.events.RunFact.RunSuspended;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunFact.ShutdownRequested;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunFact.TimerSet;
import dev.tiphys.events.RunNews.MemoProduced;
import io.vavr.collection.HashMap;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Queue;
import io.vavr.collection.SortedMap;
import io.vavr.collection.SortedSet;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A run as its log tells it: the fold of its facts. Immutable to all but [#evolve], which changes
/// a fresh copy.
///
/// Start reading at [#decide]; what each command does is in [Decider].
public final class Run implements Cloneable {
  /// No fact yet.
  public static final Run NONE = new Run();

  static final int NOBODY = -1;

  private @Nullable Plan plan;
  private Phase phase = Phase.PENDING;
  private @Nullable String message;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private Vector<Node> nodes = Vector.empty();
  private SortedMap<Integer, Queue<CallDeferred>> deferred = TreeMap.empty();
  private SortedSet<Integer> daemons = TreeSet.empty();
  private SortedSet<Integer> produced = TreeSet.empty();
  private Map<Timer, Instant> timers = HashMap.empty();
  private Map<Integer, List<String>> locks = HashMap.empty();
  private Map<Integer, Integer> hooks = HashMap.empty();
  private Map<String, String> parameters = LinkedHashMap.empty();
  private Map<String, String> globals = LinkedHashMap.empty();
  private @Nullable Shutdown shutdown;
  private boolean suspended;
  private boolean held;
  private int root = NOBODY;
  private int activeSteps;
  private Progress progress = Progress.NONE;
  private int liveHooks;

  /// What a timer belongs to; a node has at most one of each kind.
  record Timer(int node, TimerKind kind) {}

  private Run() {}

  /// What follows from `command`. Pure: the same run and command always give the same facts.
  ///
  /// @throws RunFailure if the command is refused; the run is as it was
  public static Decision decide(Run run, RunCommand command) {
    return new Decider(run, command.at()).decide(command);
  }

  /// The run after `fact`.
  ///
  /// @throws RunFailure.Contradiction if the fact cannot follow what came before
  public static Run evolve(Run run, RunFact fact) {
    return run.with(fact);
  }

  private Run with(RunFact fact) {
    return switch (fact) {
      case RunStarted started ->
          copy(
              r -> {
                r.plan = new Plan(started.pinned());
                r.startedAt = started.at();
                r.suspended = r.plan.spec().suspend();
                r.parameters = Parameters.ofRun(r.plan);
              });
      case NodeAdded added -> withNode(added);
      case LoopExpanded(var parent, var spot, var items) ->
          update(parent, node -> node.with(node.kids().expanded(spot, items)));
      case CallDeferred call -> withDeferred(call);
      case NodeRunning(var node, var host, var ip, var at) ->
          update(node, n -> n.running(host, ip, at))
              .copy(r -> r.timers = r.timers.remove(new Timer(node, TimerKind.PENDING_DEADLINE)));
      case NodeDaemoned(var node, var ip, _) ->
          settled(
              update(node, n -> n.serving(ip)).copy(r -> r.daemons = r.daemons.add(node)), node);
      case NodeNoted(var node, var text) -> update(node, n -> n.noted(text));
      case NodeProgressed(var node, var text) -> {
        var now = Progress.parse(text);
        yield now == null ? this : counted(node, update(node, n -> n.progressed(now)));
      }
      case OutputsSet(var node, var values, var text) -> withOutputs(node, values, text);
      case NodeEnded ended -> withEnd(ended);
      case NodeSettled(var node) -> settled(this, node);
      case EndIgnored _ -> this;
      case TimerSet(var node, var kind, var due) ->
          copy(r -> r.timers = r.timers.put(new Timer(node, kind), due));
      case LocksWanted(var node, var names) ->
          (node == NOBODY ? this : update(node, n -> n.waiting(names)))
              .copy(
                  r -> {
                    r.locks = r.locks.put(node, names);
                    r.held |= node == NOBODY;
                  });
      case LocksGranted(var node) ->
          node == NOBODY ? copy(r -> r.held = false) : update(node, Node::released);
      case LocksReleased(var node, _) ->
          copy(
              r -> {
                r.locks = r.locks.remove(node);
                r.held &= node != NOBODY;
              });
      case MemoWanted(var node, var cache, var key, var maxAge) ->
          update(node, n -> n.asking(new Memo(cache, key, maxAge, Memo.Stage.ASKED)));
      case MemoAnswered(var node, var hit) ->
          update(node, n -> hit ? n.with(Memo.Stage.HIT) : n.with(Memo.Stage.MISSED).released());
      case MemoStored(var node) ->
          update(node, n -> n.with(Memo.Stage.STORED))
              .copy(r -> r.produced = r.produced.remove(node));
      case RunSuspended _ -> copy(r -> r.suspended = true);
      case RunResumed _ -> copy(r -> r.suspended = false);
      case ShutdownRequested(var strategy, _) -> copy(r -> r.shutdown = strategy);
      case RunRetried retried -> withRetry(retried);
      case RunFinished(var end, var text, var at) ->
          copy(
              r -> {
                r.phase = end;
                r.message = text;
                r.finishedAt = at;
                r.timers = HashMap.empty();
                r.deferred = TreeMap.empty();
              });
    };
  }

  /// `next`, in which one node has got further, with the progress of the whole run.
  private Run counted(int node, Run next) {
    var change = next.node(node).progress().minus(node(node).progress());
    return change.equals(Progress.NONE)
        ? next
        : next.copy(r -> r.progress = r.progress.plus(change));
  }

  private Run withDeferred(CallDeferred call) {
    var boundary = boundaryUnder(node(call.parent()));
    var queue = deferred.getOrElse(boundary, Queue.empty()).enqueue(call);
    return copy(r -> r.deferred = r.deferred.put(boundary, queue));
  }

  /// Takes a call that has a node now from those that were held back.
  private Run withoutDeferred(NodeAdded added) {
    if (deferred.isEmpty() || added.role() != Role.CALL) {
      return this;
    }
    var boundary = boundaryUnder(node(added.parent()));
    var queue = deferred.getOrElse(boundary, Queue.empty());
    if (queue.isEmpty() || !isOf(queue.head(), added)) {
      return this;
    }
    var rest = queue.tail();
    return copy(
        r ->
            r.deferred =
                rest.isEmpty() ? r.deferred.remove(boundary) : r.deferred.put(boundary, rest));
  }

  private Run withNode(NodeAdded added) {
    if (added.node() != nodes.size()) {
      throw new RunFailure.Contradiction(
          "run %s: node %d was added where node %d comes next", id(), added.node(), nodes.size());
    }
    var node = newNode(added);
    var next =
        copy(
            r -> {
              r.nodes = r.nodes.append(node);
              r.phase = Phase.RUNNING;
              r.progress = r.progress.plus(node.progress());
              if (countsAsStep(node) && !node.ended()) {
                r.activeSteps++;
              }
              if (added.role() == Role.ATTEMPT) {
                r.timers = r.timers.remove(new Timer(added.parent(), TimerKind.BACKOFF));
              }
              if (added.role() == Role.ROOT) {
                r.root = added.node();
              }
            });
    next = next.withoutDeferred(added).attach(node);
    if (!node.ended()) {
      return next;
    }
    next = next.spoiled(node);
    return next.withoutHooks(node) ? settled(next, added.node()) : next;
  }

  private static boolean isOf(CallDeferred call, NodeAdded added) {
    return call.parent() == added.parent()
        && call.spot() == added.spot()
        && call.item() == added.item();
  }

  private Node newNode(NodeAdded added) {
    var parent = added.parent() == NOBODY ? null : node(added.parent());
    var name = (parent == null ? id().name() : parent.name()) + added.as();
    var boundary = parent == null ? NOBODY : boundaryUnder(parent);
    var calls = added.role() == Role.GROUP || added.role() == Role.ATTEMPT ? 0 : 1;
    var node = new Node(added, name, boundary, (parent == null ? 0 : parent.depth()) + calls);
    if (node.ended()) {
      return node;
    }
    return switch (added.type()) {
      case STEPS -> node.with(Kids.of(plan().template(node.template()).groups().size(), 0));
      case STEP_GROUP -> {
        var calls2 = templateOf(node(added.parent())).groups().get(added.spot()).size();
        yield node.with(Kids.of(calls2, calls2));
      }
      case DAG -> node.with(dagKids(node));
      case TASK_GROUP -> node.with(Kids.of(1, 1));
      case RETRY, POD -> node.with(Kids.of(0, 0));
      case CONTAINER, SKIPPED, SUSPEND, HTTP, PLUGIN -> node;
    };
  }

  private Kids dagKids(Node node) {
    var dag = templateOf(node).dag();
    var targets = dag.targets(Scopes.targets(this, node));
    return Kids.dag(dag.waiting(), dag.closure(targets).cardinality());
  }

  static int boundaryUnder(Node parent) {
    return parent.type() == NodeType.STEPS || parent.type() == NodeType.DAG
        ? parent.number()
        : parent.boundary();
  }

  /// Tells the parent of a new node, and its boundary, which counts the active ones.
  private Run attach(Node node) {
    var added = node.added();
    if (added.parent() == NOBODY) {
      return switch (added.role()) {
        case EXIT, HOOK ->
            copy(
                r -> {
                  r.hooks = r.hooks.put(added.spot(), added.node());
                  r.liveHooks++;
                });
        case ROOT, GROUP, CALL, ATTEMPT, CONTAINER -> this;
      };
    }
    var next =
        update(
            added.parent(),
            parent ->
                switch (added.role()) {
                  case EXIT, HOOK -> parent.hooked(added.spot(), added.node());
                  case ROOT, GROUP, CALL, ATTEMPT, CONTAINER ->
                      parent.with(parent.kids().with(added.spot(), added.item(), added.node()));
                });
    return next.activated(node, 1);
  }

  private Run activated(Node node, int change) {
    return countsAgainstParallelism(node) && !(change > 0 && node.ended())
        ? update(node.boundary(), boundary -> boundary.with(boundary.kids().activated(change)))
        : this;
  }

  /// Tells the boundary of a call that failed.
  private Run spoiled(Node node) {
    return countsAgainstParallelism(node) && node.phase().bad() && !tolerated(node)
        ? update(node.boundary(), boundary -> boundary.with(boundary.kids().spoiled()))
        : this;
  }

  /// Whether whoever made a call goes on although it failed (F087).
  boolean tolerated(Node node) {
    var call = callOf(node);
    return call != null && call.tolerates(node.phase());
  }

  /// All tries of a node together are one step, so that a try that follows another needs no room.
  private boolean countsAsStep(Node node) {
    return switch (node.role()) {
      case ATTEMPT, CONTAINER, GROUP -> false;
      case ROOT, CALL, EXIT, HOOK ->
          node.type().step() || node.type() == NodeType.RETRY && templateOf(node).type().step();
    };
  }

  /// Groups only hold others, and the tries of a node that retries are one child together.
  static boolean countsAgainstParallelism(Node node) {
    return node.role() == Role.CALL
        && node.type() != NodeType.TASK_GROUP
        && node.boundary() != NOBODY;
  }

  private Run withOutputs(int number, java.util.Map<String, String> values, @Nullable String text) {
    return update(
        number,
        node -> {
          var merged = new java.util.LinkedHashMap<>(node.outputs().parameters());
          merged.putAll(values);
          var given = node.given(Outputs.of(merged));
          return text == null ? given : given.noted(text);
        });
  }

  private Run withEnd(NodeEnded ended) {
    var before = node(ended.node());
    if (before.ended()) {
      throw new RunFailure.Contradiction("run %s: node %s ended twice", id(), before);
    }
    var left = ended.outputs();
    if (before.type() == NodeType.RETRY && left.isEmpty() && !before.kids().started().isEmpty()) {
      // The outputs of a node that retries are those of its last try (F104).
      left = node(before.kids().started().last()).outputs();
    } else if (before.type() == NodeType.SUSPEND && left.isEmpty()) {
      left = before.outputs();
    }
    var outputs = left;
    var next = update(ended.node(), node -> node.ended(ended, outputs)).activated(before, -1);
    var after = next.node(ended.node());
    next = counted(ended.node(), next).spoiled(after);
    next =
        next.copy(
            r -> {
              if (countsAsStep(before)) {
                r.activeSteps--;
              }
              r.daemons = r.daemons.remove(ended.node());
              r.deferred = r.deferred.remove(ended.node());
              for (var kind : TimerKind.values()) {
                r.timers = r.timers.remove(new Timer(ended.node(), kind));
              }
              if (after.memo() != null
                  && after.memo().stage() == Memo.Stage.MISSED
                  && after.phase() == Phase.SUCCEEDED) {
                r.produced = r.produced.add(ended.node());
              }
              r.globals = Parameters.exported(r, after, ended.globalNames(), r.globals);
            });
    return before.settled() || !next.withoutHooks(after) ? next : settled(next, ended.node());
  }

  /// A node that was skipped runs no hooks; nor does one that is not a call.
  private boolean withoutHooks(Node node) {
    return node.phase() == Phase.SKIPPED
        || node.phase() == Phase.OMITTED
        || hooksOf(node).isEmpty() && node.liveHooks() == 0;
  }

  /// Marks a node as settled and takes it off the counts of those who wait for it.
  private static Run settled(Run run, int number) {
    var node = run.node(number);
    if (node.settled()) {
      return run;
    }
    var next = run.update(number, Node::settle);
    if (node.parent() == NOBODY) {
      return switch (node.role()) {
        case EXIT, HOOK -> next.copy(r -> r.liveHooks--);
        case ROOT, GROUP, CALL, ATTEMPT, CONTAINER -> next;
      };
    }
    return switch (node.role()) {
      case EXIT, HOOK -> next.update(node.parent(), Node::unhooked);
      case CALL -> next.update(node.parent(), parent -> parent.with(next.counted(parent, node)));
      case ROOT, GROUP, ATTEMPT, CONTAINER -> next;
    };
  }

  private Kids counted(Node parent, Node child) {
    var kids = parent.kids().opened(-1);
    if (parent.type() == NodeType.DAG) {
      for (var dependent : templateOf(parent).dag().dependents(child.added().spot())) {
        kids = kids.depended(dependent);
      }
    }
    return kids;
  }

  private Run withRetry(RunRetried retried) {
    return copy(
        r -> {
          var gone = new LinkedHashSet<>(retried.removed());
          r.phase = Phase.RUNNING;
          r.message = null;
          r.finishedAt = null;
          r.startedAt = retried.at();
          r.shutdown = null;
          r.suspended = false;
          r.hooks = HashMap.empty();
          r.liveHooks = 0;
          retried
              .parameters()
              .forEach((name, value) -> r.parameters = r.parameters.put(name, value));
          r.nodes = Reopening.nodes(this, gone, retried.reopened());
          r.root = root != NOBODY && gone.contains(root) ? NOBODY : root;
          r.activeSteps = 0;
          r.progress =
              r.nodes
                  .filter(RunStatus::shown)
                  .map(Node::progress)
                  .fold(Progress.NONE, Progress::plus);
          r.daemons = TreeSet.empty();
          r.produced = r.produced.removeAll(retried.removed()).removeAll(retried.reopened());
          r.deferred = TreeMap.empty();
        });
  }

  private Run update(int number, UnaryOperator<Node> change) {
    var node = node(number);
    return copy(r -> r.nodes = r.nodes.update(number, change.apply(node)));
  }

  private Run copy(Consumer<Run> change) {
    try {
      var copy = (Run) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /// Whether there is a first fact.
  public boolean started() {
    return plan != null;
  }

  /// What a runner has to know to execute node `number`; empty if there is nothing to execute any
  /// more.
  ///
  /// @param at the moment from which `activeDeadlineSeconds` counts
  /// @throws RunFailure.NotYet if the run has no such node yet
  /// @throws dev.tiphys.language.template.TemplateException if a tag has no value; it never will
  /// @throws IllegalArgumentException if a value is not what its field needs; it never will be
  public Optional<Step> step(int number, Instant at) {
    if (number >= nodes.size()) {
      throw new RunFailure.NotYet("run %s has no node %d yet", id(), number);
    }
    var node = node(number);
    return node.ended() || node.waits() || !node.type().step()
        ? Optional.empty()
        : Optional.of(Steps.of(this, node, at));
  }

  /// Whether anybody waits for the end of node `number`, and a runner may be at it. Until the run
  /// has begun nothing is known.
  public boolean wants(int number) {
    return !started() || (!finished() && number < nodes.size() && waitsFor(node(number)));
  }

  private static boolean waitsFor(Node node) {
    return node.type().step() && !node.ended();
  }

  /// What this run waits for and somebody else has to do.
  public List<Open> open() {
    return Steps.open(this);
  }

  /// What node `number` is to leave in the cache that it asked; empty unless it asked one that
  /// knew nothing, and succeeded.
  public Optional<MemoProduced> produced(int number) {
    var node = node(number);
    var memo = node.memo();
    return memo == null || memo.stage() == Memo.Stage.HIT || node.phase() != Phase.SUCCEEDED
        ? Optional.empty()
        : Optional.of(
            new MemoProduced(
                number, RunStatus.id(this, node), memo.cache(), memo.key(), node.outputs()));
  }

  /// `spec.priority`, 0 if there is none; locks go to the higher one first (F132).
  public int priority() {
    var priority = plan().spec().priority();
    return priority == null ? 0 : Math.clamp(priority, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /// The type of node `number`.
  public NodeType type(int number) {
    return node(number).type();
  }

  /// Whether the run is over and its exit handlers are.
  public boolean finished() {
    return finishedAt != null;
  }

  /// Where the run stands; Pending until its first node.
  public Phase phase() {
    return phase;
  }

  public @Nullable String message() {
    return message;
  }

  /// `metadata.creationTimestamp`, or when the run started if the resource has none.
  ///
  /// @throws RunFailure.NotYet if the run has not started
  public Instant createdAt() {
    var text = plan().metadata().creationTimestamp();
    return text == null ? Objects.requireNonNull(startedAt) : Instant.parse(text);
  }

  public @Nullable Instant startedAt() {
    return startedAt;
  }

  public @Nullable Instant finishedAt() {
    return finishedAt;
  }

  Plan plan() {
    if (plan == null) {
      throw new RunFailure.NotYet("the run has not started");
    }
    return plan;
  }

  dev.tiphys.events.RunId id() {
    return plan().id();
  }

  Vector<Node> nodes() {
    return nodes;
  }

  Node node(int number) {
    return nodes.get(number);
  }

  /// Calls that wait for room, by the steps or DAG node below which they stand, each in order.
  SortedMap<Integer, Queue<CallDeferred>> deferred() {
    return deferred;
  }

  /// The daemon steps that serve now, and the retrying nodes above them.
  SortedSet<Integer> daemons() {
    return daemons;
  }

  /// The nodes whose outputs a cache is to have and may not have yet.
  SortedSet<Integer> produced() {
    return produced;
  }

  Map<Timer, Instant> timers() {
    return timers;
  }

  Map<Integer, List<String>> locks() {
    return locks;
  }

  Map<Integer, Integer> hooks() {
    return hooks;
  }

  int liveHooks() {
    return liveHooks;
  }

  /// The values of the workflow's arguments.
  Map<String, String> parameters() {
    return parameters;
  }

  /// `workflow.outputs.…` by full name (F047).
  Map<String, String> globals() {
    return globals;
  }

  @Nullable Shutdown shutdown() {
    return shutdown;
  }

  boolean suspended() {
    return suspended;
  }

  /// The run itself waits for locks.
  boolean held() {
    return held;
  }

  int root() {
    return root;
  }

  /// The work of all steps together.
  Progress progress() {
    return progress;
  }

  /// Steps that a runner is at, or will be.
  int activeSteps() {
    return activeSteps;
  }

  /// The plan of the template that a node runs.
  TemplatePlan templateOf(Node node) {
    var template = plan().template(node.template());
    if (template == null) {
      throw new RunFailure.Contradiction(
          "run %s: node %s runs template '%s', which the run has not pinned",
          id(), node, node.template());
    }
    return template;
  }

  /// The call that a node stands for, or null for the root, hooks, groups and attempts.
  @Nullable CallPlan callOf(Node node) {
    if (node.role() != Role.CALL) {
      return null;
    }
    var parent = node(node.parent());
    return switch (parent.type()) {
      case STEP_GROUP ->
          templateOf(node(parent.parent())).call(parent.added().spot(), node.added().spot());
      case DAG -> templateOf(parent).call(0, node.added().spot());
      case TASK_GROUP -> callOf(parent);
      case STEPS, POD, CONTAINER, RETRY, SKIPPED, SUSPEND, HTTP, PLUGIN -> null;
    };
  }

  /// The hooks of the call that a node stands for; a group of a loop leaves them to its items.
  List<CallPlan.HookPlan> hooksOf(Node node) {
    var call = node.type() == NodeType.TASK_GROUP ? null : callOf(node);
    return call == null ? List.of() : call.hooks();
  }
}
