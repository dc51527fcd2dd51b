package dev.tiphys.engine.rehearsal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.WorkflowView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// How a rehearsal went.
///
/// @param run as it was at the end
/// @param duration of the run; if it has not finished, until nothing happened any more
/// @param parts all nodes in the order in which they came to be, tries included
/// @param problems what the script left open; with any of them the rest says little
public record Performance(
    Run run, Instant start, Duration duration, List<Part> parts, List<String> problems) {
  public Performance {
    parts = List.copyOf(parts);
    problems = List.copyOf(problems);
  }

  /// The Workflow as Argo would show it.
  public ObjectNode workflow() {
    return WorkflowView.of(run, 1);
  }
}
