package dev.tiphys.stepdispatch.runner;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ConfigMaps and Secrets that steps refer to. Values never appear in messages.
public interface ConfigValues {
  /// Nothing is there.
  ConfigValues NONE =
      new ConfigValues() {
        @Override
        public @Nullable Map<String, byte[]> configMap(String namespace, String name) {
          return null;
        }

        @Override
        public @Nullable Map<String, byte[]> secret(String namespace, String name) {
          return null;
        }
      };

  /// Values by key, or null if there is no such ConfigMap.
  @Nullable Map<String, byte[]> configMap(String namespace, String name);

  /// Values by key, or null if there is no such Secret.
  @Nullable Map<String, byte[]> secret(String namespace, String name);
}
