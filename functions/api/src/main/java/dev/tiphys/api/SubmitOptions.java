package dev.tiphys.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a person says when submitting from a template. What is null or empty was not said.
///
/// @param resourceKind `WorkflowTemplate`, `ClusterWorkflowTemplate` or `CronWorkflow`
/// @param parameters arguments of the workflow by name, instead of the template's
/// @param artifacts keys of artifacts by name
/// @param dryRun start nothing: only show the Workflow that it would be
public record SubmitOptions(
    String resourceKind,
    String resourceName,
    @Nullable String name,
    @Nullable String generateName,
    @Nullable String entryPoint,
    Map<String, String> parameters,
    @Nullable String serviceAccount,
    Map<String, String> labels,
    Map<String, String> annotations,
    Map<String, String> artifacts,
    @Nullable String podPriorityClassName,
    @Nullable Integer priority,
    boolean dryRun) {
  public SubmitOptions {
    parameters = ordered(parameters);
    labels = ordered(labels);
    annotations = ordered(annotations);
    artifacts = ordered(artifacts);
  }

  static Map<String, String> ordered(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
