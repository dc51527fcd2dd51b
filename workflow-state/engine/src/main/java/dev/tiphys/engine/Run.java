package dev.tiphys.engine;

import dev.tiphys.events.MetricSample;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunFact.CallDeferred;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunFact.TimerKind;
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

  // Written by Evolution, on a fresh copy, and by nobody else.
  @Nullable Plan plan;
  Phase phase = Phase.PENDING;
  @Nullable String message;
  @Nullable Instant startedAt;
  @Nullable Instant finishedAt;
  Vector<Node> nodes = Vector.empty();
  SortedMap<Integer, Queue<CallDeferred>> deferred = TreeMap.empty();
  SortedSet<Integer> daemons = TreeSet.empty();
  SortedSet<Integer> produced = TreeSet.empty();
  Map<Timer, Instant> timers = HashMap.empty();
  Map<Integer, List<String>> locks = HashMap.empty();
  Map<Integer, Integer> hooks = HashMap.empty();
  Map<String, String> parameters = LinkedHashMap.empty();
  Map<String, String> globals = LinkedHashMap.empty();
  @Nullable Shutdown shutdown;
  boolean suspended;
  boolean held;
  boolean expired;
  Resources resources = Resources.NONE;
  @Nullable String metricsProblem;
  SortedSet<String> collected = TreeSet.empty();
  @Nullable String collectionProblem;
  int root = NOBODY;
  int activeSteps;
  Progress progress = Progress.NONE;
  int liveHooks;

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
    return Evolution.of(run, fact);
  }

  Run update(int number, UnaryOperator<Node> change) {
    var node = node(number);
    return copy(r -> r.nodes = r.nodes.update(number, change.apply(node)));
  }

  Run copy(Consumer<Run> change) {
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

  /// Whether a runner has said that node `number` runs.
  public boolean begun(int number) {
    return number < nodes.size() && node(number).phase() != Phase.PENDING;
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

  /// How many steps a runner is at, or will be.
  public int pods() {
    return activeSteps;
  }

  /// The labels of the Workflow, as it was submitted.
  public java.util.Map<String, String> labels() {
    return plan().metadata().labels();
  }

  /// The type of node `number`.
  public NodeType type(int number) {
    return node(number).type();
  }

  /// Whether the run is over and its exit handlers are.
  public boolean finished() {
    return finishedAt != null;
  }

  /// Whether a run that is over is kept no longer: only an archive has it (F211).
  public boolean expired() {
    return expired;
  }

  /// What is wrong with a metric of the run; null if nothing is known to be.
  @Nullable String metricsProblem() {
    return metricsProblem;
  }

  /// The gauges that tell now how long a node or the run has been going on (F184).
  public List<MetricSample> realtime(Instant now) {
    return finished() || !started() ? List.of() : Metrics.realtime(this, now);
  }

  /// When it will be [#expired]; null if nobody said.
  public @Nullable Instant expiry() {
    return timers.getOrElse(new Timer(NOBODY, TimerKind.EXPIRY), null);
  }

  /// The pods that `PodsCollected` of node `number` is about: its own, or with -1 all that `podGC`
  /// chooses.
  public List<Integer> collected(int number) {
    return nodes
        .filter(node -> number == NOBODY ? Upkeep.collects(this, node) : node.number() == number)
        .map(Node::number)
        .toJavaList();
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

  /// What all steps that have ended took (F207).
  Resources resources() {
    return resources;
  }

  /// Steps that a runner is at, or will be.
  int activeSteps() {
    return activeSteps;
  }

  static int boundaryUnder(Node parent) {
    return parent.type() == NodeType.STEPS || parent.type() == NodeType.DAG
        ? parent.number()
        : parent.boundary();
  }

  /// Whether whoever made a call goes on although it failed (F087).
  boolean tolerated(Node node) {
    var call = callOf(node);
    return call != null && call.tolerates(node.phase());
  }

  /// Groups only hold others, and the tries of a node that retries are one child together.
  static boolean countsAgainstParallelism(Node node) {
    return node.role() == Role.CALL
        && node.type() != NodeType.TASK_GROUP
        && node.boundary() != NOBODY;
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
