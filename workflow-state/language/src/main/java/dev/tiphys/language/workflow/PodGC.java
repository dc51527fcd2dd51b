package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// When pods that ended are deleted (F191).
///
/// @param strategy `OnPodCompletion`, `OnPodSuccess`, `OnWorkflowCompletion`, `OnWorkflowSuccess`;
///     empty or null keeps them
/// @param deleteDelayDuration Go duration
public record PodGC(
    @Nullable String strategy,
    @Nullable JsonNode labelSelector,
    @Nullable String deleteDelayDuration) {
  static PodGC from(Fields fields) {
    return new PodGC(
        fields.text("strategy"), fields.json("labelSelector"), fields.text("deleteDelayDuration"));
  }
}
