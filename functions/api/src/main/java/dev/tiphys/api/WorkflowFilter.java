package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which workflows a list or a watch is about.
record WorkflowFilter(
    LabelSelector labels,
    FieldSelector fields,
    @Nullable Instant createdAfter,
    @Nullable Instant finishedBefore) {
  static WorkflowFilter of(Call call) {
    return new WorkflowFilter(
        LabelSelector.parse(call.text("listOptions.labelSelector")),
        FieldSelector.parse(
            call.text("listOptions.fieldSelector"),
            FieldSelector.NameFilter.parse(call.text("nameFilter"))),
        call.time("createdAfter"),
        call.time("finishedBefore"));
  }

  boolean test(JsonNode workflow) {
    return labels.test(workflow)
        && fields.test(workflow)
        && (createdAfter == null || after(workflow.path("metadata").path("creationTimestamp")))
        && (finishedBefore == null || before(workflow.path("status").path("finishedAt")));
  }

  private boolean after(JsonNode created) {
    var time = Resources.time(created);
    return time != null && createdAfter != null && time.isAfter(createdAfter);
  }

  private boolean before(JsonNode finished) {
    var time = Resources.time(finished);
    return time != null && finishedBefore != null && time.isBefore(finishedBefore);
  }
}
