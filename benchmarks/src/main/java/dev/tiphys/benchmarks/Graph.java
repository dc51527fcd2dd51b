package dev.tiphys.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/// A graph of tasks: for each, the earlier ones that it waits for.
public record Graph(List<List<Integer>> parents) {
  private static final int WIDTH = 25;
  private static final int FAN_IN_MAX = 4;

  /// Layers of 25 tasks; each task waits for one to four of the layer before.
  public static Graph layered(int tasks, long seed) {
    var random = new Random(seed);
    var parents = new ArrayList<List<Integer>>();
    for (var task = 0; task < tasks; task++) {
      var layer = task / WIDTH;
      var chosen = new TreeSet<Integer>();
      var fanIn = layer == 0 ? 0 : 1 + random.nextInt(FAN_IN_MAX);
      while (chosen.size() < fanIn) {
        chosen.add((layer - 1) * WIDTH + random.nextInt(WIDTH));
      }
      parents.add(List.copyOf(chosen));
    }
    return new Graph(List.copyOf(parents));
  }

  public int size() {
    return parents.size();
  }
}
