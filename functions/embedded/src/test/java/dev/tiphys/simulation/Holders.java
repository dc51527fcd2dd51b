package dev.tiphys.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.RunId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who holds which locks, as the logs of the runs say. I10: never more than the limit.
final class Holders {
  private final Map<String, Set<Who>> holding = new LinkedHashMap<>();
  private final Map<Who, List<String>> held = new HashMap<>();

  private record Who(RunId run, int node) {}

  static int limit(String lock) {
    return lock.contains("/Mutex/") ? 1 : World.SEMAPHORE;
  }

  void granted(RunId run, int node, List<String> locks) {
    var who = new Who(run, node);
    held.put(who, locks);
    for (var lock : locks) {
      var all = holding.computeIfAbsent(lock, name -> new LinkedHashSet<>());
      all.add(who);
      assertThat(all).as("I10: nodes that hold %s", lock).hasSizeLessThanOrEqualTo(limit(lock));
    }
  }

  void released(RunId run, int node) {
    var who = new Who(run, node);
    var locks = held.remove(who);
    if (locks != null) {
      locks.forEach(lock -> holding.getOrDefault(lock, Set.of()).remove(who));
    }
  }

  boolean holds(RunId run, int node) {
    return held.containsKey(new Who(run, node));
  }

  Map<?, ?> all() {
    return held;
  }
}
