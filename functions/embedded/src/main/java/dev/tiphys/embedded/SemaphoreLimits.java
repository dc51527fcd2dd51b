package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.RunId;
import dev.tiphys.lock.LockLimits;
import dev.tiphys.lock.LockName;
import dev.tiphys.trigger.Resources;
import java.util.OptionalInt;

/// The limits of semaphores (F127): from ConfigMaps, and those of the database from the
/// configuration.
///
/// @param limits `synchronization.limits` of the configuration: `<namespace>/<key>` → number, as in
///   the table `sync_limit` of Argo's database
record SemaphoreLimits(Resources resources, JsonNode limits) implements LockLimits {
  /// @throws IllegalArgumentException if a limit is no number
  SemaphoreLimits {
    for (var limit : limits.properties()) {
      if (!limit.getKey().contains("/") || limit(limit.getValue()).isEmpty()) {
        throw new IllegalArgumentException(
            "configuration: synchronization.limits: expected <namespace>/<key>: <number from 0>,"
                + " found %s: %s".formatted(limit.getKey(), limit.getValue()));
      }
    }
  }

  @Override
  public OptionalInt limit(RunId run, LockName semaphore) {
    return switch (semaphore.kind()) {
      case "ConfigMap" -> ofConfigMap(semaphore);
      case "Database" -> limit(limits.path(semaphore.namespace() + "/" + semaphore.name()));
      default -> OptionalInt.empty();
    };
  }

  private OptionalInt ofConfigMap(LockName semaphore) {
    var parts = semaphore.name().split("/", 2);
    return resources
        .find(Resources.Kind.CONFIG_MAP, semaphore.namespace(), parts[0])
        .map(map -> limit(map.path("data").path(parts.length < 2 ? "" : parts[1])))
        .orElse(OptionalInt.empty());
  }

  private static OptionalInt limit(JsonNode value) {
    var text = value.asText("");
    return text.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }
}
