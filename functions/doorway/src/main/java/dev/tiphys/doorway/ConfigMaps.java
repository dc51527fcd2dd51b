package dev.tiphys.doorway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// The ConfigMaps that a host knows.
@FunctionalInterface
public interface ConfigMaps {
  /// The ConfigMap as it stands now; nobody changes the answer.
  ///
  /// @param name a DNS-1123 subdomain, so it is safe in paths
  /// @throws RuntimeException if that cannot be known now and should be asked again later
  Optional<JsonNode> find(String namespace, String name);
}
