package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunCommand.StartRun;
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
import dev.tiphys.events.RunFact.RunExpired;
import dev.tiphys.events.RunFact.RunFinished;
import dev.tiphys.events.RunFact.RunResumed;
import dev.tiphys.events.RunFact.RunRetried;
import dev.tiphys.events.RunFact.RunStarted;
import dev.tiphys.events.RunFact.RunSuspended;
import dev.tiphys.events.RunFact.ShutdownRequested;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunFact.TimerSet;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Given a run, when something happens to it, then these facts follow. A fact is one line:
/// `+ wf[0].a Pod Pending`, `wf[0].a Succeeded`, `run Failed: why`.
final class Story {
  static final Instant START = Instant.parse("2026-11-24T09:00:00Z");

  private Run run = Run.NONE;
  private Instant now = START;
  private final List<RunFact> history = new ArrayList<>();
  private List<RunFact> last = List.of();

  private Story() {}

  /// A workflow `wf` of this spec that has been started.
  static Story of(String spec) {
    return of(spec, JsonNodeFactory.instance.objectNode());
  }

  /// Likewise, with more that the run has pinned.
  static Story of(String spec, ObjectNode pinned) {
    var story = new Story();
    story.when(new StartRun(pinned(spec, pinned), story.now));
    return story;
  }

  static ObjectNode pinned(String spec, ObjectNode pinned) {
    var workflow = pinned.putObject("workflow");
    workflow.put("apiVersion", "argoproj.io/v1alpha1").put("kind", "Workflow");
    workflow
        .putObject("metadata")
        .put("name", "wf")
        .put("namespace", "default")
        .put("uid", "u1")
        .put("creationTimestamp", START.toString());
    var yaml = YamlReader.read(spec.getBytes(StandardCharsets.UTF_8), "spec.yaml");
    workflow.set("spec", yaml.getFirst().toJson());
    return pinned;
  }

  Run run() {
    return run;
  }

  Instant now() {
    return now;
  }

  List<RunFact> history() {
    return history;
  }

  Story when(RunCommand command) {
    var decision = Run.decide(run, command);
    last = decision.facts();
    history.addAll(last);
    run = decision.after();
    return this;
  }

  Story after(Duration time) {
    now = now.plus(time);
    return this;
  }

  /// A runner says that the newest node of this name has ended.
  Story ends(String node, Phase phase) {
    return ends(node, phase, null, Outputs.NONE);
  }

  Story succeeds(String... nodes) {
    for (var node : nodes) {
      ends(node, Phase.SUCCEEDED);
    }
    return this;
  }

  Story fails(String node) {
    return ends(node, Phase.FAILED, "Error (exit code 1)", exit("1"));
  }

  static Outputs exit(String code) {
    return new Outputs(Map.of(), null, code, Map.of());
  }

  static Outputs result(String result) {
    return new Outputs(Map.of(), result, "0", Map.of());
  }

  Story ends(String node, Phase phase, String message, Outputs outputs) {
    return when(new EndStep(number(node), phase, message, outputs, null, Map.of(), now));
  }

  /// The timer of that kind, which must be set, is due.
  Story fires(String node, TimerKind kind) {
    var number = node.isEmpty() ? Run.NOBODY : number(node);
    var due = run.timers().get(new Run.Timer(number, kind)).get();
    now = due.isAfter(now) ? due : now;
    return when(new FireTimer(number, kind, due, now));
  }

  int number(String name) {
    for (var number = run.nodes().size() - 1; number >= 0; number--) {
      if (run.node(number).name().equals(name)) {
        return number;
      }
    }
    throw new AssertionError("no node is called %s: %s".formatted(name, run.nodes()));
  }

  Node node(String name) {
    return run.node(number(name));
  }

  /// The value that a step is given.
  String input(String node, String parameter) {
    return Steps.inputs(run, node(node)).get(parameter);
  }

  /// What a runner is told of a step.
  Step step(String node) {
    return run.step(number(node), now).orElseThrow();
  }

  Story then(String... lines) {
    assertThat(last.stream().map(this::line)).containsExactly(lines);
    return this;
  }

  /// Of the last facts, those lines are among them.
  Story thenAmong(String... lines) {
    assertThat(last.stream().map(this::line)).contains(lines);
    return this;
  }

  Story thenNothing() {
    return then();
  }

  void whenRefused(RunCommand command, String message) {
    assertThatThrownBy(() -> Run.decide(run, command)).hasMessageContaining(message);
  }

  Story waitsFor(Open... open) {
    assertThat(run.open()).containsExactly(open);
    return this;
  }

  Story isSo(String node, Phase phase) {
    assertThat(node(node).phase()).as(node).isEqualTo(phase);
    return this;
  }

  Story isOver(Phase phase) {
    assertThat(run.finished()).as("finished").isTrue();
    assertThat(run.phase()).isEqualTo(phase);
    return this;
  }

  private String line(RunFact fact) {
    return switch (fact) {
      case RunStarted _ -> "run started";
      case NodeAdded f ->
          "+ %s %s %s%s%s"
              .formatted(
                  name(f.node()), f.type(), f.phase(), f.held() ? " held" : "", text(f.message()));
      case LoopExpanded f -> "loop of %d in %s".formatted(f.items().size(), name(f.parent()));
      case CallDeferred f -> "later %s %d/%d".formatted(name(f.parent()), f.spot(), f.item());
      case NodeRunning f -> name(f.node()) + " Running";
      case NodeDaemoned f -> name(f.node()) + " serves";
      case NodeNoted f -> name(f.node()) + text(f.message());
      case NodeProgressed f -> name(f.node()) + " " + f.progress();
      case OutputsSet f -> name(f.node()) + " " + f.parameters();
      case NodeEnded f ->
          "%s %s%s%s"
              .formatted(
                  name(f.node()), f.phase(), text(f.message()), f.cancelled() ? " cancelled" : "");
      case NodeSettled f -> name(f.node()) + " settled";
      case EndIgnored f -> name(f.node()) + " ignored " + f.phase();
      case TimerSet f ->
          "%s %s in %d s"
              .formatted(name(f.node()), f.kind(), Duration.between(now, f.due()).toSeconds());
      case LocksWanted f -> name(f.node()) + " wants " + f.locks();
      case LocksGranted f -> name(f.node()) + " granted";
      case LocksReleased f -> name(f.node()) + " releases " + f.locks();
      case MemoWanted f ->
          "%s asks %s for %s%s"
              .formatted(
                  name(f.node()),
                  f.cache(),
                  f.key(),
                  f.maxAge() == null ? "" : " of " + f.maxAge());
      case MemoAnswered f -> name(f.node()) + (f.hit() ? " hit" : " missed");
      case MemoStored f -> name(f.node()) + " stored";
      case RunSuspended _ -> "run suspended";
      case RunResumed _ -> "run resumed";
      case ShutdownRequested f -> "run shutdown " + f.strategy();
      case RunRetried f -> "run retried " + f.removed().stream().map(this::name).toList();
      case PodsCollected f -> name(f.node()) + " collected";
      case RunExpired _ -> "run expired";
      case ArtifactsCollected f -> "artifacts collected " + f.artifacts() + text(f.problem());
      case MetricsEmitted f -> name(f.node()) + " metrics" + samples(f) + text(f.problem());
      case RunFinished f -> "run %s%s".formatted(f.phase(), text(f.message()));
    };
  }

  private static String samples(MetricsEmitted fact) {
    return fact.samples().stream()
        .map(
            sample ->
                " %s %s%s %s"
                    .formatted(
                        sample.kind(),
                        sample.name(),
                        sample.labels().isEmpty() ? "" : new java.util.TreeMap<>(sample.labels()),
                        sample.value()))
        .collect(java.util.stream.Collectors.joining(","));
  }

  private static String text(String message) {
    return message == null ? "" : ": " + message;
  }

  private String name(int node) {
    return node == Run.NOBODY ? "run" : run.node(node).name();
  }
}
