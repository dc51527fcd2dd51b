package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.stepdispatch.runner.RunnerConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// How steps are made into pods.
///
/// @param image with the companion and the supervisor
/// @param executor what else the containers of ours are like: resources, securityContext and so on
/// @param mainContainer what the containers of work are like where they do not say
/// @param sink where the companion posts what happens; null: nowhere, whoever made the pod reads it
///     in its log
/// @param owned whether the Workflow is an object of the same cluster, with which its pods go
/// @param security what pods may be
/// @param limits of artifacts
/// @param runner commands of images, limits of logs and outputs, the grace period
public record PodSettings(
    String image,
    ObjectNode executor,
    ObjectNode mainContainer,
    @Nullable URI sink,
    boolean owned,
    PodSecurity security,
    TransferLimits limits,
    RunnerConfig runner) {
  /// The image that the build makes.
  static final String IMAGE = "tiphys/step-dispatch";

  /// Reads `executor` and `mainContainer` of Argo's controller configuration, `runner`, `images`
  /// and `artifacts`.
  ///
  /// @param sink where events go if the configuration names no other place (`runner.sink`)
  /// @throws IllegalArgumentException if a field is of the wrong type
  public static PodSettings of(JsonNode config, @Nullable URI sink, boolean owned) {
    var executor = config.path("executor");
    var written = config.path("runner").path("sink").asText("");
    return new PodSettings(
        executor.path("image").asText(IMAGE),
        map(executor, "executor"),
        map(config.path("mainContainer"), "mainContainer"),
        written.isEmpty() ? sink : URI.create(written),
        config.path("runner").path("owned").asBoolean(owned),
        PodSecurity.of(config),
        TransferLimits.of(config),
        RunnerConfig.of(config));
  }

  private static ObjectNode map(JsonNode value, String name) {
    if (value.isMissingNode() || value.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!(value instanceof ObjectNode map)) {
      throw new IllegalArgumentException(
          "%s should be a map, as a container of a pod is, not %s".formatted(name, value));
    }
    return map;
  }
}
