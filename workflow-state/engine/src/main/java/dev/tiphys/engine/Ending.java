package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.engine.CallPlan.HookPlan;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact.CallDeferred;
import dev.tiphys.events.RunFact.LocksReleased;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeSettled;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.RunFinished;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.language.loop.LoopException;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.language.template.Text;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What follows from the end of a node: hooks, what waited for it, the group above it, the run.
final class Ending {
  static final String FAIL_FAST = "template has failed or errored children and failFast enabled";

  private final Draft draft;
  private final Starting starting;
  private final Retrying retrying;

  /// The nodes whose end was followed: one whose hooks are over comes again.
  private final Set<Integer> ended = new HashSet<>();

  Ending(Draft draft, Starting starting) {
    this.draft = draft;
    this.starting = starting;
    retrying = new Retrying(draft, starting);
  }

  private Run run() {
    return draft.run();
  }

  /// Follows every end until nothing more follows.
  void follow() {
    for (var number = draft.next(); number != Run.NOBODY; number = draft.next()) {
      var node = run().node(number);
      releaseLocks(number);
      hooks(node);
      if (ended.add(number) && draft.at().equals(node.finishedAt())) {
        Metrics.ofNode(draft, node);
        Upkeep.ofNode(draft, node);
      }
      // One that its hooks have just settled comes again for that.
      if (node.settled() || node.role() != Role.CALL) {
        tellParent(run().node(number));
      }
      starting.deferred(node);
    }
  }

  private void releaseLocks(int node) {
    var held = run().locks().getOrElse(node, null);
    if (held != null && (node == Run.NOBODY || run().node(node).ended())) {
      draft.emit(new LocksReleased(node, held));
    }
  }

  private void tellParent(Node node) {
    switch (node.role()) {
      case ROOT -> mainEnded();
      case EXIT, HOOK -> hookEnded(node);
      case ATTEMPT -> retrying.after(run().node(node.parent()), node);
      case GROUP -> groupEnded(node);
      case CALL -> callSettled(node);
      case CONTAINER -> {}
    }
  }

  /// Ends a node that was opened again and in which nothing is left to do.
  void again(Node holder) {
    if (holder.ended() || !holder.holds() || holder.kids().open() > 0) {
      return;
    }
    switch (holder.type()) {
      case STEP_GROUP -> finishGroup(holder);
      case TASK_GROUP -> end(holder, loopPhase(holder), null, Outputs.NONE);
      case DAG -> endTemplate(holder, dagPhase(holder), null);
      case STEPS -> {
        var last = holder.kids().started().filter(number -> number != Kids.NONE).lastOption();
        last.map(run()::node).filter(Node::ended).forEach(this::groupEnded);
      }
      case POD, CONTAINER, RETRY, SKIPPED, SUSPEND, HTTP, PLUGIN -> {}
    }
  }

  private void callSettled(Node node) {
    var parent = run().node(node.parent());
    if (parent.ended()) {
      return;
    }
    switch (parent.type()) {
      case DAG -> dagTaskSettled(parent, node);
      case STEP_GROUP -> {
        if (done(parent)) {
          finishGroup(parent);
        }
      }
      case TASK_GROUP -> {
        if (done(parent)) {
          end(parent, loopPhase(parent), null, Outputs.NONE);
        }
      }
      default -> {}
    }
  }

  /// All children settled, or those that have not begun never will (failFast of the template).
  private boolean done(Node holder) {
    var open = holder.kids().open();
    if (open == 0) {
      return true;
    }
    var boundary = run().node(Run.boundaryUnder(holder));
    return starting.failsFast(boundary)
        && boundary.kids().active() == 0
        && children(holder).forAll(Node::settled);
  }

  private io.vavr.collection.Stream<Node> children(Node holder) {
    var kids = holder.kids();
    return kids.started()
        .toStream()
        .appendAll(kids.loops().values().flatMap(Kids.Loop::nodes))
        .filter(number -> number != Kids.NONE)
        .map(number -> run().node(number));
  }

  /// The first child that failed and whose failure is not tolerated (F087), or null.
  private @Nullable Node badChild(Node holder) {
    return children(holder)
        .filter(child -> child.phase().bad() && !run().tolerated(child))
        .getOrNull();
  }

  private Phase loopPhase(Node group) {
    return children(group)
        .filter(child -> child.phase().bad())
        .lastOption()
        .map(Node::phase)
        .getOrElse(Phase.SUCCEEDED);
  }

  private void finishGroup(Node group) {
    if (run().node(group.number()).ended()) {
      return;
    }
    var bad = badChild(group);
    if (bad == null) {
      end(group, Phase.SUCCEEDED, null, Outputs.NONE);
    } else {
      var message =
          group.kids().open() > 0
              ? FAIL_FAST
              : "child '%s' failed".formatted(RunStatus.id(run(), bad));
      end(group, Phase.FAILED, message, Outputs.NONE);
    }
  }

  private void groupEnded(Node group) {
    var steps = run().node(group.parent());
    if (steps.ended()) {
      return;
    }
    if (group.phase().bad()) {
      endTemplate(steps, group.phase(), group.message());
      return;
    }
    var next = group.added().spot() + 1;
    if (next < run().templateOf(steps).groups().size()) {
      if (run().shutdown() == null) {
        starting.group(steps.number(), next);
      }
    } else {
      endTemplate(steps, Phase.SUCCEEDED, null);
    }
  }

  private void dagTaskSettled(Node dag, Node task) {
    var plan = run().templateOf(dag).dag();
    if (run().shutdown() == null && !starting.failsFast(dag)) {
      var closure = plan.closure(plan.targets(Scopes.targets(run(), dag)));
      for (var dependent : plan.dependents(task.added().spot())) {
        var now = run().node(dag.number());
        if (closure.get(dependent)
            && now.kids().waiting().get(dependent) == 0
            && now.kids().at(dependent, -1) == Kids.NONE
            && !draft.hasPutOff(new CallDeferred(dag.number(), dependent, -1))
            && !(task.daemoned() && putOff(now, dependent))) {
          if (plan.depends(dependent).evaluate(name -> result(now, plan.index(name)))) {
            starting.call(dag.number(), dependent);
          } else {
            starting.omitted(dag.number(), dependent);
          }
        }
      }
    }
    var now = run().node(dag.number());
    endIdleLoops(now);
    if (done(now)) {
      var phase = dagPhase(now);
      endTemplate(now, phase, phase.bad() && now.kids().open() > 0 ? FAIL_FAST : null);
    }
  }

  /// Whether a task waits for room. A daemon lets its dependants go on, and later ends.
  private boolean putOff(Node dag, int task) {
    return run()
        .deferred()
        .get(dag.number())
        .exists(
            queue -> queue.exists(call -> call.parent() == dag.number() && call.spot() == task));
  }

  /// Ends loops whose items will never begin (failFast of the template).
  private void endIdleLoops(Node dag) {
    if (!starting.failsFast(dag) || dag.kids().active() > 0) {
      return;
    }
    children(dag)
        .filter(task -> task.type() == NodeType.TASK_GROUP && !task.ended())
        .filter(loop -> children(loop).forAll(Node::settled))
        .forEach(
            loop -> {
              var bad = loopPhase(loop);
              end(loop, bad.bad() ? bad : Phase.FAILED, FAIL_FAST, Outputs.NONE);
            });
  }

  private dev.tiphys.language.depends.TaskResult result(Node dag, int task) {
    var node = run().node(dag.kids().at(task, -1));
    var loop = node.type() == NodeType.TASK_GROUP ? node.kids().loop(0) : null;
    var any = false;
    var all = loop != null;
    if (loop != null) {
      for (var number : loop.nodes()) {
        var phase = run().node(number).phase();
        any |= run().node(number).produced();
        all &= phase == Phase.FAILED;
      }
    }
    var phase = node.phase();
    return new dev.tiphys.language.depends.TaskResult(
        node.produced(),
        phase == Phase.FAILED,
        phase == Phase.ERROR,
        phase == Phase.SKIPPED,
        phase == Phase.OMITTED,
        phase == Phase.RUNNING && node.daemoned(),
        any,
        all);
  }

  /// A DAG is as its targets are; an omitted task is as bad as what it depended on (F093).
  private Phase dagPhase(Node dag) {
    var template = run().templateOf(dag);
    var plan = template.dag();
    var known = new HashMap<Integer, Phase>();
    var worst = Phase.SUCCEEDED;
    var targets = plan.targets(Scopes.targets(run(), dag));
    for (var task = targets.nextSetBit(0); task >= 0; task = targets.nextSetBit(task + 1)) {
      var phase = effective(dag, plan, task, known);
      if (phase.bad() && !template.call(0, task).tolerates(phase) && worst != Phase.ERROR) {
        worst = phase;
      }
    }
    return worst;
  }

  private Phase effective(Node dag, DagPlan plan, int task, Map<Integer, Phase> known) {
    var stack = new java.util.ArrayDeque<Integer>();
    stack.push(task);
    while (!stack.isEmpty()) {
      var current = stack.peek();
      var number = dag.kids().at(current, -1);
      var phase = number == Kids.NONE ? Phase.OMITTED : run().node(number).phase();
      if (phase != Phase.OMITTED) {
        known.put(current, phase);
        stack.pop();
        continue;
      }
      var worst = Phase.SUCCEEDED;
      var waits = false;
      for (var dependency : plan.dependencies(current)) {
        var of = known.get(dependency);
        if (of == null) {
          stack.push(dependency);
          waits = true;
        } else if (of.bad() && worst != Phase.ERROR) {
          worst = of;
        }
      }
      if (!waits) {
        known.put(current, worst);
        stack.pop();
      }
    }
    return Objects.requireNonNull(known.get(task));
  }

  /// Ends a steps or dag node; a successful one leaves the outputs that its template names.
  private void endTemplate(Node node, Phase phase, @Nullable String message) {
    if (phase != Phase.SUCCEEDED) {
      end(node, phase, message, Outputs.NONE);
      return;
    }
    try {
      end(node, phase, message, outputs(node));
    } catch (RuntimeException e) {
      end(node, Phase.ERROR, Starting.message(e), Outputs.NONE);
    }
  }

  private Outputs outputs(Node node) {
    var declared = run().templateOf(node).template().outputs();
    if (declared.parameters().isEmpty() && declared.artifacts().isEmpty()) {
      return Outputs.NONE;
    }
    var scope = Scopes.calls(run(), node);
    var parameters = new LinkedHashMap<String, String>();
    for (var parameter : declared.parameters()) {
      var from = parameter.valueFrom();
      var value = parameter.value();
      if (from != null && from.parameter() != null) {
        value = output(Text.parse(from.parameter()), scope, from.default_());
      } else if (from != null && from.expression() != null) {
        value = output(Text.parse("{{=" + from.expression() + "}}"), scope, from.default_());
      }
      if (value != null) {
        parameters.put(parameter.name(), value);
      }
    }
    var artifacts = new LinkedHashMap<String, JsonNode>();
    for (var artifact : declared.artifacts()) {
      var location = ArtifactPlaces.of(draft, artifact, scope, false);
      if (location != null) {
        artifacts.put(artifact.name(), location);
      } else if (!artifact.optional()) {
        throw new IllegalArgumentException(
            "outputs.artifacts.%s has no source".formatted(artifact.name()));
      }
    }
    return new Outputs(parameters, null, null, artifacts);
  }

  private String output(Text text, Scope scope, @Nullable String otherwise) {
    try {
      return text.substitute(scope, Policy.FINISH, draft.ambient()).toString();
    } catch (TemplateException | LoopException e) {
      if (otherwise != null) {
        return otherwise;
      }
      throw e;
    }
  }

  void end(Node node, Phase phase, @Nullable String message, Outputs outputs) {
    stopDaemons(node);
    draft.emit(new NodeEnded(node.number(), phase, message, outputs, false, null, draft.at()));
  }

  /// Daemons serve until the template that started them ends (F138).
  private void stopDaemons(Node boundary) {
    if (boundary.type() != NodeType.STEPS && boundary.type() != NodeType.DAG) {
      return;
    }
    for (var number : run().daemons()) {
      var node = run().node(number);
      if (node.boundary() == boundary.number()) {
        draft.emit(
            new NodeEnded(
                number, Phase.SUCCEEDED, null, Outputs.NONE, node.type().step(), null, draft.at()));
      }
    }
  }

  /// Starts the hooks of a node whose time has come, and settles it when they are over.
  void hooks(Node node) {
    var hooks = run().hooksOf(node);
    if (hooks.isEmpty() && node.liveHooks() == 0 || node.settled() && !node.daemoned()) {
      return;
    }
    if (node.phase() == Phase.SKIPPED || node.phase() == Phase.OMITTED) {
      return;
    }
    var scope = Scopes.calls(run(), run().node(node.boundary()));
    for (var spot = 0; spot < hooks.size(); spot++) {
      var hook = hooks.get(spot);
      if (run().node(node.number()).hooks().containsKey(spot) || hook.exit() && !node.ended()) {
        continue;
      }
      startHook(hook, node.number(), spot, scope);
    }
    var now = run().node(node.number());
    if (now.ended() && !now.settled() && now.liveHooks() == 0) {
      draft.emit(new NodeSettled(node.number()));
    }
  }

  private void startHook(HookPlan hook, int parent, int spot, Scope scope) {
    var place =
        new Starting.Place(
            parent,
            hook.exit() ? Role.EXIT : Role.HOOK,
            spot,
            -1,
            hook.exit() ? ".onExit" : ".hooks." + hook.name());
    String key;
    try {
      if (hook.expression() != null && !holds(hook.expression(), scope, over(parent))) {
        return;
      }
      key =
          hook.target()
              .key(text -> text.substitute(scope, Policy.KEEP, draft.ambient()).toString());
    } catch (RuntimeException e) {
      starting.error(place, Starting.message(e));
      return;
    }
    starting.start(place, key, hook.args(), scope);
  }

  /// Whether what a hook belongs to has ended: what has no value by then never will.
  private boolean over(int parent) {
    var of = parent == Run.NOBODY ? run().root() : parent;
    return run().node(of).ended();
  }

  /// Tags within an expression become part of it, as those of `when` do. One that asks for what is
  /// not known yet does not hold yet.
  private boolean holds(String expression, Scope scope, boolean over) {
    try {
      var formula = Text.parse(expression).substitute(scope, Policy.FINISH, draft.ambient());
      return Text.parse("{{=" + formula + "}}")
          .substitute(scope, Policy.FINISH, draft.ambient())
          .toString()
          .equals("true");
    } catch (TemplateException e) {
      if (over || e.reason() != TemplateException.Reason.UNRESOLVED) {
        throw e;
      }
      return false;
    }
  }

  private void hookEnded(Node hook) {
    if (hook.parent() == Run.NOBODY) {
      mainEnded();
      return;
    }
    var node = run().node(hook.parent());
    if (node.ended() && !node.settled() && node.liveHooks() == 0) {
      draft.emit(new NodeSettled(node.number()));
    }
  }

  /// The hooks of the run whose time has come; and when all are over, the run is.
  void mainEnded() {
    if (run().root() == Run.NOBODY) {
      return;
    }
    var over = run().node(run().root()).ended();
    var hooks = run().plan().hooks();
    if (run().shutdown() != Shutdown.TERMINATE) {
      var scope = new RunScope(run(), draft.at());
      for (var spot = 0; spot < hooks.size(); spot++) {
        var hook = hooks.get(spot);
        if (!run().hooks().containsKey(spot) && (over || !hook.exit())) {
          startHook(hook, Run.NOBODY, spot, scope);
        }
      }
    }
    if (over && run().liveHooks() == 0 && !run().finished()) {
      finish();
    }
  }

  private void finish() {
    var root = run().node(run().root());
    var phase = status(run());
    var message = root.message();
    if (run().shutdown() != null) {
      message = "Stopped with strategy '%s'".formatted(run().shutdown());
    }
    for (var number : run().hooks().values()) {
      var hook = run().node(number);
      if (hook.role() == Role.EXIT && hook.phase().bad()) {
        phase = hook.phase();
        message = hook.message();
      }
    }
    finish(phase, message);
  }

  /// The run is over; nobody has to wait for it any more.
  void finish(Phase phase, @Nullable String message) {
    releaseLocks(Run.NOBODY);
    draft.emit(new RunFinished(phase, message, draft.at()));
    Metrics.ofRun(draft);
    Upkeep.ofRun(draft);
  }

  /// What `workflow.status` says: how the main tree went, whatever the exit handler will do.
  static Phase status(Run run) {
    if (run.root() == Run.NOBODY || !run.node(run.root()).ended()) {
      return Phase.RUNNING;
    }
    var phase = run.node(run.root()).phase();
    return run.shutdown() != null && !phase.bad() ? Phase.FAILED : phase;
  }

  /// The failed steps of a run as Argo lists them for exit handlers (F103); `null` when none did.
  static String failures(Run run) {
    var list = JsonNodeFactory.instance.arrayNode();
    for (var node : run.nodes()) {
      if (node.phase().bad() && node.type().step() && !node.removed()) {
        var failure = list.addObject();
        failure.put("displayName", RunStatus.displayName(run, node));
        failure.put("message", Objects.toString(node.message(), ""));
        failure.put("templateName", Objects.toString(run.templateOf(node).template().name(), ""));
        failure.put("phase", node.phase().toString());
        failure.put("podName", RunStatus.podName(run, node));
        failure.put("finishedAt", Objects.toString(node.finishedAt(), ""));
      }
    }
    var text = list.isEmpty() ? "null" : list.toString();
    return JsonNodeFactory.instance.textNode(text).toString();
  }
}
