package dev.tiphys.engine.cron;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;

/// `status` of a CronWorkflow, as Argo shows it (F178).
public final class CronStatus {
  /// The label of a CronWorkflow that has stopped for good.
  public static final String COMPLETED = "cronworkflows.argoproj.io/completed";

  private CronStatus() {}

  /// The status for this state.
  public static ObjectNode of(CronState state) {
    var status = JsonNodeFactory.instance.objectNode();
    var active = status.putArray("active");
    for (var run : state.runs().active().values()) {
      if (run.begun()) {
        active
            .addObject()
            .put("apiVersion", "argoproj.io/v1alpha1")
            .put("kind", "Workflow")
            .put("name", run.name())
            .put("namespace", state.requireDefinition().namespace())
            .put("uid", run.uid());
      }
    }
    var last = state.lastScheduled();
    if (last == null) {
      status.putNull("lastScheduledTime");
    } else {
      status.put("lastScheduledTime", last.truncatedTo(ChronoUnit.SECONDS).toString());
    }
    var conditions = status.putArray("conditions");
    if (state.definition() != null && state.definition().problem() != null) {
      condition(conditions.addObject(), "SpecError", state.definition().problem());
    }
    if (state.trouble() != null) {
      condition(conditions.addObject(), "SubmissionError", state.trouble());
    }
    status.put("succeeded", state.succeeded());
    status.put("failed", state.failed());
    status.put("phase", state.stopped() ? "Stopped" : "Active");
    return status;
  }

  private static void condition(ObjectNode condition, String type, String message) {
    condition.put("type", type).put("status", "True").put("message", message);
  }
}
