package dev.tiphys.engine;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunFact.ArtifactsCollected;
import dev.tiphys.events.RunFact.CallDeferred;
import dev.tiphys.events.RunFact.EndIgnored;
import dev.tiphys.events.RunFact.LocksGranted;
import dev.tiphys.events.RunFact.LocksReleased;
import dev.tiphys.events.RunFact.LocksWanted;
import dev.tiphys.events.RunFact.LoopExpanded;
import dev.tiphys.events.RunFact.MemoAnswered;
import dev.tiphys.events.RunFact.MemoStored;
import dev.tiphys.events.RunFact.MemoWanted;
import dev.tiphys.events.RunFact.MetricsEmitted;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeDaemoned;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeNoted;
import dev.tiphys.events.RunFact.NodeProgressed;
import dev.tiphys.events.RunFact.NodeRunning;
import dev.tiphys.events.RunFact.NodeSettled;
import dev.tiphys.events.RunFact.OutputsSet;
import dev.tiphys.events.RunFact.PodsCollected;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.RunExpired;
import dev.tiphys.events.RunFact.RunFinished;
import dev.tiphys.events.RunFact.RunResumed;
import dev.tiphys.events.RunFact.RunRetried;
import dev.tiphys.events.RunFact.RunStarted;
import dev.tiphys.events.RunFact.RunSuspended;
import dev.tiphys.events.RunFact.ShutdownRequested;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunFact.TimerSet;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Queue;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import java.time.Instant;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/// The fold of a run: what each fact changes. Who decides has worked everything out before; this
/// only applies it, each time to a fresh copy.
final class Evolution {
  private Evolution() {}

  /// The run after `fact`.
  static Run of(Run run, RunFact fact) {
    return switch (fact) {
      case RunStarted started ->
          run.copy(
              r -> {
                r.plan = new Plan(started.pinned());
                r.startedAt = started.at();
                r.suspended = r.plan.spec().suspend();
                r.parameters = Parameters.ofRun(r.plan);
              });
      case NodeAdded added -> node(run, added);
      case LoopExpanded(var parent, var spot, var items) ->
          run.update(parent, node -> node.with(node.kids().expanded(spot, items)));
      case CallDeferred call -> deferred(run, call);
      case NodeRunning(var node, var host, var ip, var at) ->
          run.update(node, n -> n.running(host, ip, at))
              .copy(
                  r -> r.timers = r.timers.remove(new Run.Timer(node, TimerKind.PENDING_DEADLINE)));
      case NodeDaemoned(var node, var ip, _) ->
          settled(
              run.update(node, n -> n.serving(ip)).copy(r -> r.daemons = r.daemons.add(node)),
              node);
      case NodeNoted(var node, var text) -> run.update(node, n -> n.noted(text));
      case NodeProgressed(var node, var text) -> {
        var now = Progress.parse(text);
        yield now == null ? run : counted(run, node, run.update(node, n -> n.progressed(now)));
      }
      case OutputsSet(var node, var values, var text) -> outputs(run, node, values, text);
      case NodeEnded ended -> ended(run, ended);
      case NodeSettled(var node) -> settled(run, node);
      case EndIgnored _ -> run;
      case TimerSet(var node, var kind, var due) ->
          run.copy(r -> r.timers = r.timers.put(new Run.Timer(node, kind), due));
      case LocksWanted(var node, var names) ->
          (node == Run.NOBODY ? run : run.update(node, n -> n.waiting(names)))
              .copy(
                  r -> {
                    r.locks = r.locks.put(node, names);
                    r.held |= node == Run.NOBODY;
                  });
      case LocksGranted(var node) ->
          node == Run.NOBODY ? run.copy(r -> r.held = false) : run.update(node, Node::released);
      case LocksReleased(var node, _) ->
          run.copy(
              r -> {
                r.locks = r.locks.remove(node);
                r.held &= node != Run.NOBODY;
              });
      case MemoWanted(var node, var cache, var key, var maxAge) ->
          run.update(node, n -> n.asking(new Memo(cache, key, maxAge, Memo.Stage.ASKED)));
      case MemoAnswered(var node, var hit) ->
          run.update(
              node, n -> hit ? n.with(Memo.Stage.HIT) : n.with(Memo.Stage.MISSED).released());
      case MemoStored(var node) ->
          run.update(node, n -> n.with(Memo.Stage.STORED))
              .copy(r -> r.produced = r.produced.remove(node));
      case RunSuspended _ -> run.copy(r -> r.suspended = true);
      case RunResumed _ -> run.copy(r -> r.suspended = false);
      case ShutdownRequested(var strategy, _) -> run.copy(r -> r.shutdown = strategy);
      case RunRetried retried -> retried(run, retried);
      case RunFinished(var end, var text, var at) ->
          run.copy(
              r -> {
                r.phase = end;
                r.message = text;
                r.finishedAt = at;
                // What is due afterwards follows, and what pods have left is due in any case.
                r.timers = podTimers(r.timers);
                r.deferred = TreeMap.empty();
              });
      case PodsCollected(var node) ->
          run.copy(r -> r.timers = r.timers.remove(new Run.Timer(node, TimerKind.POD_GC)));
      case MetricsEmitted(_, _, var problem) ->
          problem == null ? run : run.copy(r -> r.metricsProblem = problem);
      case ArtifactsCollected collected -> ArtifactCollection.evolve(run, collected);
      case RunExpired _ ->
          run.copy(
              r -> {
                r.expired = true;
                r.timers = HashMap.empty();
              });
    };
  }

  private static Map<Run.Timer, Instant> podTimers(Map<Run.Timer, Instant> timers) {
    return timers.filterKeys(
        timer -> timer.kind() == TimerKind.POD_GC && timer.node() != Run.NOBODY);
  }

  /// `next`, in which one node has got further, with the progress of the whole run.
  private static Run counted(Run run, int node, Run next) {
    var change = next.node(node).progress().minus(run.node(node).progress());
    return change.equals(Progress.NONE)
        ? next
        : next.copy(r -> r.progress = r.progress.plus(change));
  }

  private static Run deferred(Run run, CallDeferred call) {
    var boundary = Run.boundaryUnder(run.node(call.parent()));
    var queue = run.deferred.getOrElse(boundary, Queue.empty()).enqueue(call);
    return run.copy(r -> r.deferred = r.deferred.put(boundary, queue));
  }

  /// Takes a call that has a node now from those that were held back.
  private static Run begun(Run run, NodeAdded added) {
    if (run.deferred.isEmpty() || added.role() != Role.CALL) {
      return run;
    }
    var boundary = Run.boundaryUnder(run.node(added.parent()));
    var queue = run.deferred.getOrElse(boundary, Queue.empty());
    if (queue.isEmpty() || !isOf(queue.head(), added)) {
      return run;
    }
    var rest = queue.tail();
    return run.copy(
        r ->
            r.deferred =
                rest.isEmpty() ? r.deferred.remove(boundary) : r.deferred.put(boundary, rest));
  }

  private static Run node(Run run, NodeAdded added) {
    if (added.node() != run.nodes.size()) {
      throw new RunFailure.Contradiction(
          "run %s: node %d was added where node %d comes next",
          run.id(), added.node(), run.nodes.size());
    }
    var node = newNode(run, added);
    var next =
        run.copy(
            r -> {
              r.nodes = r.nodes.append(node);
              r.phase = Phase.RUNNING;
              r.progress = r.progress.plus(node.progress());
              if (countsAsStep(run, node) && !node.ended()) {
                r.activeSteps++;
              }
              if (added.role() == Role.ATTEMPT) {
                r.timers = r.timers.remove(new Run.Timer(added.parent(), TimerKind.BACKOFF));
              }
              if (added.role() == Role.ROOT) {
                r.root = added.node();
              }
            });
    next = attached(begun(next, added), node);
    if (!node.ended()) {
      return next;
    }
    next = spoiled(next, node);
    return withoutHooks(next, node) ? settled(next, added.node()) : next;
  }

  private static boolean isOf(CallDeferred call, NodeAdded added) {
    return call.parent() == added.parent()
        && call.spot() == added.spot()
        && call.item() == added.item();
  }

  private static Node newNode(Run run, NodeAdded added) {
    var parent = added.parent() == Run.NOBODY ? null : run.node(added.parent());
    var name = (parent == null ? run.id().name() : parent.name()) + added.as();
    var boundary = parent == null ? Run.NOBODY : Run.boundaryUnder(parent);
    var calls = added.role() == Role.GROUP || added.role() == Role.ATTEMPT ? 0 : 1;
    var node = new Node(added, name, boundary, (parent == null ? 0 : parent.depth()) + calls);
    if (node.ended()) {
      return node;
    }
    return switch (added.type()) {
      case STEPS -> node.with(Kids.of(run.plan().template(node.template()).groups().size(), 0));
      case STEP_GROUP -> {
        var calls2 = run.templateOf(run.node(added.parent())).groups().get(added.spot()).size();
        yield node.with(Kids.of(calls2, calls2));
      }
      case DAG -> node.with(dagKids(run, node));
      case TASK_GROUP -> node.with(Kids.of(1, 1));
      case RETRY, POD -> node.with(Kids.of(0, 0));
      case CONTAINER, SKIPPED, SUSPEND, HTTP, PLUGIN -> node;
    };
  }

  private static Kids dagKids(Run run, Node node) {
    var dag = run.templateOf(node).dag();
    var targets = dag.targets(Scopes.targets(run, node));
    return Kids.dag(dag.waiting(), dag.closure(targets).cardinality());
  }

  /// Tells the parent of a new node, and its boundary, which counts the active ones.
  private static Run attached(Run run, Node node) {
    var added = node.added();
    if (added.parent() == Run.NOBODY) {
      return switch (added.role()) {
        case EXIT, HOOK ->
            run.copy(
                r -> {
                  r.hooks = r.hooks.put(added.spot(), added.node());
                  r.liveHooks++;
                });
        case ROOT, GROUP, CALL, ATTEMPT, CONTAINER -> run;
      };
    }
    var next =
        run.update(
            added.parent(),
            parent ->
                switch (added.role()) {
                  case EXIT, HOOK -> parent.hooked(added.spot(), added.node());
                  case ROOT, GROUP, CALL, ATTEMPT, CONTAINER ->
                      parent.with(parent.kids().with(added.spot(), added.item(), added.node()));
                });
    return activated(next, node, 1);
  }

  private static Run activated(Run run, Node node, int change) {
    return Run.countsAgainstParallelism(node) && !(change > 0 && node.ended())
        ? run.update(node.boundary(), boundary -> boundary.with(boundary.kids().activated(change)))
        : run;
  }

  /// Tells the boundary of a call that failed.
  private static Run spoiled(Run run, Node node) {
    return Run.countsAgainstParallelism(node) && node.phase().bad() && !run.tolerated(node)
        ? run.update(node.boundary(), boundary -> boundary.with(boundary.kids().spoiled()))
        : run;
  }

  /// All tries of a node together are one step, so that a try that follows another needs no room.
  private static boolean countsAsStep(Run run, Node node) {
    return switch (node.role()) {
      case ATTEMPT, CONTAINER, GROUP -> false;
      case ROOT, CALL, EXIT, HOOK ->
          node.type().step() || node.type() == NodeType.RETRY && run.templateOf(node).type().step();
    };
  }

  private static Run outputs(
      Run run, int number, java.util.Map<String, String> values, @Nullable String text) {
    return run.update(
        number,
        node -> {
          var merged = new java.util.LinkedHashMap<>(node.outputs().parameters());
          merged.putAll(values);
          var given = node.given(Outputs.of(merged));
          return text == null ? given : given.noted(text);
        });
  }

  private static Run ended(Run run, NodeEnded ended) {
    var before = run.node(ended.node());
    if (before.ended()) {
      throw new RunFailure.Contradiction("run %s: node %s ended twice", run.id(), before);
    }
    var left = ended.outputs();
    if (before.type() == NodeType.RETRY && left.isEmpty() && !before.kids().started().isEmpty()) {
      // The outputs of a node that retries are those of its last try (F104).
      left = run.node(before.kids().started().last()).outputs();
    } else if (before.type() == NodeType.SUSPEND && left.isEmpty()) {
      left = before.outputs();
    }
    var outputs = left;
    var next = activated(run.update(ended.node(), node -> node.ended(ended, outputs)), before, -1);
    var after = next.node(ended.node());
    next = spoiled(counted(run, ended.node(), next), after);
    next =
        next.copy(
            r -> {
              if (countsAsStep(run, before)) {
                r.activeSteps--;
              }
              r.daemons = r.daemons.remove(ended.node());
              r.resources = r.resources.plus(Resources.of(r, after));
              r.deferred = r.deferred.remove(ended.node());
              for (var kind : TimerKind.values()) {
                r.timers = r.timers.remove(new Run.Timer(ended.node(), kind));
              }
              if (after.memo() != null
                  && after.memo().stage() == Memo.Stage.MISSED
                  && after.phase() == Phase.SUCCEEDED) {
                r.produced = r.produced.add(ended.node());
              }
              r.globals = Parameters.exported(r, after, ended.globalNames(), r.globals);
            });
    return before.settled() || !withoutHooks(next, after) ? next : settled(next, ended.node());
  }

  /// A node that was skipped runs no hooks; nor does one that is not a call.
  private static boolean withoutHooks(Run run, Node node) {
    return node.phase() == Phase.SKIPPED
        || node.phase() == Phase.OMITTED
        || run.hooksOf(node).isEmpty() && node.liveHooks() == 0;
  }

  /// Marks a node as settled and takes it off the counts of those who wait for it.
  private static Run settled(Run run, int number) {
    var node = run.node(number);
    if (node.settled()) {
      return run;
    }
    var next = run.update(number, Node::settle);
    if (node.parent() == Run.NOBODY) {
      return switch (node.role()) {
        case EXIT, HOOK -> next.copy(r -> r.liveHooks--);
        case ROOT, GROUP, CALL, ATTEMPT, CONTAINER -> next;
      };
    }
    return switch (node.role()) {
      case EXIT, HOOK -> next.update(node.parent(), Node::unhooked);
      case CALL -> next.update(node.parent(), parent -> parent.with(counted(next, parent, node)));
      case ROOT, GROUP, ATTEMPT, CONTAINER -> next;
    };
  }

  private static Kids counted(Run run, Node parent, Node child) {
    var kids = parent.kids().opened(-1);
    if (parent.type() == NodeType.DAG) {
      for (var dependent : run.templateOf(parent).dag().dependents(child.added().spot())) {
        kids = kids.depended(dependent);
      }
    }
    return kids;
  }

  private static Run retried(Run run, RunRetried retried) {
    return run.copy(
        r -> {
          var gone = new LinkedHashSet<>(retried.removed());
          r.phase = Phase.RUNNING;
          r.message = null;
          r.finishedAt = null;
          r.startedAt = retried.at();
          r.expired = false;
          r.collected = TreeSet.empty();
          r.collectionProblem = null;
          r.timers = podTimers(r.timers);
          r.shutdown = null;
          r.suspended = false;
          r.hooks = HashMap.empty();
          r.liveHooks = 0;
          retried
              .parameters()
              .forEach((name, value) -> r.parameters = r.parameters.put(name, value));
          r.nodes = Reopening.nodes(run, gone, retried.reopened());
          r.root = run.root != Run.NOBODY && gone.contains(run.root) ? Run.NOBODY : run.root;
          r.activeSteps = 0;
          r.progress =
              r.nodes
                  .filter(RunStatus::shown)
                  .map(Node::progress)
                  .fold(Progress.NONE, Progress::plus);
          r.daemons = TreeSet.empty();
          r.resources =
              r.nodes
                  .filter(RunStatus::shown)
                  .map(node -> Resources.of(r, node))
                  .fold(Resources.NONE, Resources::plus);
          r.produced = r.produced.removeAll(retried.removed()).removeAll(retried.reopened());
          r.deferred = TreeMap.empty();
        });
  }
}
