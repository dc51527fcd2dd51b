package dev.tiphys.projection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunFact.Shutdown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What people ask of a run by editing its Workflow: `spec.suspend` and `spec.shutdown`. Pure.
final class Wishes {
  /// The generation of the Workflow whose wishes were passed on last.
  static final String GENERATION = "observedGeneration";

  private Wishes() {}

  /// Whether the spec was edited since wishes were passed on. A Workflow begins with generation 1,
  /// whose wishes the start of the run has taken.
  static boolean are(JsonNode workflow) {
    return generation(workflow) > workflow.path("status").path(GENERATION).asLong(1);
  }

  /// Which edit of the Workflow this is.
  static long generation(JsonNode workflow) {
    return workflow.at("/metadata/generation").asLong(1);
  }

  /// What the spec asks for that the run, as `shown` has it, does not do.
  ///
  /// @param shown as [dev.tiphys.engine.WorkflowView] shows the run
  static List<RunCommand> of(JsonNode workflow, JsonNode shown, Instant at) {
    var wishes = new ArrayList<RunCommand>();
    var suspend = workflow.at("/spec/suspend").asBoolean();
    if (suspend != shown.at("/spec/suspend").asBoolean()) {
      wishes.add(suspend ? new SuspendRun(at) : new ResumeRun("", at));
    }
    var shutdown = workflow.at("/spec/shutdown").asText("");
    if (!shutdown.isEmpty() && !shutdown.equals(shown.at("/spec/shutdown").asText(""))) {
      strategy(shutdown, at, wishes);
    }
    return wishes;
  }

  /// What is neither is refused by the schema; where there is none it asks for nothing.
  private static void strategy(String text, Instant at, List<RunCommand> wishes) {
    for (var strategy : Shutdown.values()) {
      if (strategy.toString().equals(text)) {
        wishes.add(new StopRun(strategy, "", null, at));
      }
    }
  }
}
