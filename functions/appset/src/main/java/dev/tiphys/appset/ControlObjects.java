package dev.tiphys.appset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.generators.Sources.Cluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Objects of the control namespace.
public interface ControlObjects {
  /// The clusters that have a Secret.
  List<Cluster> clusters();

  /// The data of a ConfigMap.
  Optional<Map<String, String>> configMap(String name);

  /// The data of a Secret, decoded.
  Optional<Map<String, String>> secret(String name);

  /// The objects of a kind.
  ///
  /// @param resource the plural name of the kind
  List<JsonNode> resources(String apiVersion, String resource);
}
