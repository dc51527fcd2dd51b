package dev.tiphys.memo;

import java.util.Optional;

/// Which caches a workflow may use.
@FunctionalInterface
public interface CacheRules {
  /// Why a cache may not be used: a ConfigMap of its name is there for something else. Empty if it
  /// may.
  ///
  /// @throws RuntimeException if that cannot be known now and should be asked again later
  Optional<String> refusal(String namespace, String cache);
}
