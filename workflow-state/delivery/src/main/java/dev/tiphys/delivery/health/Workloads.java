package dev.tiphys.delivery.health;

import static dev.tiphys.delivery.health.HealthStatus.HEALTHY;

import com.fasterxml.jackson.databind.JsonNode;

/// Rules for what runs Pods. Absent numbers are 0, as in the API; absent `spec.replicas` says
/// nothing about how many there should be.
final class Workloads {
  private Workloads() {}

  static Health deployment(JsonNode deployment) {
    var spec = deployment.path("spec");
    var status = deployment.path("status");
    if (spec.path("paused").asBoolean(false)) {
      return Health.suspended("Deployment is paused");
    }
    if (isUnseen(deployment)) {
      return Health.progressing(
          "Waiting for rollout to finish: observed deployment generation less than desired"
              + " generation");
    }
    var progressing = BuiltIn.condition(deployment, "Progressing");
    if (progressing != null
        && progressing.path("reason").asText().equals("ProgressDeadlineExceeded")) {
      return Health.degraded(
          "Deployment \"%s\" exceeded its progress deadline"
              .formatted(deployment.at("/metadata/name").asText()));
    }
    var updated = status.path("updatedReplicas").asLong();
    if (spec.hasNonNull("replicas") && updated < spec.path("replicas").asLong()) {
      return Health.progressing(
          "Waiting for rollout to finish: %d out of %d new replicas have been updated"
              .formatted(updated, spec.path("replicas").asLong()));
    }
    if (status.path("replicas").asLong() > updated) {
      return Health.progressing(
          "Waiting for rollout to finish: %d old replicas are pending termination"
              .formatted(status.path("replicas").asLong() - updated));
    }
    if (status.path("availableReplicas").asLong() < updated) {
      return Health.progressing(
          "Waiting for rollout to finish: %d of %d updated replicas are available"
              .formatted(status.path("availableReplicas").asLong(), updated));
    }
    return Health.of(HEALTHY);
  }

  /// A rolling update with a block of its own never waits for the revision.
  static Health statefulSet(JsonNode set) {
    var spec = set.path("spec");
    var status = set.path("status");
    var observed = status.path("observedGeneration").asLong();
    if (observed == 0 || isUnseen(set)) {
      return Health.progressing("Waiting for statefulset spec update to be observed");
    }
    if (spec.hasNonNull("replicas")
        && status.path("readyReplicas").asLong() < spec.path("replicas").asLong()) {
      return Health.progressing(
          "Waiting for %d pods to be ready"
              .formatted(spec.path("replicas").asLong() - status.path("readyReplicas").asLong()));
    }
    var strategy = spec.path("updateStrategy");
    var type = strategy.path("type").asText();
    var updated = status.path("updatedReplicas").asLong();
    if (type.equals("RollingUpdate") && strategy.hasNonNull("rollingUpdate")) {
      var partition = strategy.path("rollingUpdate").path("partition");
      var wanted = spec.path("replicas").asLong() - partition.asLong();
      return partition.isNumber() && spec.hasNonNull("replicas") && updated < wanted
          ? Health.progressing(
              "Waiting for partitioned roll out to finish: %d out of %d new pods have been updated"
                  .formatted(updated, wanted))
          : Health.healthy(
              "partitioned roll out complete: %d new pods have been updated".formatted(updated));
    }
    if (type.equals("OnDelete")) {
      return Health.healthy(
          "statefulset has %d ready pods".formatted(status.path("readyReplicas").asLong()));
    }
    if (!status.path("updateRevision").asText().equals(status.path("currentRevision").asText())) {
      return Health.progressing(
          "waiting for statefulset rolling update to complete %d pods at revision %s"
              .formatted(updated, status.path("updateRevision").asText()));
    }
    return Health.healthy(
        "statefulset rolling update complete %d pods at revision %s"
            .formatted(
                status.path("currentReplicas").asLong(), status.path("currentRevision").asText()));
  }

  static Health daemonSet(JsonNode set) {
    var status = set.path("status");
    if (isUnseen(set)) {
      return Health.progressing(
          "Waiting for rollout to finish: observed daemon set generation less than desired"
              + " generation");
    }
    var updated = status.path("updatedNumberScheduled").asLong();
    var desired = status.path("desiredNumberScheduled").asLong();
    var available = status.path("numberAvailable").asLong();
    if (set.at("/spec/updateStrategy/type").asText().equals("OnDelete")) {
      return Health.healthy(
          "daemon set %d out of %d new pods have been updated".formatted(updated, desired));
    }
    if (updated < desired) {
      return Health.progressing(
          "Waiting for daemon set \"%s\" rollout to finish: %d out of %d new pods have been updated"
              .formatted(set.at("/metadata/name").asText(), updated, desired));
    }
    if (available < desired) {
      return Health.progressing(
          "Waiting for daemon set \"%s\" rollout to finish: %d of %d updated pods are available"
              .formatted(set.at("/metadata/name").asText(), available, desired));
    }
    return Health.of(HEALTHY);
  }

  static Health replicaSet(JsonNode set) {
    if (isUnseen(set)) {
      return Health.progressing(
          "Waiting for rollout to finish: observed replica set generation less than desired"
              + " generation");
    }
    var failure = BuiltIn.condition(set, "ReplicaFailure");
    if (failure != null && failure.path("status").asText().equals("True")) {
      return Health.degraded(failure.path("message").asText());
    }
    var available = set.at("/status/availableReplicas").asLong();
    if (set.path("spec").hasNonNull("replicas") && available < set.at("/spec/replicas").asLong()) {
      return Health.progressing(
          "Waiting for rollout to finish: %d out of %d new replicas are available"
              .formatted(available, set.at("/spec/replicas").asLong()));
    }
    return Health.of(HEALTHY);
  }

  private static boolean isUnseen(JsonNode object) {
    return object.at("/metadata/generation").asLong()
        > object.at("/status/observedGeneration").asLong();
  }
}
