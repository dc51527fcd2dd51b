package dev.tiphys.cli.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A Workflow as lines of text: its header and the tree of its nodes.
public record Picture(Look look, Moment moment, Predicate<NodeView> wanted) {
  /// How much the tree tells.
  public enum Detail {
    /// Steps, durations and messages.
    SHORT,
    /// Templates and pods as well.
    NORMAL,
    /// Artifacts, resources and hosts as well.
    WIDE
  }

  /// A picture of all nodes.
  public static Picture of(Look look, Moment moment) {
    return new Picture(look, moment, _ -> true);
  }

  /// What `get` prints.
  public List<String> whole(WorkflowView workflow, Detail detail) {
    var tree = tree(workflow, detail);
    if (detail == Detail.SHORT) {
      return tree;
    }
    var lines = new ArrayList<>(Header.lines(workflow, moment));
    if (!tree.isEmpty()) {
      lines.add("");
      lines.addAll(tree);
    }
    return lines;
  }

  /// A line of titles and one for each node; nothing without a node.
  public List<String> tree(WorkflowView workflow, Detail detail) {
    var rows = rows(workflow);
    if (rows.isEmpty()) {
      return List.of();
    }
    var table = new Table(2, titles(detail));
    rows.forEach(row -> table.add(cells(workflow, row, detail)));
    return table.lines();
  }

  List<NodeTree.Row> rows(WorkflowView workflow) {
    return NodeTree.rows(workflow, wanted);
  }

  private static List<String> titles(Detail detail) {
    return switch (detail) {
      case SHORT -> List.of("STEP", "DURATION", "MESSAGE");
      case NORMAL -> List.of("STEP", "TEMPLATE", "PODNAME", "DURATION", "MESSAGE");
      case WIDE ->
          List.of(
              "STEP",
              "TEMPLATE",
              "PODNAME",
              "DURATION",
              "ARTIFACTS",
              "MESSAGE",
              "RESOURCESDURATION",
              "NODENAME");
    };
  }

  private List<String> cells(WorkflowView workflow, NodeTree.Row row, Detail detail) {
    var node = row.node();
    var step = look.lines(row.lines()) + look.icon(node) + " " + node.displayName();
    return switch (detail) {
      case SHORT -> List.of(step, node.duration(moment), node.message());
      case NORMAL ->
          List.of(
              step, node.template(), workflow.podName(node), node.duration(moment), node.message());
      case WIDE ->
          List.of(
              step,
              node.template(),
              workflow.podName(node),
              node.duration(moment),
              node.artifacts(),
              node.message(),
              Header.resources(node.json().path("resourcesDuration")),
              Json.text(node.json(), "hostNodeName"));
    };
  }

  /// A picture that fits a window: a line on the run, then as much of the tree as there is room
  /// for, where most is going on, with counts of what is above and below.
  ///
  /// @param height of the picture in lines; at least 4 are used
  public List<String> window(WorkflowView workflow, int height) {
    var lines = new ArrayList<String>();
    lines.add(summary(workflow));
    var rows = rows(workflow);
    var room = Math.max(4, height) - 1;
    if (rows.size() + 1 <= room) {
      lines.addAll(tree(workflow, Detail.SHORT));
      return lines;
    }
    // A line tells of what is hidden above, and one of what is hidden below.
    var focus = focus(rows);
    var start = focus < room - 1 ? 0 : Math.min(focus - room + 3, rows.size() - room + 1);
    var end = Math.min(rows.size(), start + room - (start == 0 ? 1 : 2));
    if (end == rows.size() - 1 && start > 0) {
      end++;
    }
    var table = new Table(2, List.of("", "", ""));
    rows.subList(start, end).forEach(row -> table.add(cells(workflow, row, Detail.SHORT)));
    hidden("above", rows.subList(0, start)).forEach(lines::add);
    lines.addAll(table.lines().subList(1, end - start + 1));
    hidden("below", rows.subList(end, rows.size())).forEach(lines::add);
    return lines;
  }

  private String summary(WorkflowView workflow) {
    var parts =
        Stream.of(
                look.icon(workflow.phase()) + " " + workflow.name(),
                workflow.status(),
                workflow.duration(moment),
                workflow.progress(),
                workflow.message())
            .filter(part -> !part.isEmpty());
    return String.join("  ", parts.toList());
  }

  /// The last row that runs, else the last one that is finished.
  private static int focus(List<NodeTree.Row> rows) {
    var finished = 0;
    for (var i = rows.size() - 1; i >= 0; i--) {
      var node = rows.get(i).node();
      if (node.phase().equals("Running")) {
        return i;
      }
      if (finished == 0 && node.isFinished()) {
        finished = i;
      }
    }
    return finished;
  }

  private static Stream<String> hidden(String where, List<NodeTree.Row> rows) {
    return rows.isEmpty()
        ? Stream.empty()
        : Stream.of(
            " … %d %s: %s"
                .formatted(
                    rows.size(),
                    where,
                    WorkflowView.phases(rows.stream().map(NodeTree.Row::node).toList())));
  }
}
