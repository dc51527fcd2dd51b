package dev.tiphys.engine;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.language.selector.NodeSelector;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which nodes of a run that failed are removed, because they are to run anew, and which are open
/// again, because they hold such (F157).
///
/// @param removed in the order of their numbers
/// @param reopened steps, groups, DAGs and loops, in the order of their numbers
record Reopening(List<Integer> removed, List<Integer> reopened) {
  Reopening {
    removed = List.copyOf(removed);
    reopened = List.copyOf(reopened);
  }

  static Reopening of(Run run, RetryRun retry) {
    var removed = failed(run, retry);
    var reopened = new TreeSet<Integer>();
    for (var before = -1; before < removed.size(); ) {
      before = removed.size();
      descend(run, removed);
      reopened = reopened(run, removed);
      for (var number : reopened) {
        removed.addAll(run.node(number).hooks().values().toJavaList());
        removed.addAll(after(run, run.node(number)));
      }
    }
    return new Reopening(List.copyOf(removed), List.copyOf(reopened));
  }

  private static TreeSet<Integer> failed(Run run, RetryRun retry) {
    var chosen = NodeSelector.parse(retry.selector());
    var failed = new TreeSet<Integer>();
    for (var node : run.nodes()) {
      if (node.removed()) {
        continue;
      }
      var exitOfRun = !Decider.ofMainTree(run, node);
      var again =
          retry.restartSuccessful()
              && !retry.selector().isEmpty()
              && chosen.test(key -> RunStatus.field(run, node, key));
      var bad = node.phase().bad() && !keepsOthers(node) && !ofSettled(run, node);
      if (exitOfRun || again || bad) {
        failed.add(node.number());
      }
    }
    return failed;
  }

  /// Whether a node is, or is in, a hook of a node whose followers went on without it: such a hook
  /// runs again only if its node does.
  private static boolean ofSettled(Run run, Node node) {
    for (var at = node; at.parent() != Run.NOBODY; at = run.node(at.parent())) {
      if (hook(at) && run.node(at.parent()).settled()) {
        return true;
      }
    }
    return false;
  }

  private static boolean hook(Node node) {
    return node.role() == Role.EXIT || node.role() == Role.HOOK;
  }

  /// What failed and keeps others, and what holds a removed node. A node that only waited for its
  /// hook stays as it ended.
  private static TreeSet<Integer> reopened(Run run, TreeSet<Integer> removed) {
    var reopened = new TreeSet<Integer>();
    for (var node : run.nodes()) {
      if (keepsOthers(node)
          && !node.removed()
          && !removed.contains(node.number())
          && node.phase().bad()
          && !ofSettled(run, node)) {
        reopened.add(node.number());
      }
    }
    for (var number : removed) {
      var node = run.node(number);
      while (!hook(node) && node.parent() != Run.NOBODY && !removed.contains(node.parent())) {
        node = run.node(node.parent());
        reopened.add(node.number());
      }
    }
    return reopened;
  }

  /// Such a node is opened again instead of removed, so that what succeeded in it is kept. In one
  /// that still waited for its locks nothing had begun.
  private static boolean keepsOthers(Node node) {
    return switch (node.type()) {
      case STEPS, DAG -> node.role() != Role.ATTEMPT && begun(node);
      case STEP_GROUP, TASK_GROUP -> node.holds();
      case RETRY, POD, CONTAINER, SKIPPED, SUSPEND, HTTP, PLUGIN -> false;
    };
  }

  /// What stands below a removed node goes too, and so do the later tasks and groups that saw it.
  private static void descend(Run run, TreeSet<Integer> removed) {
    var queue = new ArrayDeque<>(removed);
    while (!queue.isEmpty()) {
      var node = run.node(queue.remove());
      var follows = below(node);
      follows.addAll(after(run, node));
      if (node.parent() != Run.NOBODY && run.node(node.parent()).type() == NodeType.RETRY) {
        follows.add(node.parent());
      }
      for (var number : follows) {
        if (removed.add(number)) {
          queue.add(number);
        }
      }
    }
  }

  /// The later tasks and groups that saw a node.
  private static List<Integer> after(Run run, Node node) {
    var after = new ArrayList<Integer>();
    if (node.role() != Role.CALL) {
      return after;
    }
    var parent = run.node(node.parent());
    switch (parent.type()) {
      case DAG -> {
        for (var task : run.templateOf(parent).dag().dependents(node.added().spot())) {
          after.add(parent.kids().at(task, -1));
        }
      }
      case STEP_GROUP -> {
        var groups = run.node(parent.parent()).kids().started();
        groups.drop(parent.added().spot() + 1).forEach(after::add);
      }
      case TASK_GROUP -> after.addAll(after(run, parent));
      case STEPS, POD, CONTAINER, RETRY, SKIPPED, SUSPEND, HTTP, PLUGIN -> {}
    }
    after.removeIf(number -> number == Kids.NONE);
    return after;
  }

  /// Whether a template that holds others has begun with any.
  static boolean begun(Node node) {
    return node.holds() && !below(node).isEmpty();
  }

  private static List<Integer> below(Node node) {
    var below = new ArrayList<Integer>();
    if (node.holds()) {
      node.kids().started().forEach(below::add);
      node.kids().loops().values().forEach(loop -> loop.nodes().forEach(below::add));
    }
    node.hooks().values().forEach(below::add);
    below.removeIf(number -> number == Kids.NONE);
    return below;
  }

  /// The nodes of a run after the retry.
  static Vector<Node> nodes(Run run, Set<Integer> removed, List<Integer> reopened) {
    var nodes = run.nodes();
    for (var number : removed) {
      nodes = nodes.update(number, nodes.get(number).gone());
    }
    for (var number : removed) {
      var hook = nodes.get(number);
      if (hook(hook) && hook.parent() != Run.NOBODY) {
        nodes = nodes.update(hook.parent(), node -> node.unhooked(hook.added().spot()));
      }
    }
    // From the innermost outwards: whether a child is settled decides what its parent waits for.
    for (var number : reopened.reversed()) {
      nodes = nodes.update(number, nodes.get(number).reopened(null));
    }
    for (var number : reopened) {
      var node = nodes.get(number);
      nodes = nodes.update(number, node.with(kept(run, nodes, run.node(number))));
    }
    for (var number : reopened) {
      var node = nodes.get(number);
      if (Run.countsAgainstParallelism(node)) {
        nodes = nodes.update(node.boundary(), above -> above.with(above.kids().activated(1)));
      }
    }
    return nodes;
  }

  private static Kids kept(Run run, Vector<Node> nodes, Node node) {
    var before = node.kids();
    var started = before.started().map(number -> kept(nodes, number));
    Map<Integer, Kids.Loop> loops = HashMap.empty();
    var open = 0;
    for (var entry : before.loops()) {
      var loop =
          new Kids.Loop(entry._2().items(), entry._2().nodes().map(number -> kept(nodes, number)));
      loops = loops.put(entry._1(), loop);
      open += loop.nodes().count(number -> !settled(nodes, number));
    }
    return switch (node.type()) {
      case DAG -> dag(run, nodes, node, started);
      case STEP_GROUP, TASK_GROUP -> {
        for (var spot = 0; spot < started.size(); spot++) {
          if (!loops.containsKey(spot) && !settled(nodes, started.get(spot))) {
            open++;
          }
        }
        yield new Kids(started, Vector.empty(), loops, open, 0, 0);
      }
      default -> new Kids(started, before.waiting(), loops, before.open(), 0, 0);
    };
  }

  private static Kids dag(Run run, Vector<Node> nodes, Node node, Vector<Integer> started) {
    var plan = run.templateOf(node).dag();
    var closure = plan.closure(plan.targets(Scopes.targets(run, node)));
    var waiting = plan.waiting();
    var open = closure.cardinality();
    for (var task = 0; task < started.size(); task++) {
      if (settled(nodes, started.get(task))) {
        open--;
        for (var dependent : plan.dependents(task)) {
          waiting = waiting.update(dependent, waiting.get(dependent) - 1);
        }
      }
    }
    return new Kids(started, waiting, HashMap.empty(), open, 0, 0);
  }

  private static int kept(Vector<Node> nodes, int number) {
    return number == Kids.NONE || nodes.get(number).removed() ? Kids.NONE : number;
  }

  private static boolean settled(Vector<Node> nodes, int number) {
    return number != Kids.NONE && nodes.get(number).settled();
  }

  /// Starts what is missing below a node that is open again.
  static void goOn(int number, Draft draft, Starting starting, Ending ending) {
    var node = draft.run().node(number);
    if (node.ended()) {
      return;
    }
    switch (node.type()) {
      case DAG -> {
        var plan = draft.run().templateOf(node).dag();
        var closure = plan.closure(plan.targets(Scopes.targets(draft.run(), node)));
        closure.stream()
            .filter(task -> node.kids().waiting().get(task) == 0)
            .filter(task -> node.kids().at(task, -1) == Kids.NONE)
            .forEach(task -> starting.call(number, task));
      }
      case STEP_GROUP, TASK_GROUP -> {
        for (var spot = 0; spot < node.kids().started().size(); spot++) {
          var loop = node.kids().loop(spot);
          if (loop == null && node.kids().at(spot, -1) == Kids.NONE) {
            starting.call(number, spot);
          }
          for (var item = 0; loop != null && item < loop.items().size(); item++) {
            if (loop.nodes().get(item) == Kids.NONE) {
              starting.single(number, spot, item);
            }
          }
        }
      }
      case STEPS, POD, CONTAINER, RETRY, SKIPPED, SUSPEND, HTTP, PLUGIN -> {}
    }
    ending.again(draft.run().node(number));
  }
}
