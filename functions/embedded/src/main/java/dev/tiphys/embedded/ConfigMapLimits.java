package dev.tiphys.embedded;

import dev.tiphys.events.RunId;
import dev.tiphys.lock.LockLimits;
import dev.tiphys.lock.LockName;
import dev.tiphys.trigger.Resources;
import java.util.OptionalInt;

/// The limits of semaphores, from ConfigMaps (F127).
record ConfigMapLimits(Resources resources) implements LockLimits {
  @Override
  public OptionalInt limit(RunId run, LockName semaphore) {
    if (!semaphore.kind().equals("ConfigMap")) {
      return OptionalInt.empty();
    }
    var parts = semaphore.name().split("/", 2);
    var value =
        resources
            .find(Resources.Kind.CONFIG_MAP, semaphore.namespace(), parts[0])
            .map(map -> map.path("data").path(parts.length < 2 ? "" : parts[1]).asText(""))
            .orElse("");
    return value.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(value))
        : OptionalInt.empty();
  }
}
