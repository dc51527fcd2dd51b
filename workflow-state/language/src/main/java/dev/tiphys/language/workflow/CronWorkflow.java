package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Workflow that runs on schedules (F169–F180).
public record CronWorkflow(
    ObjectMeta metadata,
    List<String> schedules,
    @Nullable String timezone,
    @Nullable String concurrencyPolicy,
    @Nullable Long startingDeadlineSeconds,
    @Nullable Long successfulJobsHistoryLimit,
    @Nullable Long failedJobsHistoryLimit,
    @Nullable String when,
    @Nullable String stopExpression,
    boolean suspend,
    WorkflowSpec workflowSpec,
    JsonNode json)
    implements Resource {
  /// @throws MalformedResourceException when a field has the wrong type or a needed one is absent
  public static CronWorkflow from(JsonNode json) {
    var fields = Fields.of(json);
    var metadata = fields.objectOrEmpty("metadata", ObjectMeta::from);
    return fields.objectOrEmpty(
        "spec",
        spec ->
            new CronWorkflow(
                metadata,
                spec.texts("schedules"),
                spec.text("timezone"),
                spec.text("concurrencyPolicy"),
                spec.integer("startingDeadlineSeconds"),
                spec.integer("successfulJobsHistoryLimit"),
                spec.integer("failedJobsHistoryLimit"),
                spec.text("when"),
                spec.object("stopStrategy", stop -> stop.text("expression")),
                spec.flag("suspend"),
                spec.objectOrEmpty("workflowSpec", WorkflowSpec::from),
                json));
  }

  @Override
  public String kind() {
    return "CronWorkflow";
  }
}
