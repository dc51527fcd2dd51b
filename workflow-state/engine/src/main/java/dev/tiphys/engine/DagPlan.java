package dev.tiphys.engine;

import dev.tiphys.language.depends.Depends;
import dev.tiphys.language.workflow.Body.DagBody;
import io.vavr.collection.Vector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who waits for whom in a DAG, by the index of the task.
final class DagPlan {
  private final Map<String, Integer> indexes = new HashMap<>();
  private final List<Depends> depends = new ArrayList<>();
  private final List<int[]> dependencies = new ArrayList<>();
  private final List<int[]> dependents;
  private final Vector<Integer> waiting;
  private final BitSet leaves = new BitSet();
  private final BitSet all = new BitSet();

  DagPlan(DagBody body) {
    var tasks = body.tasks();
    for (var i = 0; i < tasks.size(); i++) {
      indexes.put(tasks.get(i).name(), i);
    }
    var lists = new ArrayList<List<Integer>>();
    for (var i = 0; i < tasks.size(); i++) {
      lists.add(new ArrayList<>());
    }
    for (var i = 0; i < tasks.size(); i++) {
      var task = tasks.get(i);
      var condition =
          task.depends() != null && !task.depends().isBlank()
              ? Depends.parse(task.depends())
              : Depends.dependencies(
                  task.dependencies(), name -> tasks.get(index(name)).continueOn());
      depends.add(condition);
      var indexesOf = condition.names().stream().mapToInt(this::index).toArray();
      dependencies.add(indexesOf);
      for (var dependency : indexesOf) {
        lists.get(dependency).add(i);
      }
    }
    dependents =
        lists.stream().map(list -> list.stream().mapToInt(Integer::intValue).toArray()).toList();
    waiting = Vector.ofAll(dependencies).map(list -> list.length);
    for (var i = 0; i < tasks.size(); i++) {
      leaves.set(i, dependents.get(i).length == 0);
      all.set(i);
    }
  }

  /// @throws IllegalArgumentException if no task has that name
  int index(String name) {
    var index = indexes.get(name);
    if (index == null) {
      throw new IllegalArgumentException("task '%s' is not defined".formatted(name));
    }
    return index;
  }

  /// When the task may start, given how those that it depends on ended.
  Depends depends(int task) {
    return depends.get(task);
  }

  int[] dependencies(int task) {
    return dependencies.get(task);
  }

  int[] dependents(int task) {
    return dependents.get(task);
  }

  /// How many tasks each task waits for, before any has settled. Shared by all runs of the DAG.
  Vector<Integer> waiting() {
    return waiting;
  }

  /// The tasks that nobody depends on, or those that are named. Not to be changed.
  BitSet targets(Collection<String> names) {
    if (names.isEmpty()) {
      return leaves;
    }
    var targets = new BitSet();
    names.forEach(name -> targets.set(index(name)));
    return targets;
  }

  /// The targets and all that they depend on (F091). Not to be changed.
  BitSet closure(BitSet targets) {
    if (targets == leaves) {
      // Every task leads to one that nobody depends on.
      return all;
    }
    var closure = new BitSet();
    var queue = new ArrayDeque<Integer>();
    targets.stream().forEach(queue::add);
    while (!queue.isEmpty()) {
      var task = queue.remove();
      if (!closure.get(task)) {
        closure.set(task);
        for (var dependency : dependencies.get(task)) {
          queue.add(dependency);
        }
      }
    }
    return closure;
  }
}
