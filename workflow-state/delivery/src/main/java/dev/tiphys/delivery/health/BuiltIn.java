package dev.tiphys.delivery.health;

import static dev.tiphys.delivery.health.HealthStatus.HEALTHY;
import static dev.tiphys.delivery.health.HealthStatus.PROGRESSING;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rules for the kinds that every cluster has (cd-sync-algorithm §16); the first row that
/// matches wins. Another version of such a kind is one whose fields are not known here.
final class BuiltIn {
  /// A rule, and the versions of the kind that it can read.
  private record Rule(Set<String> versions, Function<JsonNode, Health> of) {
    static Rule v1(Function<JsonNode, Health> of) {
      return new Rule(Set.of("v1"), of);
    }
  }

  private static final Map<String, Rule> RULES =
      Map.ofEntries(
          Map.entry("apps_Deployment", Rule.v1(Workloads::deployment)),
          Map.entry("apps_StatefulSet", Rule.v1(Workloads::statefulSet)),
          Map.entry("apps_DaemonSet", Rule.v1(Workloads::daemonSet)),
          Map.entry("apps_ReplicaSet", Rule.v1(Workloads::replicaSet)),
          Map.entry("Pod", Rule.v1(Pods::health)),
          Map.entry("batch_Job", Rule.v1(BuiltIn::job)),
          Map.entry("Service", Rule.v1(BuiltIn::service)),
          Map.entry(
              "networking.k8s.io_Ingress",
              new Rule(Set.of("v1", "v1beta1"), BuiltIn::loadBalancer)),
          Map.entry("extensions_Ingress", new Rule(Set.of("v1beta1"), BuiltIn::loadBalancer)),
          Map.entry("PersistentVolumeClaim", Rule.v1(BuiltIn::claim)),
          Map.entry(
              "autoscaling_HorizontalPodAutoscaler",
              new Rule(Set.of("v1", "v2"), Autoscalers::health)),
          Map.entry(
              "apiregistration.k8s.io_APIService",
              new Rule(Set.of("v1", "v1beta1"), BuiltIn::apiService)),
          Map.entry("argoproj.io_Workflow", new Rule(Set.of("v1alpha1"), BuiltIn::workflow)));

  private BuiltIn() {}

  static Optional<Health> of(GroupKind kind, JsonNode object) {
    var rule = RULES.get(kind.key());
    if (rule == null) {
      return Optional.empty();
    }
    return Optional.of(
        rule.versions().contains(kind.version())
            ? rule.of().apply(object)
            : Health.unknown(
                "unsupported version of %s: %s".formatted(kind.kind(), kind.version())));
  }

  /// Conditions count by their type; only of Suspended the status is looked at.
  private static Health job(JsonNode job) {
    var failed = condition(job, "Failed");
    if (failed != null) {
      return Health.degraded(failed.path("message").asText());
    }
    var suspended = condition(job, "Suspended");
    if (suspended != null && suspended.path("status").asText().equals("True")) {
      return Health.suspended(suspended.path("message").asText());
    }
    var complete = condition(job, "Complete");
    if (complete != null) {
      return Health.healthy(complete.path("message").asText());
    }
    return suspended != null ? Health.of(HEALTHY) : Health.of(PROGRESSING);
  }

  private static Health service(JsonNode service) {
    return service.at("/spec/type").asText().equals("LoadBalancer")
        ? loadBalancer(service)
        : Health.of(HEALTHY);
  }

  private static Health loadBalancer(JsonNode object) {
    return Health.of(object.at("/status/loadBalancer/ingress").isEmpty() ? PROGRESSING : HEALTHY);
  }

  private static Health claim(JsonNode claim) {
    return switch (claim.at("/status/phase").asText()) {
      case "Lost" -> Health.of(HealthStatus.DEGRADED);
      case "Pending" -> Health.of(PROGRESSING);
      case "Bound" -> Health.of(HEALTHY);
      default -> Health.of(HealthStatus.UNKNOWN);
    };
  }

  private static Health apiService(JsonNode service) {
    var available = condition(service, "Available");
    if (available == null) {
      return Health.progressing("Waiting to be processed");
    }
    var why = available.path("reason").asText() + ": " + available.path("message").asText();
    return available.path("status").asText().equals("True")
        ? Health.healthy(why)
        : Health.progressing(why);
  }

  private static Health workflow(JsonNode workflow) {
    var message = workflow.at("/status/message").asText();
    return switch (workflow.at("/status/phase").asText()) {
      case "", "Pending", "Running" -> Health.progressing(message);
      case "Succeeded" -> Health.healthy(message);
      case "Failed", "Error" -> Health.degraded(message);
      default -> Health.unknown(message);
    };
  }

  static @Nullable JsonNode condition(JsonNode object, String type) {
    for (var condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return null;
  }
}
