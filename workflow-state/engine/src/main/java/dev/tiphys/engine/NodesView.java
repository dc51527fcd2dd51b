package dev.tiphys.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.RunFact.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `status.nodes` (F200): every node by its id, with the edges that people see in a graph (F086,
/// F098), which are not those of the engine: a group follows what the group before it ended with.
final class NodesView {
  private final Run run;
  private final Map<Integer, String> ids = new HashMap<>();
  private final Map<Integer, Progress> progress = new HashMap<>();
  private final Map<Integer, Resources> resources = new HashMap<>();
  private final Map<Integer, Set<Integer>> children = new HashMap<>();
  private final Map<Integer, Set<Integer>> outbound = new HashMap<>();

  NodesView(Run run) {
    this.run = run;
    name();
    // From the last to the first: a node comes to be after the one that holds it.
    for (var number = run.nodes().size() - 1; number >= 0; number--) {
      var node = run.node(number);
      if (RunStatus.shown(node)) {
        edges(node);
      }
    }
  }

  private void name() {
    var taken = new HashSet<String>();
    for (var node : run.nodes()) {
      if (RunStatus.shown(node)) {
        var id = RunStatus.id(run, node);
        // Argo's ids are hashes of 32 bits, which collide in large runs; the later one gives way.
        ids.put(node.number(), taken.add(id) ? id : id + "-" + node.number());
        children.put(node.number(), new LinkedHashSet<>());
        outbound.put(node.number(), new LinkedHashSet<>());
        progress.put(node.number(), Progress.NONE);
      }
    }
  }

  private void edges(Node node) {
    var number = node.number();
    var below = children(number);
    var out = outbound(number);
    switch (node.type()) {
      case STEPS -> {
        var groups = shown(node.kids().started());
        for (var i = 0; i < groups.size(); i++) {
          if (i == 0) {
            below.add(groups.get(i));
          } else {
            follows(groups.get(i), groups.get(i - 1));
          }
        }
        if (!groups.isEmpty()) {
          out.addAll(outbound(groups.getLast()));
        }
      }
      case DAG -> dag(node);
      case STEP_GROUP, TASK_GROUP -> {
        for (var child : held(node)) {
          below.add(child);
          out.addAll(outbound(child));
        }
      }
      case RETRY -> {
        below.addAll(shown(node.kids().started()));
        if (!below.isEmpty()) {
          out.addAll(outbound(new ArrayList<>(below).getLast()));
        }
      }
      case POD -> below.addAll(shown(node.kids().started()));
      case CONTAINER, SKIPPED, SUSPEND, HTTP, PLUGIN -> {}
    }
    if (out.isEmpty()) {
      out.add(number);
    }
    node.hooks().values().forEach(hook -> below.addAll(shown(List.of(hook))));
    sum(node);
  }

  /// A group becomes the child of whatever the group before it ended with.
  private void follows(int later, int earlier) {
    for (var last : outbound(earlier)) {
      children(last).add(later);
    }
  }

  private void dag(Node node) {
    var plan = run.templateOf(node).dag();
    var tasks = node.kids().started();
    for (var task = 0; task < tasks.size(); task++) {
      if (!isShown(tasks.get(task))) {
        continue;
      }
      var first = true;
      for (var dependency : plan.dependencies(task)) {
        if (isShown(tasks.get(dependency))) {
          follows(tasks.get(task), tasks.get(dependency));
          first = false;
        }
      }
      if (first) {
        children(node.number()).add(tasks.get(task));
      }
    }
    var targets = plan.targets(Scopes.targets(run, node));
    targets.stream()
        .map(tasks::get)
        .filter(this::isShown)
        .forEach(task -> outbound(node.number()).addAll(outbound(task)));
  }

  /// The children of a group in the order of their calls, each loop's in the order of its items.
  private List<Integer> held(Node group) {
    var kids = group.kids();
    var held = new ArrayList<Integer>();
    for (var spot = 0; spot < kids.started().size(); spot++) {
      var loop = kids.loop(spot);
      held.addAll(shown(loop == null ? List.of(kids.started().get(spot)) : loop.nodes()));
    }
    return held;
  }

  private List<Integer> shown(Iterable<Integer> numbers) {
    var shown = new ArrayList<Integer>();
    for (var number : numbers) {
      if (isShown(number)) {
        shown.add(number);
      }
    }
    return shown;
  }

  private boolean isShown(int number) {
    return ids.containsKey(number);
  }

  private Set<Integer> children(int number) {
    return children.get(number);
  }

  private Set<Integer> outbound(int number) {
    return outbound.get(number);
  }

  private void sum(Node node) {
    var total = progress.merge(node.number(), node.progress(), Progress::plus);
    var taken = resources.merge(node.number(), Resources.of(run, node), Resources::plus);
    if (node.parent() != Run.NOBODY && isShown(node.parent())) {
      progress.merge(node.parent(), total, Progress::plus);
      resources.merge(node.parent(), taken, Resources::plus);
    }
  }

  ObjectNode json() {
    var nodes = JsonNodeFactory.instance.objectNode();
    for (var node : run.nodes()) {
      if (isShown(node.number())) {
        nodes.set(ids.get(node.number()), json(node));
      }
    }
    return nodes;
  }

  private ObjectNode json(Node node) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", ids.get(node.number()));
    json.put("name", node.name());
    json.put("displayName", RunStatus.displayName(run, node));
    json.put("type", node.type().toString());
    template(node, json);
    json.put("phase", node.phase().toString());
    if (node.boundary() != Run.NOBODY) {
      json.put("boundaryID", ids.get(node.boundary()));
    }
    WorkflowView.put(json, "message", node.message());
    WorkflowView.put(json, "startedAt", WorkflowView.time(node.startedAt()));
    WorkflowView.put(json, "finishedAt", WorkflowView.time(node.finishedAt()));
    if (progress.get(node.number()).total() > 0) {
      json.put("progress", progress.get(node.number()).toString());
    }
    var estimate = run.plan().estimate(node.name().substring(run.id().name().length()));
    if (estimate > 0 && node.parent() != Run.NOBODY) {
      json.put("estimatedDuration", estimate);
    }
    WorkflowView.resources(json, resources.getOrDefault(node.number(), Resources.NONE));
    WorkflowView.put(json, "podIP", node.ip());
    WorkflowView.put(json, "hostNodeName", node.host());
    if (node.daemoned() && !node.ended()) {
      json.put("daemoned", true);
    }
    flags(node, json);
    inputs(node, json);
    outputs(node.outputs(), json);
    waiting(node, json);
    memo(node, json);
    edges(json, "children", children(node.number()));
    if (node.holds() || node.type() == NodeType.RETRY) {
      edges(json, "outboundNodes", outbound(node.number()));
    }
    return json;
  }

  /// A template of another resource is named by `templateRef` where it is called by one; plain
  /// names are looked up in `templateScope`.
  private void template(Node node, ObjectNode json) {
    var key = node.template();
    if (key.isEmpty()) {
      return;
    }
    var caller = node.boundary() == Run.NOBODY ? "" : run.node(node.boundary()).template();
    var owner = Target.owner(key);
    var scope = caller.isEmpty() ? "local" : Target.owner(caller);
    if (owner.equals(scope)) {
      WorkflowView.put(json, "templateName", RunStatus.templateName(run, node));
    } else {
      var ref = json.putObject("templateRef");
      ref.put("name", owner.substring(owner.indexOf('/') + 1));
      ref.put("template", RunStatus.templateName(run, node));
      if (owner.startsWith("cluster/")) {
        ref.put("clusterScope", true);
      }
    }
    json.put("templateScope", scope.equals("local") ? "local/" + run.id().name() : scope);
  }

  private static void flags(Node node, ObjectNode json) {
    if (RunStatus.hooked(node)) {
      json.putObject("nodeFlag").put("hooked", true);
    } else if (node.role() == Role.ATTEMPT) {
      json.putObject("nodeFlag").put("retried", true);
    }
  }

  private void inputs(Node node, ObjectNode json) {
    var values = Steps.inputs(run, node);
    var artifacts = node.added().artifacts();
    if (!values.isEmpty()) {
      json.withObjectProperty("inputs").set("parameters", WorkflowView.parameters(values));
    }
    if (!artifacts.isEmpty()) {
      json.withObjectProperty("inputs").set("artifacts", WorkflowView.artifacts(artifacts));
    }
  }

  private static void outputs(Outputs outputs, ObjectNode json) {
    if (outputs.isEmpty()) {
      return;
    }
    var object = json.putObject("outputs");
    if (!outputs.parameters().isEmpty()) {
      object.set("parameters", WorkflowView.parameters(outputs.parameters()));
    }
    if (!outputs.artifacts().isEmpty()) {
      object.set("artifacts", WorkflowView.artifacts(outputs.artifacts()));
    }
    if (outputs.result() != null) {
      object.put("result", outputs.result());
    }
    if (outputs.exitCode() != null) {
      object.put("exitCode", outputs.exitCode());
    }
  }

  private void waiting(Node node, ObjectNode json) {
    if (node.held()) {
      run.locks()
          .get(node.number())
          .forEach(
              locks -> json.putObject("synchronizationStatus").put("waiting", locks.getFirst()));
    }
  }

  private static void memo(Node node, ObjectNode json) {
    var memo = node.memo();
    if (memo != null && memo.stage() != Memo.Stage.ASKED) {
      json.putObject("memoizationStatus")
          .put("hit", memo.stage() == Memo.Stage.HIT)
          .put("key", memo.key())
          .put("cacheName", memo.cache());
    }
  }

  private void edges(ObjectNode json, String field, Set<Integer> numbers) {
    if (!numbers.isEmpty()) {
      ArrayNode list = json.putArray(field);
      numbers.forEach(number -> list.add(ids.get(number)));
    }
  }
}
