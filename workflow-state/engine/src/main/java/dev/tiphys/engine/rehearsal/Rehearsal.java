package dev.tiphys.engine.rehearsal;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tiphys.engine.Open;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.RunFailure;
import dev.tiphys.engine.Step;
import dev.tiphys.engine.lock.Ask;
import dev.tiphys.engine.lock.Holder;
import dev.tiphys.engine.lock.Moment;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.AnswerMemo;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkMemoStored;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews;
import dev.tiphys.language.naming.NodeIds;
import dev.tiphys.language.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/// Plays one run from its start until nothing happens any more.
///
/// Everything happens at its moment, and at one moment in the order in which it was planned, so the
/// same script always gives the same performance.
public final class Rehearsal {
  /// How many things may happen in a rehearsal: enough for runs of 100,000 nodes, and an end for
  /// those that would go on for ever.
  public static final int EVENTS_MAX = 500_000;

  private static final int NOBODY = -1;

  private final StartRun start;
  private final Script script;
  private final RunId id;
  private final Granting granting;
  private final Cast cast;
  private final PriorityQueue<Planned> agenda =
      new PriorityQueue<>(Comparator.comparing(Planned::at).thenComparingLong(Planned::number));
  private final Map<String, Cached> caches = new HashMap<>();
  private final Set<Integer> cancelled = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private Run run = Run.NONE;
  private Instant now;
  private Instant end;
  private long planned;
  private long version;

  /// Something that will happen.
  ///
  /// @param node only while this suspended node waits; -1 whatever comes
  private record Planned(Instant at, long number, RunCommand command, int node) {}

  /// What a node left in a cache.
  private record Cached(Outputs outputs, Instant at) {
    boolean youngerThan(String maxAge, Instant now) {
      return now.isBefore(at.plus(Durations.parse(maxAge)));
    }
  }

  private Rehearsal(StartRun start, RunId id, Script script) {
    this.start = start;
    this.id = id;
    this.script = script;
    this.now = start.at();
    this.end = start.at();
    this.cast = new Cast(start.at());
    this.granting =
        new Granting(
            start.pinned().path("configMaps"),
            holder -> plan(now, new GrantLocks(holder.node(), now)));
  }

  /// The performance of a run.
  ///
  /// @param start what a trigger made of a Workflow
  /// @param script what its steps do
  /// @param cues what people ask of it meanwhile
  public static Performance of(StartRun start, Script script, List<Cue> cues) {
    var metadata = start.pinned().path("workflow").path("metadata");
    var id =
        new RunId(
            metadata.path("namespace").asText(),
            metadata.path("name").asText(),
            metadata.path("uid").asText());
    var rehearsal = new Rehearsal(start, id, script);
    rehearsal.plan(start.at(), start);
    for (var cue : cues) {
      var at = start.at().plus(cue.after());
      rehearsal.agenda.add(new Planned(at, rehearsal.planned++, cue.command().apply(at), NOBODY));
    }
    return rehearsal.play();
  }

  private void plan(Instant at, RunCommand command) {
    agenda.add(new Planned(at, planned++, command, NOBODY));
  }

  private Performance play() {
    for (var events = 0; !agenda.isEmpty(); events++) {
      if (events == EVENTS_MAX) {
        problems.add(
            "the run has not come to an end after %d events (limit EVENTS_MAX)"
                .formatted(EVENTS_MAX));
        break;
      }
      carryOut(agenda.remove());
    }
    if (!run.finished() && problems.isEmpty()) {
      problems.add("the run waits for ever: " + cast.waiting());
    }
    var over = run.finished() ? Objects.requireNonNull(run.finishedAt()) : end;
    return new Performance(
        run, start.at(), Duration.between(start.at(), over), cast.parts(), problems);
  }

  private void carryOut(Planned next) {
    now = next.at();
    if (obsolete(next)) {
      return;
    }
    List<RunFact> facts;
    try {
      var decision = Run.decide(run, next.command());
      facts = decision.facts();
      run = decision.after();
    } catch (RunFailure e) {
      problems.add(
          "at %s: %s"
              .formatted(
                  Duration.between(start.at(), now).toString().substring(2), e.getMessage()));
      return;
    }
    if (facts.isEmpty()) {
      return;
    }
    end = now;
    version++;
    for (var position = 0; position < facts.size(); position++) {
      hear(facts.get(position), position);
    }
  }

  /// What a runner would not report any more, and what comes too late for a suspended node.
  private boolean obsolete(Planned next) {
    if (next.node() != NOBODY) {
      return cast.ended(next.node());
    }
    return switch (next.command()) {
      case EndStep step -> cancelled.contains(step.node());
      case MarkRunning step -> cancelled.contains(step.node());
      case MarkDaemoned step -> cancelled.contains(step.node());
      case RunCommand _ -> false;
    };
  }

  private void hear(RunFact fact, int position) {
    cast.hear(fact, now);
    switch (fact) {
      case RunFact.NodeAdded node
          when node.type() == NodeType.SUSPEND && !node.phase().ended() && !node.held() ->
          suspended(node.node());
      case RunFact.LocksGranted(var node)
          when node != NOBODY && run.type(node) == NodeType.SUSPEND && !asks(node) ->
          suspended(node);
      case RunFact.MemoAnswered(var node, var hit)
          when !hit && run.type(node) == NodeType.SUSPEND ->
          suspended(node);
      case RunFact _ -> {}
    }
    RunNews.of(fact, new OfRun(run), now).ifPresent(news -> heed(news, position));
  }

  private boolean asks(int node) {
    return run.open().stream()
        .anyMatch(open -> open instanceof Open.Memo(var asking, _, _, _) && asking == node);
  }

  private record OfRun(Run run) implements RunNews.Background {
    @Override
    public boolean step(int node) {
      return node >= 0 && run.type(node).step();
    }

    @Override
    public int priority() {
      return run.priority();
    }

    @Override
    public Optional<RunNews.MemoProduced> produced(int node) {
      return run.produced(node);
    }
  }

  private void heed(RunNews news, int position) {
    switch (news) {
      case RunNews.StepReady(var node) -> ready(node);
      case RunNews.StepCancelled(var node) -> cancelled.add(node);
      // Nobody rehearses how long something is kept.
      case RunNews.TimerSet(_, var kind, _)
          when kind == TimerKind.EXPIRY || kind == TimerKind.POD_GC -> {}
      case RunNews.TimerSet(var node, var kind, var due) ->
          plan(due.isBefore(now) ? now : due, new FireTimer(node, kind, due, due));
      case RunNews.LocksWanted(var node, var locks, var priority, var since) ->
          granting.wanted(
              new Holder(id, node),
              new Ask(new Moment(version, position), priority, since, locks),
              now);
      case RunNews.LocksReleased(var node, var locks) ->
          granting.released(new Holder(id, node), new Moment(version, position), locks, now);
      case RunNews.MemoWanted(var node, var cache, var key, var maxAge) -> {
        var known = caches.get(cache + "/" + key);
        var hit = known != null && (maxAge == null || known.youngerThan(maxAge, now));
        plan(now, new AnswerMemo(node, hit, hit ? known.outputs() : Outputs.NONE, null, now));
      }
      case RunNews.MemoProduced(var node, _, var cache, var key, var outputs) -> {
        caches.put(cache + "/" + key, new Cached(outputs, now));
        plan(now, new MarkMemoStored(node, now));
      }
      case RunNews.RunStarted _,
          RunNews.RunFinished _,
          RunNews.RunExpired _,
          RunNews.PodsCollected _ -> {}
    }
  }

  private void ready(int node) {
    Step step;
    try {
      var found = run.step(node, now);
      if (found.isEmpty()) {
        return;
      }
      step = found.get();
    } catch (RunFailure e) {
      throw e;
    } catch (RuntimeException e) {
      // As `step-dispatch` does with a template that cannot be evaluated.
      fail(node, now, String.valueOf(e.getMessage()));
      return;
    }
    var scene =
        new Scene(
            cast.name(node), step.type(), cast.attempt(node), step.template(), cast.inputs(node));
    var act = script.act(scene).orElse(null);
    if (act == null) {
      problems.add("%s has no answer".formatted(shown(scene)));
      fail(node, now, "no answer");
      return;
    }
    perform(step, scene, act);
  }

  private static String shown(Scene scene) {
    return "%s (template %s, attempt %d)"
        .formatted(
            scene.name(),
            scene.name().template().isEmpty() ? "inline" : scene.name().template(),
            scene.attempt() + 1);
  }

  private void fail(int node, Instant at, String message) {
    plan(at, new EndStep(node, Phase.ERROR, message, Outputs.NONE, null, Map.of(), at));
  }

  private void perform(Step step, Scene scene, Act act) {
    var begins = now.plus(act.pending());
    plan(begins, new MarkRunning(step.node(), null, "127.0.0.1", begins));
    var ends = begins.plus(act.takes());
    var limit = step.deadline() == null ? null : step.deadline().plus(act.pending());
    if (limit != null && (act.endless() || !limit.isAfter(ends))) {
      plan(
          limit,
          new EndStep(
              step.node(),
              Phase.FAILED,
              "Pod was active on the node longer than the specified deadline",
              Outputs.NONE,
              begins,
              Map.of(),
              limit));
      return;
    }
    if (act.endless()) {
      return;
    }
    var closing = Closing.of(step, act, ends);
    if (closing.problem() != null) {
      problems.add("%s: %s".formatted(shown(scene), closing.problem()));
    }
    if (step.template().path("daemon").asBoolean(false) && !closing.phase().bad()) {
      plan(ends, new MarkDaemoned(step.node(), "127.0.0.1", ends));
      return;
    }
    plan(
        ends,
        new EndStep(
            step.node(),
            closing.phase(),
            closing.message(),
            closing.outputs(),
            begins,
            Map.of(),
            ends));
  }

  /// Somebody resumes the node, or fails it, if the script says so.
  private void suspended(int node) {
    var template = cast.added(node);
    var scene =
        new Scene(
            cast.name(node),
            NodeType.SUSPEND,
            cast.attempt(node),
            MissingNode.getInstance(),
            template.inputs());
    script
        .act(scene)
        .filter(act -> !act.endless())
        .ifPresent(
            act -> {
              var at = now.plus(act.pending()).plus(act.takes());
              var name = id.name() + fullName(node);
              var phase = act.phase() == null ? Phase.SUCCEEDED : act.phase();
              agenda.add(
                  new Planned(
                      at,
                      planned++,
                      new SetNodes(
                          "id=" + NodeIds.nodeId(id.name(), name),
                          phase,
                          act.message(),
                          act.parameters(),
                          at),
                      node));
            });
  }

  private String fullName(int node) {
    var added = cast.added(node);
    return (added.parent() < 0 ? "" : fullName(added.parent())) + added.as();
  }
}
