package dev.tiphys.memo;

import dev.tiphys.doorway.ConfigMaps;
import java.util.Optional;

/// A ConfigMap of the name of a cache has to say that it is one (F187).
public record ConfigMapCaches(ConfigMaps configMaps) implements CacheRules {
  private static final String TYPE = "workflows.argoproj.io/configmap-type";

  @Override
  public Optional<String> refusal(String namespace, String cache) {
    return configMaps
        .find(namespace, cache)
        .filter(map -> !map.path("metadata").path("labels").path(TYPE).asText().equals("Cache"))
        .map(
            map ->
                "memoization configmap doesn't have %s: Cache label, refusing to use it"
                    .formatted(TYPE));
  }
}
