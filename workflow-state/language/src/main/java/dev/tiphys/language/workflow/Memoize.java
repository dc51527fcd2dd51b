package dev.tiphys.language.workflow;

import org.jspecify.annotations.Nullable;

/// Outputs are taken from a cache when `key` is found there (F187).
///
/// @param maxAge Go duration; older entries are not used
/// @param configMap name of the ConfigMap that is the cache
public record Memoize(String key, @Nullable String maxAge, String configMap) {
  static Memoize from(Fields fields) {
    return new Memoize(
        fields.textOrEmpty("key"),
        fields.text("maxAge"),
        fields.objectOrEmpty(
            "cache", cache -> cache.objectOrEmpty("configMap", map -> map.textOrEmpty("name"))));
  }
}
