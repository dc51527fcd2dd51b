package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.time.Durations;
import java.time.Duration;

/// How often a container of a containerSet is run again if it fails (F017), within its pod.
///
/// @param retries besides the first run
/// @param pause before each
public record ContainerRetry(int retries, Duration pause) {
  static final ContainerRetry NONE = new ContainerRetry(0, Duration.ZERO);

  /// More than anybody waits for.
  private static final int RETRIES_MAX = 10_000;

  /// @throws PodFailure if the strategy makes no sense
  public static ContainerRetry of(JsonNode template) {
    var strategy = template.path("containerSet").path("retryStrategy");
    if (strategy.isMissingNode()) {
      return NONE;
    }
    var retries = strategy.path("retries").asText("0");
    if (!retries.matches("[0-9]{1,9}") || Integer.parseInt(retries) > RETRIES_MAX) {
      throw new PodFailure(
          "containerSet.retryStrategy.retries should be a number up to %d, not '%s'",
          RETRIES_MAX, retries);
    }
    try {
      var pause = Durations.parse(strategy.path("duration").asText("0"));
      return new ContainerRetry(
          Integer.parseInt(retries), pause.isNegative() ? Duration.ZERO : pause);
    } catch (IllegalArgumentException e) {
      throw new PodFailure("containerSet.retryStrategy.duration: %s", e.getMessage());
    }
  }
}
