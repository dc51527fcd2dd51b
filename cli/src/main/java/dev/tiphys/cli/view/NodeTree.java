package dev.tiphys.cli.view;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Who stands below whom in the picture of a run.
///
/// The graph's edges say what follows what; people want to see what is part of what. So a node
/// stands below the group or the retry that it is a member of, else below its boundary. Nodes that
/// belong nowhere (exit handlers, and whatever a broken status holds) stand beside the root. Every
/// node comes once, whatever the status says.
final class NodeTree {
  /// Deeper nodes are drawn at this depth: an indentation of nothing but lines says nothing more.
  static final int DEPTH_MAX = 100;

  private static final Comparator<NodeView> BY_START =
      Comparator.comparing(
              (NodeView node) -> Objects.requireNonNullElse(node.startedAt(), Instant.MAX))
          .thenComparing(NodeView::name);

  /// A node and the lines that lead to it.
  record Row(String lines, int depth, NodeView node) {}

  private record Step(NodeView node, String lines, String below, int depth) {}

  private final WorkflowView workflow;
  private final Map<String, List<NodeView>> members = new HashMap<>();
  private final List<NodeView> roots = new ArrayList<>();
  private final Set<String> drawn = new HashSet<>();
  private final List<Row> rows = new ArrayList<>();

  private NodeTree(WorkflowView workflow) {
    this.workflow = workflow;
    var parents = parents();
    var byBoundary = new LinkedHashMap<String, List<NodeView>>();
    for (var node : workflow.nodes().values()) {
      var parent = parents.get(node.id());
      if (parent == null) {
        var boundary = node.boundary();
        if (!boundary.equals(node.id()) && workflow.nodes().containsKey(boundary)) {
          byBoundary.computeIfAbsent(boundary, _ -> new ArrayList<>()).add(node);
        } else {
          roots.add(node);
        }
      }
    }
    byBoundary.forEach(
        (boundary, nodes) -> {
          nodes.sort(BY_START);
          members.computeIfAbsent(boundary, _ -> new ArrayList<>()).addAll(nodes);
        });
    roots.sort(
        Comparator.comparing((NodeView node) -> !node.id().equals(workflow.name()))
            .thenComparing(BY_START));
  }

  /// The rows of the tree, from above. Nodes that `wanted` refuses are left out, unless one below
  /// them is wanted.
  static List<Row> rows(WorkflowView workflow, Predicate<NodeView> wanted) {
    var tree = new NodeTree(workflow);
    tree.roots.forEach(tree::draw);
    // What is left stands in a circle: no status of ours, but no reason to hide it.
    workflow.nodes().values().forEach(tree::draw);
    return tree.chosen(wanted);
  }

  /// Who is a member of which group or retry, by the ids of both. Their children are also what
  /// follows them, so the name has to agree: members of `a` are called `a(0)` or `a.b`.
  private Map<String, String> parents() {
    var parents = new HashMap<String, String>();
    for (var node : workflow.nodes().values()) {
      var sign =
          switch (node.type()) {
            case "StepGroup" -> ".";
            case "TaskGroup", "Retry" -> "(";
            default -> null;
          };
      if (sign == null) {
        continue;
      }
      for (var id : node.children()) {
        var child = workflow.nodes().get(id);
        if (child != null
            && child.name().startsWith(node.name() + sign)
            && parents.putIfAbsent(id, node.id()) == null) {
          members.computeIfAbsent(node.id(), _ -> new ArrayList<>()).add(child);
        }
      }
    }
    containers(parents);
    return parents;
  }

  /// Containers of a set stand below their pod, whichever of them follow each other.
  private void containers(Map<String, String> parents) {
    var pods = new HashMap<String, String>();
    for (var node : workflow.nodes().values()) {
      if (node.type().equals("Pod")) {
        pods.put(node.name(), node.id());
      }
    }
    for (var node : workflow.nodes().values()) {
      var dot = node.name().lastIndexOf('.');
      var pod =
          node.type().equals("Container") && dot > 0
              ? pods.get(node.name().substring(0, dot))
              : null;
      if (pod != null && parents.putIfAbsent(node.id(), pod) == null) {
        members.computeIfAbsent(pod, _ -> new ArrayList<>()).add(node);
      }
    }
  }

  private void draw(NodeView root) {
    var open = new ArrayDeque<Step>();
    open.push(new Step(root, " ", " ", 0));
    while (!open.isEmpty()) {
      var step = open.pop();
      if (!drawn.add(step.node().id())) {
        continue;
      }
      rows.add(new Row(step.lines(), step.depth(), step.node()));
      var below = below(step);
      for (var i = below.size() - 1; i >= 0; i--) {
        open.push(below.get(i));
      }
    }
  }

  private List<Step> below(Step step) {
    var groups = new ArrayList<List<NodeView>>();
    for (var member : membersOf(step.node())) {
      if (member.type().equals("StepGroup")) {
        // A group of steps is no line of its own: its steps are drawn side by side.
        drawn.add(member.id());
        groups.add(membersOf(member));
      } else {
        groups.add(List.of(member));
      }
    }
    groups.removeIf(List::isEmpty);
    var isSteps = step.node().type().equals("Steps");
    var steps = new ArrayList<Step>();
    for (var i = 0; i < groups.size(); i++) {
      draw(groups.get(i), i == groups.size() - 1, isSteps, step, steps);
    }
    return steps;
  }

  private static void draw(
      List<NodeView> group, boolean lastGroup, boolean isSteps, Step above, List<Step> steps) {
    var deep = above.depth() >= DEPTH_MAX;
    for (var j = 0; j < group.size(); j++) {
      var last = j == group.size() - 1;
      var side = lastGroup ? "  " : "│ ";
      String lines;
      String below;
      if (isSteps) {
        var branch = (lastGroup ? "└─" : "├─") + (group.size() > 1 ? "┬─" : "──");
        lines = j == 0 ? branch : side + (last ? "└─" : "├─");
        below = side + (last ? "  " : "│ ");
      } else {
        lines = lastGroup ? "└─" : "├─";
        below = side;
      }
      steps.add(
          new Step(
              group.get(j),
              above.below() + lines,
              deep ? above.below() : above.below() + below,
              above.depth() + 1));
    }
  }

  private List<NodeView> membersOf(NodeView node) {
    return members.getOrDefault(node.id(), List.of());
  }

  private List<Row> chosen(Predicate<NodeView> wanted) {
    var chosen = new ArrayDeque<Row>();
    // From below: a row that is not wanted stays if the one kept last stands deeper.
    @Nullable Row kept = null;
    for (var row : rows.reversed()) {
      if (wanted.test(row.node()) || kept != null && kept.depth() > row.depth()) {
        chosen.addFirst(row);
        kept = row;
      }
    }
    return List.copyOf(chosen);
  }
}
