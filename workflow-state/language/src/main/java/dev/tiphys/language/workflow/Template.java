package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One template: what a node does, and under which rules. Pod settings (volumes, sidecars,
/// affinity, …) are read from [#json].
///
/// @param name null only for an inline template
/// @param annotations of the node, not of the pod (F033)
/// @param activeDeadlineSeconds an integer or a text with tags, in seconds (F027)
/// @param timeout duration since the node's start (F028)
/// @param pendingTimeout duration since the node's start while it is still Pending (F028)
/// @param parallelism the most active children of this steps or dag template (F030)
/// @param failFast start no new child once one has failed (F031); that of a dag's body is another
public record Template(
    @Nullable String name,
    Inputs inputs,
    Outputs outputs,
    Body body,
    Metadata metadata,
    Map<String, String> annotations,
    @Nullable RetryStrategy retryStrategy,
    @Nullable String timeout,
    @Nullable String pendingTimeout,
    @Nullable String activeDeadlineSeconds,
    @Nullable Long parallelism,
    boolean failFast,
    boolean daemon,
    @Nullable Memoize memoize,
    @Nullable Synchronization synchronization,
    List<Prometheus> metrics,
    @Nullable String podSpecPatch,
    @Nullable JsonNode archiveLocation,
    @Nullable String serviceAccountName,
    JsonNode json) {
  /// Reads one template, after defaults were merged into it.
  ///
  /// @throws MalformedResourceException when a field has the wrong type, or when there is not
  ///     exactly one template type
  public static Template from(JsonNode json) {
    return from(Fields.of(json));
  }

  static Template from(Fields fields) {
    return new Template(
        fields.text("name"),
        fields.objectOrEmpty("inputs", Inputs::from),
        fields.objectOrEmpty("outputs", Outputs::from),
        Body.from(fields),
        fields.objectOrEmpty("metadata", Metadata::from),
        fields.textMap("annotations"),
        fields.object("retryStrategy", RetryStrategy::from),
        fields.text("timeout"),
        fields.text("pendingTimeout"),
        fields.text("activeDeadlineSeconds"),
        fields.integer("parallelism"),
        fields.flag("failFast"),
        fields.flag("daemon"),
        fields.object("memoize", Memoize::from),
        fields.object("synchronization", Synchronization::from),
        Prometheus.listFrom(fields),
        fields.text("podSpecPatch"),
        fields.json("archiveLocation"),
        fields.text("serviceAccountName"),
        fields.node());
  }
}
