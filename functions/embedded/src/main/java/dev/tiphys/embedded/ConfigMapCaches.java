package dev.tiphys.embedded;

import dev.tiphys.memo.CacheRules;
import dev.tiphys.trigger.Resources;
import java.util.Optional;

/// A ConfigMap of the name of a cache has to say that it is one (F187).
record ConfigMapCaches(Resources resources) implements CacheRules {
  private static final String TYPE = "workflows.argoproj.io/configmap-type";

  @Override
  public Optional<String> refusal(String namespace, String cache) {
    return resources
        .find(Resources.Kind.CONFIG_MAP, namespace, cache)
        .filter(map -> !map.path("metadata").path("labels").path(TYPE).asText().equals("Cache"))
        .map(
            map ->
                "memoization configmap doesn't have %s: Cache label, refusing to use it"
                    .formatted(TYPE));
  }
}
