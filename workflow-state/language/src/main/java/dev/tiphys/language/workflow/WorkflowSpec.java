package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to run and under which rules. Pod settings for all templates (affinity, tolerations, dns,
/// …) are read from [#json].
///
/// @param templateDefaults merged under every template before use (F034); JSON because merging is
/// @param activeDeadlineSeconds for the whole run from its start; 0 ends it at once (F114)
/// @param parallelism the most pods that run at once (F134)
/// @param shutdown `Stop` or `Terminate`
public record WorkflowSpec(
    @Nullable String entrypoint,
    Arguments arguments,
    List<Template> templates,
    @Nullable JsonNode templateDefaults,
    @Nullable WorkflowTemplateRef workflowTemplateRef,
    @Nullable String onExit,
    Map<String, LifecycleHook> hooks,
    @Nullable Long parallelism,
    @Nullable Long activeDeadlineSeconds,
    @Nullable RetryStrategy retryStrategy,
    @Nullable String shutdown,
    boolean suspend,
    @Nullable Synchronization synchronization,
    @Nullable TTLStrategy ttlStrategy,
    @Nullable PodGC podGC,
    @Nullable Long priority,
    @Nullable String serviceAccountName,
    WorkflowMetadata workflowMetadata,
    Metadata podMetadata,
    @Nullable String podSpecPatch,
    List<JsonNode> volumes,
    List<JsonNode> volumeClaimTemplates,
    @Nullable JsonNode volumeClaimGC,
    @Nullable JsonNode artifactRepositoryRef,
    @Nullable JsonNode artifactGC,
    @Nullable Boolean archiveLogs,
    List<Prometheus> metrics,
    JsonNode json) {
  /// @throws MalformedResourceException when a field has the wrong type or a needed one is absent
  public static WorkflowSpec from(JsonNode json) {
    return from(Fields.of(json));
  }

  static WorkflowSpec from(Fields fields) {
    return new WorkflowSpec(
        fields.text("entrypoint"),
        fields.objectOrEmpty("arguments", Arguments::from),
        fields.objects("templates", Template::from),
        fields.json("templateDefaults"),
        fields.object("workflowTemplateRef", WorkflowTemplateRef::from),
        fields.text("onExit"),
        fields.objectMap("hooks", LifecycleHook::from),
        fields.integer("parallelism"),
        fields.integer("activeDeadlineSeconds"),
        fields.object("retryStrategy", RetryStrategy::from),
        fields.text("shutdown"),
        fields.flag("suspend"),
        fields.object("synchronization", Synchronization::from),
        fields.object("ttlStrategy", TTLStrategy::from),
        fields.object("podGC", PodGC::from),
        fields.integer("priority"),
        fields.text("serviceAccountName"),
        fields.objectOrEmpty("workflowMetadata", WorkflowMetadata::from),
        fields.objectOrEmpty("podMetadata", Metadata::from),
        fields.text("podSpecPatch"),
        fields.jsons("volumes"),
        fields.jsons("volumeClaimTemplates"),
        fields.json("volumeClaimGC"),
        fields.json("artifactRepositoryRef"),
        fields.json("artifactGC"),
        fields.has("archiveLogs") ? fields.flag("archiveLogs") : null,
        Prometheus.listFrom(fields),
        fields.node());
  }
}
