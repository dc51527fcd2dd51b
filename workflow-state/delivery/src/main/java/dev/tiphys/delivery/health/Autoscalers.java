package dev.tiphys.delivery.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;

/// The rule for HorizontalPodAutoscalers. Version 1 keeps its conditions in an annotation.
final class Autoscalers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANNOTATION = "autoscaling.alpha.kubernetes.io/conditions";

  /// Reasons that mean that it cannot do its work, by the type of the condition.
  private static final Map<String, Set<String>> FAILURES =
      Map.of(
          "AbleToScale",
          Set.of("FailedGetScale", "FailedUpdateScale"),
          "ScalingActive",
          Set.of(
              "FailedGetResourceMetric",
              "FailedGetObjectMetric",
              "FailedGetPodsMetric",
              "FailedGetExternalMetric",
              "FailedComputeMetricsReplicas",
              "InvalidSelector"));

  private Autoscalers() {}

  static Health health(JsonNode scaler) {
    JsonNode conditions;
    try {
      conditions = conditions(scaler);
    } catch (JsonProcessingException e) {
      return Health.unknown("annotation %s: expected JSON".formatted(ANNOTATION));
    }
    for (var condition : conditions) {
      var failures = FAILURES.getOrDefault(condition.path("type").asText(), Set.of());
      if (failures.contains(condition.path("reason").asText())) {
        return Health.degraded(condition.path("message").asText());
      }
    }
    for (var condition : conditions) {
      var type = condition.path("type").asText();
      if ((type.equals("AbleToScale") || type.equals("ScalingLimited"))
          && condition.path("status").asText().equals("True")) {
        return Health.healthy(condition.path("message").asText());
      }
    }
    return Health.progressing("Waiting to Autoscale");
  }

  private static JsonNode conditions(JsonNode scaler) throws JsonProcessingException {
    if (!scaler.path("apiVersion").asText().endsWith("/v1")) {
      return scaler.at("/status/conditions");
    }
    var annotation = scaler.path("metadata").path("annotations").path(ANNOTATION).asText();
    return annotation.isEmpty() ? JSON.createArrayNode() : JSON.readTree(annotation);
  }
}
