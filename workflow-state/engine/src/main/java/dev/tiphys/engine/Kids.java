package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node that holds others knows of them. Each change copies a path of logarithmic length,
/// so that the cost of an event does not depend on how many children there are.
///
/// @param started the node of each spot, or [#NONE]; attempts of a retry are appended
/// @param waiting of a DAG: how many of the tasks that a task depends on have not settled
/// @param loops the spots that stand for many nodes
/// @param open children that have not settled, those that have no node yet included
/// @param active of a steps or DAG node: the calls below it that have a node and have not ended;
///   what `parallelism` limits
/// @param bad of a steps or DAG node: the calls below it that failed and whose failure is not
///   tolerated; what `failFast` looks at
record Kids(
    Vector<Integer> started,
    Vector<Integer> waiting,
    Map<Integer, Loop> loops,
    int open,
    int active,
    int bad) {
  static final int NONE = -1;

  /// The items of a loop and their nodes.
  record Loop(List<JsonNode> items, Vector<Integer> nodes) {
    static Loop of(List<JsonNode> items) {
      return new Loop(items, Vector.fill(items.size(), () -> NONE));
    }
  }

  static Kids of(int spots, int open) {
    return new Kids(Vector.fill(spots, () -> NONE), Vector.empty(), HashMap.empty(), open, 0, 0);
  }

  static Kids dag(Vector<Integer> waiting, int open) {
    return new Kids(Vector.fill(waiting.size(), () -> NONE), waiting, HashMap.empty(), open, 0, 0);
  }

  /// The node at a spot, or of an item of the loop there; [#NONE] if there is none yet.
  int at(int spot, int item) {
    if (item < 0) {
      return spot < started.size() ? started.get(spot) : NONE;
    }
    var loop = loop(spot);
    return loop == null || item >= loop.nodes().size() ? NONE : loop.nodes().get(item);
  }

  @Nullable Loop loop(int spot) {
    return loops.getOrElse(spot, null);
  }

  Kids with(int spot, int item, int node) {
    if (item >= 0) {
      var loop = loops.get(spot).get();
      return new Kids(
          started,
          waiting,
          loops.put(spot, new Loop(loop.items(), loop.nodes().update(item, node))),
          open,
          active,
          bad);
    }
    return new Kids(
        spot == started.size() ? started.append(node) : started.update(spot, node),
        waiting,
        loops,
        open,
        active,
        bad);
  }

  /// A spot turns out to stand for `items`, each of which has to settle.
  Kids expanded(int spot, List<JsonNode> items) {
    return new Kids(
        started, waiting, loops.put(spot, Loop.of(items)), open - 1 + items.size(), active, bad);
  }

  Kids opened(int change) {
    return new Kids(started, waiting, loops, open + change, active, bad);
  }

  Kids activated(int change) {
    return new Kids(started, waiting, loops, open, active + change, bad);
  }

  Kids spoiled() {
    return new Kids(started, waiting, loops, open, active, bad + 1);
  }

  Kids depended(int spot) {
    return new Kids(started, waiting.update(spot, waiting.get(spot) - 1), loops, open, active, bad);
  }
}
