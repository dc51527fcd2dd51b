package dev.tiphys.engine;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.AnswerMemo;
import dev.tiphys.events.RunCommand.CollectArtifacts;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.ExpireRun;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkMemoStored;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunCommand.RefuseLocks;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunFact.EndIgnored;
import dev.tiphys.events.RunFact.LocksGranted;
import dev.tiphys.events.RunFact.MemoAnswered;
import dev.tiphys.events.RunFact.MemoStored;
import dev.tiphys.events.RunFact.NodeDaemoned;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeNoted;
import dev.tiphys.events.RunFact.NodeProgressed;
import dev.tiphys.events.RunFact.NodeRunning;
import dev.tiphys.events.RunFact.PodsCollected;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.RunExpired;
import dev.tiphys.events.RunFact.RunStarted;
import dev.tiphys.events.RunFact.RunSuspended;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunFact.TimerSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The transition table of a run: what each command does, by where the run stands.
final class Decider {
  private final Draft draft;
  private final Starting starting;
  private final Ending ending;
  private final Requests requests;

  Decider(Run run, Instant at) {
    draft = new Draft(run, at);
    starting = new Starting(draft);
    ending = new Ending(draft, starting);
    requests = new Requests(draft, starting, ending);
  }

  private Run run() {
    return draft.run();
  }

  Decision decide(RunCommand command) {
    if (command instanceof StartRun start) {
      if (!run().started()) {
        start(start);
      }
    } else if (!run().started()) {
      throw unknown(command);
    } else if (run().finished() && !(command instanceof RetryRun)) {
      afterwards(command);
    } else {
      during(command);
    }
    ending.follow();
    return draft.decision();
  }

  /// What follows from a run comes after its first fact is durable, so it is of a run that never
  /// was, or is gone: of another uid, perhaps (attack case 3). What people ask may come first.
  private static RunFailure unknown(RunCommand command) {
    return switch (command) {
      case MarkRunning _,
          MarkDaemoned _,
          MarkProgress _,
          EndStep _,
          FireTimer _,
          GrantLocks _,
          RefuseLocks _,
          AnswerMemo _,
          MarkMemoStored _ ->
          new RunFailure.Rejected("there is no such run: %s is of none", name(command));
      default -> new RunFailure.NotYet("the run has not started: %s came before it", name(command));
    };
  }

  private static String name(RunCommand command) {
    return command.getClass().getSimpleName();
  }

  /// A finished run only notes what comes too late; asking it for more is refused.
  private void afterwards(RunCommand command) {
    switch (command) {
      case EndStep end -> late(end);
      case StopRun _, ResumeRun _, SuspendRun _, SetNodes _ ->
          throw new RunFailure.Rejected(
              "workflow %s has finished: it is %s", run().id(), run().phase());
      case StartRun _,
          MarkRunning _,
          MarkDaemoned _,
          MarkProgress _,
          GrantLocks _,
          RefuseLocks _,
          AnswerMemo _ -> {}
      case MarkMemoStored(var node, _) -> stored(node);
      case FireTimer fire -> fire(fire);
      case ExpireRun(var at) -> expire(at);
      case CollectArtifacts collected -> ArtifactCollection.note(draft, collected);
      case RetryRun _ -> throw new AssertionError(command);
    }
  }

  private void during(RunCommand command) {
    switch (command) {
      case MarkRunning(var node, var host, var ip, var at) -> {
        if (step(node).phase() == Phase.PENDING) {
          draft.emit(new NodeRunning(node, host, ip, at));
          ending.hooks(run().node(node));
        }
      }
      case MarkDaemoned(var node, var ip, var at) -> {
        var step = step(node);
        if (!step.ended() && !step.daemoned()) {
          draft.emit(new NodeDaemoned(node, ip, at));
        }
      }
      case MarkProgress(var node, var progress, var message, _) -> {
        if (!step(node).ended()) {
          if (progress != null) {
            draft.emit(new NodeProgressed(node, progress));
          }
          if (message != null && !message.equals(step(node).message())) {
            draft.emit(new NodeNoted(node, message));
          }
        }
      }
      case EndStep end -> endStep(end);
      case FireTimer fire -> fire(fire);
      case GrantLocks(var node, var locks, _) -> granted(node, locks);
      case RefuseLocks(var node, var message, _) -> refused(node, message);
      case AnswerMemo answer -> answered(answer);
      case MarkMemoStored(var node, _) -> stored(node);
      case SuspendRun(var at) -> {
        if (!run().suspended()) {
          draft.emit(new RunSuspended(at));
        }
      }
      case ResumeRun resume -> requests.resume(resume);
      case StopRun stop -> requests.stop(stop);
      case SetNodes set -> requests.set(set);
      case RetryRun retry -> requests.retry(retry);
      case ExpireRun _ -> throw new RunFailure.Rejected("workflow %s has not finished", run().id());
      // It was retried before its artifacts were gone.
      case CollectArtifacts collected -> ArtifactCollection.note(draft, collected);
      case StartRun _ -> {}
    }
  }

  private void start(StartRun start) {
    draft.emit(new RunStarted(start.pinned(), start.at()));
    var spec = run().plan().spec();
    if (start.pinned().path("invalid").isTextual()) {
      var message = "invalid spec: " + start.pinned().path("invalid").asText();
      ending.finish(Phase.ERROR, message);
      return;
    }
    var limit = spec.activeDeadlineSeconds();
    if (limit != null) {
      draft.emit(
          new TimerSet(
              Run.NOBODY, TimerKind.RUN_DEADLINE, start.at().plus(Duration.ofSeconds(limit))));
    }
    if (!requests.wantsLocks() && !run().finished()) {
      requests.begin();
    }
  }

  /// A node that a runner may speak of.
  ///
  /// @throws RunFailure if there is none of that number
  private Node step(int number) {
    if (number >= run().nodes().size()) {
      throw new RunFailure.NotYet(
          "run %s has no node %d yet: it has %d", run().id(), number, run().nodes().size());
    }
    if (number < 0 || !run().node(number).type().step()) {
      throw new RunFailure.Rejected(
          "run %s: node %d is not a step that a runner executes", run().id(), number);
    }
    return run().node(number);
  }

  private void endStep(EndStep end) {
    var node = step(end.node());
    if (node.ended()) {
      late(end);
      return;
    }
    if (node.waits()) {
      throw new RunFailure.Rejected(
          "run %s: node %s ended before it was dispatched", run().id(), node.name());
    }
    containers(node, end);
    draft.emit(
        new NodeEnded(
            end.node(),
            end.phase(),
            end.message(),
            end.outputs(),
            false,
            node.phase() == Phase.PENDING ? end.startedAt() : null,
            end.at()));
  }

  private void containers(Node pod, EndStep end) {
    if (!pod.holds()) {
      return;
    }
    for (var number : pod.kids().started()) {
      var container = run().node(number);
      var name = container.added().as().substring(1);
      var own = end.containers().get(name);
      draft.emit(
          new NodeEnded(
              number,
              own == null ? end.phase() : own.phase(),
              own == null ? null : own.message(),
              Outputs.NONE,
              false,
              end.startedAt(),
              end.at()));
    }
  }

  /// The first end of a step counts; another one is noted once if it says otherwise.
  private void late(EndStep end) {
    var node = step(end.node());
    if (node.phase() != end.phase()) {
      draft.emit(new EndIgnored(end.node(), end.phase(), end.at()));
    }
  }

  /// A grant that comes late is of locks that are not waited for any more.
  private void granted(int number, List<String> locks) {
    var wanted = run().locks().getOrElse(number, List.of());
    if (!locks.isEmpty() && !locks.containsAll(wanted)) {
      return;
    }
    if (number == Run.NOBODY) {
      if (run().held()) {
        draft.emit(new LocksGranted(number));
        if (!requests.wantsLocks() && !run().finished()) {
          requests.begin();
        }
      }
      return;
    }
    requireKnown(number);
    if (run().node(number).held() && !run().node(number).ended()) {
      draft.emit(new LocksGranted(number));
      if (Reopening.begun(run().node(number))) {
        requests.goOn(number);
      } else {
        starting.unlocked(number);
      }
    }
  }

  /// The locks that a node or the run waits for cannot be had, now or ever.
  private void refused(int number, String message) {
    if (number == Run.NOBODY) {
      if (run().held() && run().root() == Run.NOBODY) {
        ending.finish(Phase.ERROR, message);
      } else if (run().held()) {
        requests.giveUp(message);
      }
      return;
    }
    requireKnown(number);
    if (run().node(number).held()) {
      error(number, message);
    }
  }

  private void answered(AnswerMemo answer) {
    requireKnown(answer.node());
    if (!run().node(answer.node()).asking()) {
      return;
    }
    if (answer.message() != null) {
      error(answer.node(), answer.message());
      return;
    }
    draft.emit(new MemoAnswered(answer.node(), answer.hit()));
    if (answer.hit()) {
      draft.emit(
          new NodeEnded(
              answer.node(), Phase.SUCCEEDED, null, answer.outputs(), false, null, answer.at()));
    } else {
      starting.begin(answer.node());
    }
  }

  private void stored(int number) {
    requireKnown(number);
    if (run().produced().contains(number)) {
      draft.emit(new MemoStored(number));
    }
  }

  private void error(int number, String message) {
    draft.emit(new NodeEnded(number, Phase.ERROR, message, Outputs.NONE, false, null, draft.at()));
  }

  private void requireKnown(int number) {
    if (number >= run().nodes().size()) {
      throw new RunFailure.NotYet("run %s has no node %d yet", run().id(), number);
    }
  }

  private void fire(FireTimer fire) {
    var due = run().timers().getOrElse(new Run.Timer(fire.node(), fire.kind()), null);
    if (due == null || !due.equals(fire.due())) {
      return;
    }
    switch (fire.kind()) {
      case RUN_DEADLINE -> requests.deadline();
      case BACKOFF -> starting.nextAttempt(fire.node());
      case DEADLINE -> timeout(fire.node());
      case PENDING_DEADLINE -> {
        if (run().node(fire.node()).phase() == Phase.PENDING) {
          timeout(fire.node());
        }
      }
      case SUSPEND -> requests.resumeNode(fire.node(), null);
      case EXPIRY -> expire(fire.at());
      case POD_GC -> draft.emit(new PodsCollected(fire.node()));
    }
  }

  private void expire(Instant at) {
    if (!run().expired()) {
      draft.emit(new RunExpired(at));
    }
  }

  private void timeout(int number) {
    var node = run().node(number);
    if (!node.ended()) {
      draft.emit(
          new NodeEnded(
              number,
              Phase.FAILED,
              "timeout",
              Outputs.NONE,
              node.type() != NodeType.SUSPEND,
              null,
              draft.at()));
    }
  }

  /// For messages: how a node belongs to the run.
  static boolean ofMainTree(Run run, Node node) {
    var current = node;
    while (current.parent() != Run.NOBODY) {
      current = run.node(current.parent());
    }
    return current.role() == Role.ROOT;
  }
}
