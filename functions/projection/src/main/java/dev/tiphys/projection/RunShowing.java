package dev.tiphys.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.doorway.Runs;
import dev.tiphys.events.RunId;
import java.util.Optional;

/// Workflows show their runs.
record RunShowing(Runs runs, WorkflowObjects workflows) implements Showing<RunId> {
  @Override
  public Optional<JsonNode> find(RunId run) {
    return workflows.find(run);
  }

  @Override
  public boolean replaceStatus(RunId run, JsonNode workflow, ObjectNode status) {
    return workflows.replaceStatus(run, workflow, status);
  }

  @Override
  public Seen see(RunId run, JsonNode workflow) {
    var view = runs.load(run);
    return new Seen(
        view.version(),
        view.state().started() ? StatusView.of(view.state(), view.version()) : null);
  }
}
