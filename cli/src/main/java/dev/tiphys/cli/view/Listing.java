package dev.tiphys.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// The table of `list`.
///
/// @param namespaces whether to say which namespace each is in
/// @param wide with counts of nodes and parameters
/// @param titles whether there is a first line of titles
public record Listing(boolean namespaces, boolean wide, boolean titles, Moment moment) {
  /// First what is not finished, then the newest.
  public static final Comparator<WorkflowView> ORDER =
      Comparator.comparing(WorkflowView::isFinished)
          .thenComparing(
              workflow -> Objects.requireNonNullElse(workflow.createdAt(), Instant.MIN),
              Comparator.reverseOrder())
          .thenComparing(WorkflowView::name);

  public List<String> lines(List<WorkflowView> workflows) {
    var table = new Table(3, titleCells());
    workflows.stream().sorted(ORDER).forEach(workflow -> table.add(cells(workflow)));
    var lines = table.lines();
    return titles ? lines : lines.subList(1, lines.size());
  }

  private List<String> titleCells() {
    var cells = new ArrayList<String>();
    if (namespaces) {
      cells.add("NAMESPACE");
    }
    cells.addAll(List.of("NAME", "STATUS", "AGE", "DURATION", "PRIORITY"));
    if (wide) {
      cells.addAll(List.of("P/R/C", "PARAMETERS"));
    }
    cells.add("MESSAGE");
    return cells;
  }

  private List<String> cells(WorkflowView workflow) {
    var cells = new ArrayList<String>();
    if (namespaces) {
      cells.add(workflow.namespace());
    }
    var created = workflow.createdAt();
    var priority = Json.text(workflow.json(), "spec", "priority");
    cells.add(workflow.name());
    cells.add(workflow.status());
    cells.add(created == null ? "" : Durations.brief(Duration.between(created, moment.now())));
    cells.add(workflow.startedAt() == null ? "0s" : workflow.duration(moment));
    cells.add(priority.isEmpty() ? "0" : priority);
    if (wide) {
      cells.add(counts(workflow));
      cells.add(parameters(workflow.json()));
    }
    cells.add(workflow.message());
    return cells;
  }

  /// Steps that are pending, running and completed.
  private static String counts(WorkflowView workflow) {
    var pending = 0;
    var running = 0;
    var completed = 0;
    for (var node : workflow.nodes().values()) {
      if (node.isPod()) {
        switch (node.phase()) {
          case "", "Pending" -> pending++;
          case "Running" -> running++;
          default -> completed++;
        }
      }
    }
    return pending + "/" + running + "/" + completed;
  }

  private static String parameters(JsonNode json) {
    var parameters = json.path("spec").path("arguments").path("parameters");
    return StreamSupport.stream(parameters.spliterator(), false)
        .map(parameter -> Json.text(parameter, "name") + "=" + Json.text(parameter, "value"))
        .collect(Collectors.joining(","));
  }
}
