package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// What whoever runs Tiphys decides for all runs; the names are those of Argo's
/// `workflow-controller-configmap`.
///
/// @param workflowDefaults a Workflow's `metadata` and `spec`, assumed where nothing else is said
///     (F213)
public record ControllerConfig(
    @Nullable JsonNode workflowDefaults, TemplateReferencing templateReferencing) {
  /// Nothing decided.
  public static final ControllerConfig NONE = new ControllerConfig(null, TemplateReferencing.OFF);
}
