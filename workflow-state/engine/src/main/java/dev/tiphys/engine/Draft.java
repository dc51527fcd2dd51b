package dev.tiphys.engine;

import dev.tiphys.events.LargeValues;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunFact.CallDeferred;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeDaemoned;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeSettled;
import dev.tiphys.language.expression.Ambient;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A decision in the making: the facts so far, the run after them, and the nodes that have
/// something to follow from. A queue instead of recursion: one end may end ten thousand others.
final class Draft {
  private final List<RunFact> facts = new ArrayList<>();
  private final ArrayDeque<Integer> queue = new ArrayDeque<>();
  private final Set<CallDeferred> putOff = new HashSet<>();
  private final Instant at;
  private long weight;
  private Run run;

  Draft(Run run, Instant at) {
    this.run = run;
    this.at = at;
  }

  Run run() {
    return run;
  }

  Instant at() {
    return at;
  }

  Ambient ambient() {
    return Scopes.ambient(run, run.nodes().size(), at);
  }

  /// About how many characters the facts so far will have in the log.
  long weight() {
    return weight;
  }

  void emit(RunFact next) {
    var fact = complete(next);
    facts.add(fact);
    weight += weight(fact);
    run = Run.evolve(run, fact);
    switch (fact) {
      case NodeAdded added when added.phase().ended() -> queue.add(added.node());
      case NodeEnded ended -> queue.add(ended.node());
      case NodeSettled settled -> queue.add(settled.node());
      case NodeDaemoned daemoned -> queue.add(daemoned.node());
      case CallDeferred call -> putOff.add(call);
      default -> {}
    }
  }

  /// Evolving only applies: what has to be worked out is part of the fact.
  private RunFact complete(RunFact fact) {
    if (fact instanceof NodeEnded ended
        && (ended.phase() == Phase.SUCCEEDED || ended.phase() == Phase.SKIPPED)) {
      var names = Parameters.globalNames(run, run.node(ended.node()));
      return names.isEmpty() ? ended : ended.named(names);
    }
    return fact;
  }

  /// Whether a call was put off by the same command. Several nodes that a task waits for may end in
  /// one, and each asks for the task.
  boolean hasPutOff(CallDeferred call) {
    return putOff.contains(call);
  }

  private static long weight(RunFact fact) {
    var own = 100L;
    if (fact instanceof NodeAdded added) {
      for (var value : added.inputs().values()) {
        own += Math.min(value.length(), LargeValues.INLINE_MAX);
      }
      for (var value : added.captured().values()) {
        own += Math.min(value.length(), LargeValues.INLINE_MAX);
      }
    }
    return own;
  }

  /// The next node that ended or settled, or -1 when nothing is left to follow from.
  int next() {
    return queue.isEmpty() ? Run.NOBODY : queue.remove();
  }

  void forgetQueue() {
    queue.clear();
  }

  Decision decision() {
    return new Decision(facts, run);
  }
}
