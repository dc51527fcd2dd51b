package dev.tiphys.delivery.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// The rule for Pods. One that is always restarted is judged by whether it serves; one that is not,
/// by its phase.
final class Pods {
  private Pods() {}

  static Health health(JsonNode pod) {
    var always = pod.at("/spec/restartPolicy").asText().equals("Always");
    if (always) {
      var stuck = stuck(pod);
      if (!stuck.isEmpty()) {
        return Health.degraded(stuck);
      }
    }
    var message = pod.at("/status/message").asText();
    return switch (pod.at("/status/phase").asText()) {
      case "Pending" -> Health.progressing(message);
      case "Succeeded" -> Health.healthy(message);
      case "Failed" -> Health.degraded(message.isEmpty() ? failure(pod) : message);
      case "Running" -> always ? serving(pod, message) : Health.progressing(message);
      default -> Health.unknown(message);
    };
  }

  /// What keeps containers from starting, by the reasons that Kubernetes gives.
  private static String stuck(JsonNode pod) {
    return containers(pod)
        .map(container -> container.at("/state/waiting"))
        .filter(
            waiting -> {
              var reason = waiting.path("reason").asText();
              return reason.startsWith("Err")
                  || reason.endsWith("Error")
                  || reason.endsWith("BackOff");
            })
        .map(
            waiting ->
                waiting.hasNonNull("message")
                    ? waiting.path("message").asText()
                    : waiting.path("reason").asText())
        .collect(Collectors.joining(", "));
  }

  private static java.util.stream.Stream<JsonNode> containers(JsonNode pod) {
    return StreamSupport.stream(pod.at("/status/containerStatuses").spliterator(), false);
  }

  private static String failure(JsonNode pod) {
    for (var container : pod.at("/status/containerStatuses")) {
      var terminated = container.at("/state/terminated");
      if (terminated.path("message").asText().length() > 0) {
        return terminated.path("message").asText();
      }
      if (terminated.path("reason").asText().equals("OOMKilled")) {
        return "OOMKilled";
      }
      if (terminated.path("exitCode").asInt() != 0) {
        return "container \"%s\" failed with exit code %d"
            .formatted(container.path("name").asText(), terminated.path("exitCode").asInt());
      }
    }
    return "";
  }

  private static Health serving(JsonNode pod, String message) {
    var ready = BuiltIn.condition(pod, "Ready");
    if (ready != null && ready.path("status").asText().equals("True")) {
      return Health.healthy(message);
    }
    return containers(pod)
            .anyMatch(container -> !container.at("/lastState/terminated").isMissingNode())
        ? Health.degraded(message)
        : Health.progressing(message);
  }
}
