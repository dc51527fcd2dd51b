package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.RunId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that a runner has to know to execute one try of one node, and nothing else.
///
/// @param node number of the node in its run; each try has its own
/// @param podName unique for run and node, so that creating it twice is creating it once (F202)
/// @param template Argo's template with every tag substituted, `inputs.parameters[].value` filled
///   in and templateDefaults merged
/// @param spec the spec of the workflow without its templates, substituted with global values:
///   volumes, service account, pod metadata and the like
/// @param captureResult whether anybody refers to `outputs.result` of this step (F048)
/// @param deadline when the step must have ended, by the shorter of its own and the run's limits
/// @param labels of the Workflow, for the runner to hand down
/// @param repository the run's artifact repository as `status.artifactRepositoryRef` has it, with
///   the tags of its key format substituted; `default: true` alone is that of the host
public record Step(
    RunId run,
    int node,
    String nodeId,
    String nodeName,
    String podName,
    NodeType type,
    JsonNode template,
    JsonNode spec,
    boolean captureResult,
    @Nullable Instant deadline,
    Map<String, String> labels,
    JsonNode repository) {
  public Step {
    labels = Map.copyOf(labels);
  }
}
