package dev.tiphys.engine;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunFact.LocksWanted;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.OutputsSet;
import dev.tiphys.events.RunFact.RunResumed;
import dev.tiphys.events.RunFact.RunRetried;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunFact.ShutdownRequested;
import dev.tiphys.language.selector.NodeSelector;
import dev.tiphys.language.workflow.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What people ask of a run: go on, stop, edit, try again (F114–F119, F157).
final class Requests {
  static final String DEADLINE = "Step exceeded its deadline";

  private final Draft draft;
  private final Starting starting;
  private final Ending ending;

  Requests(Draft draft, Starting starting, Ending ending) {
    this.draft = draft;
    this.starting = starting;
    this.ending = ending;
  }

  private Run run() {
    return draft.run();
  }

  void resume(ResumeRun resume) {
    var chosen = suspended(resume.selector());
    if (resume.selector().isEmpty() && run().suspended()) {
      draft.emit(new RunResumed(resume.at()));
      if (run().root() == Run.NOBODY && !run().held()) {
        starting.root();
        ending.mainEnded();
      }
      starting.deferred();
      starting.overdueAttempts();
    }
    for (var node : chosen) {
      resumeNode(node.number(), null);
    }
  }

  /// The suspend nodes that wait and that a selector chooses; the empty one chooses all.
  private List<Node> suspended(String selector) {
    var chosen = NodeSelector.parse(selector);
    return run()
        .nodes()
        .filter(node -> node.type() == NodeType.SUSPEND && node.phase() == Phase.RUNNING)
        .filter(node -> chosen.test(key -> RunStatus.field(run(), node, key)))
        .toJavaList();
  }

  /// Ends the wait of a suspend node, once all values that somebody has to supply are there.
  ///
  /// @throws RunFailure.Rejected if one is missing and has no default (F045)
  void resumeNode(int number, @Nullable String message) {
    var node = run().node(number);
    if (node.type() != NodeType.SUSPEND || node.ended()) {
      return;
    }
    var values = new LinkedHashMap<>(node.outputs().parameters());
    var template = run().templateOf(node).template();
    for (var output : template.outputs().parameters()) {
      if (output.valueFrom() != null
          && output.valueFrom().supplied()
          && !values.containsKey(output.name())) {
        var otherwise = otherwise(node, output);
        if (otherwise == null) {
          throw new RunFailure.Rejected(
              "raw output parameter '%s' has not been set and does not have a default value",
              output.name());
        }
        values.put(output.name(), otherwise);
      }
    }
    draft.emit(
        new NodeEnded(
            number,
            Phase.SUCCEEDED,
            message == null ? node.message() : message,
            Outputs.of(values),
            false,
            null,
            draft.at()));
  }

  private @Nullable String otherwise(Node node, Parameter output) {
    if (output.valueFrom() != null && output.valueFrom().default_() != null) {
      return output.valueFrom().default_();
    }
    var input = node.added().inputs().get(output.name());
    return input != null ? input : output.default_();
  }

  void set(SetNodes set) {
    var chosen = suspended(set.selector());
    if (chosen.isEmpty()) {
      throw new RunFailure.Rejected(
          "run %s has no suspend node that waits and matches '%s'", run().id(), set.selector());
    }
    for (var node : chosen) {
      if (!set.outputParameters().isEmpty() || set.message() != null) {
        draft.emit(new OutputsSet(node.number(), set.outputParameters(), set.message()));
      }
      if (set.phase() == Phase.SUCCEEDED) {
        resumeNode(node.number(), set.message());
      } else if (set.phase() != null && set.phase().ended()) {
        draft.emit(
            new NodeEnded(
                node.number(),
                set.phase(),
                set.message(),
                run().node(node.number()).outputs(),
                false,
                null,
                set.at()));
      }
    }
  }

  void stop(StopRun stop) {
    if (!stop.selector().isEmpty()) {
      for (var node : suspended(stop.selector())) {
        draft.emit(
            new NodeEnded(
                node.number(), Phase.FAILED, stop.message(), Outputs.NONE, false, null, stop.at()));
      }
      return;
    }
    if (run().shutdown() == Shutdown.TERMINATE || run().shutdown() == stop.strategy()) {
      return;
    }
    draft.emit(new ShutdownRequested(stop.strategy(), stop.at()));
    endAll(
        "workflow shutdown with strategy:  " + stop.strategy(),
        stop.strategy() == Shutdown.TERMINATE);
    if (run().root() == Run.NOBODY) {
      ending.finish(Phase.FAILED, "Stopped with strategy '%s'".formatted(stop.strategy()));
    }
  }

  /// The run has taken too long; exit handlers still get their turn (F114).
  void deadline() {
    endAll(DEADLINE, false);
    if (run().root() == Run.NOBODY) {
      ending.finish(Phase.FAILED, DEADLINE);
    }
  }

  /// The run cannot get the locks that it needs to go on after a retry.
  void giveUp(String message) {
    endOpen(message, true);
    ending.finish(Phase.ERROR, message);
  }

  /// Ends what is not over, from the innermost outwards, and lets nothing follow from it but the
  /// end of the main tree. Exit handlers of the run go on, unless they are to end as well.
  private void endAll(String message, boolean withExitHandlers) {
    endOpen(message, withExitHandlers);
    ending.mainEnded();
  }

  private void endOpen(String message, boolean withExitHandlers) {
    for (var number = run().nodes().size() - 1; number >= 0; number--) {
      var node = run().node(number);
      if (!node.ended() && (withExitHandlers || Decider.ofMainTree(run(), node))) {
        draft.emit(
            new NodeEnded(
                number,
                Phase.FAILED,
                message,
                Outputs.NONE,
                node.type().step() && !node.waits(),
                null,
                draft.at()));
      }
    }
    draft.forgetQueue();
    run().locks().keySet().toJavaStream().sorted().toList().forEach(this::release);
  }

  private void release(int node) {
    if (node != Run.NOBODY && run().node(node).ended()) {
      draft.emit(new dev.tiphys.events.RunFact.LocksReleased(node, run().locks().get(node).get()));
    }
  }

  /// Makes a run that failed go on: what failed is removed and begins anew, what holds it is open
  /// again (F157).
  void retry(RetryRun retry) {
    var phase = run().phase();
    if (!run().finished()) {
      throw new RunFailure.Rejected("Cannot retry a workflow in phase %s", phase);
    }
    if (!phase.bad() && !(retry.restartSuccessful() && !retry.selector().isEmpty())) {
      throw new RunFailure.Rejected(
          "To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector");
    }
    var reopening = Reopening.of(run(), retry);
    draft.emit(
        new RunRetried(reopening.removed(), reopening.reopened(), retry.parameters(), retry.at()));
    draft.forgetQueue();
    if (!wantsLocks() && !run().finished()) {
      begin();
    }
  }

  /// Asks for what the run as a whole needs next: first for room among other runs, then for its
  /// locks. Says no if it needs nothing more.
  boolean wantsLocks() {
    var wanted = run().locks().getOrElse(Run.NOBODY, List.of());
    var needed = new ArrayList<>(run().plan().slots());
    if (wanted.containsAll(needed)) {
      try {
        needed.addAll(
            Locks.of(
                run(),
                run().plan().spec().synchronization(),
                new RunScope(run(), draft.at()),
                draft));
      } catch (RuntimeException e) {
        giveUp(Starting.message(e));
        return false;
      }
    }
    if (wanted.containsAll(needed)) {
      return false;
    }
    draft.emit(new LocksWanted(Run.NOBODY, needed));
    return true;
  }

  /// Goes on with what a retry has opened again, from a node inwards, as far as it has its locks.
  void goOn(int top) {
    for (var node : run().nodes()) {
      var number = node.number();
      if (node.holds() && !node.removed() && !run().node(number).ended() && free(top, number)) {
        if (node.locks().isEmpty() || run().locks().containsKey(number)) {
          Reopening.goOn(number, draft, starting, ending);
        } else {
          draft.emit(new LocksWanted(number, node.locks()));
        }
      }
    }
  }

  /// Whether a node is `top` or below it, and nothing in between waits for locks.
  private boolean free(int top, int number) {
    for (var at = number; at != Run.NOBODY; at = run().node(at).parent()) {
      if (run().node(at).waits()) {
        return false;
      }
      if (at == top) {
        return true;
      }
    }
    return false;
  }

  /// Begins the main tree, or goes on with what a retry has opened again.
  void begin() {
    if (run().root() == Run.NOBODY && run().suspended()) {
      return;
    }
    if (run().root() == Run.NOBODY) {
      starting.root();
    } else {
      goOn(run().root());
      run()
          .nodes()
          .filter(node -> node.ended() && !node.settled() && !node.removed())
          .forEach(ending::hooks);
    }
    ending.mainEnded();
  }
}
