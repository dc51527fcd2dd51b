package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What whoever runs Tiphys decides for all runs; the names are those of Argo's
/// `workflow-controller-configmap`.
///
/// @param workflowDefaults a Workflow's `metadata` and `spec`, assumed where nothing else is said
///     (F213)
/// @param parallelism whether there is a limit on how many runs go on at once (F133)
/// @param namespaceParallelism whether there is one for each namespace
/// @param artifactRepository where artifacts lie if neither a Workflow nor its namespace says it
///     (F059); null for the store of the host
public record ControllerConfig(
    @Nullable JsonNode workflowDefaults,
    TemplateReferencing templateReferencing,
    boolean parallelism,
    boolean namespaceParallelism,
    @Nullable JsonNode artifactRepository,
    @Nullable String podGcDelay) {
  /// The label of a namespace that limits how many of its runs go on at once (F133).
  public static final String LIMIT = "workflows.argoproj.io/parallelism-limit";

  /// Nothing decided.
  public static final ControllerConfig NONE = new ControllerConfig(null, TemplateReferencing.OFF);

  /// What the configuration of Argo's controller says.
  public static ControllerConfig of(JsonNode config) {
    return new ControllerConfig(
        config.get("workflowDefaults"),
        TemplateReferencing.of(
            config.path("workflowRestrictions").path("templateReferencing").asText("")),
        config.path("parallelism").asInt() > 0,
        config.path("namespaceParallelism").asInt() > 0,
        config.get("artifactRepository"),
        config.path("podGCDeleteDelayDuration").textValue());
  }

  /// Without a limit on how many runs go on at once.
  public ControllerConfig(
      @Nullable JsonNode workflowDefaults, TemplateReferencing templateReferencing) {
    this(workflowDefaults, templateReferencing, false, false, null, null);
  }

  /// The locks that stand for room among other runs. That of the namespace comes first: who waits
  /// there must not keep room from other namespaces.
  List<String> slots(String namespace, Resources resources) {
    var limited =
        namespaceParallelism
            || resources.reachable()
                && resources
                    .find(Resources.Kind.NAMESPACE, "", namespace)
                    .map(found -> found.at("/metadata/labels").has(LIMIT))
                    .orElse(false);
    return Stream.of(
            limited ? namespace + "/Parallelism/namespace" : "",
            parallelism ? "*/Parallelism/all" : "")
        .filter(slot -> !slot.isEmpty())
        .toList();
  }
}
