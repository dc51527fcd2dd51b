package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;

/// The configuration of a controller, however it is written: as one map, or as Argo's
/// `workflow-controller-configmap`, in which each key holds a text of YAML, or all stand together
/// under `config`.
final class Configuration {
  private Configuration() {}

  /// One map of all settings.
  ///
  /// @throws IllegalArgumentException if a text in the ConfigMap is no YAML
  static JsonNode of(JsonNode written) {
    if (!written.path("kind").asText().equals("ConfigMap")) {
      return written;
    }
    var settings = JsonNodeFactory.instance.objectNode();
    for (var entry : written.path("data").properties()) {
      var value = value(entry.getKey(), entry.getValue().asText());
      if (entry.getKey().equals("config") && value instanceof ObjectNode all) {
        settings.setAll(all);
      } else {
        settings.set(entry.getKey(), value);
      }
    }
    return settings;
  }

  private static JsonNode value(String key, String text) {
    var documents = YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "data." + key);
    return documents.isEmpty()
        ? JsonNodeFactory.instance.nullNode()
        : documents.getFirst().toJson();
  }
}
