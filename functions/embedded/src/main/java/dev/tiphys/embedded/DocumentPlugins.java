package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.stepdispatch.runner.ExecutorPlugin;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The executor plugins that ConfigMaps among documents describe (F222). Nothing starts their
/// sidecars here: they are asked at their ports.
final class DocumentPlugins {
  private static final String TYPE = "workflows.argoproj.io/configmap-type";

  private DocumentPlugins() {}

  /// @throws IllegalArgumentException if one describes no sidecar with a port
  static List<ExecutorPlugin> of(List<Document> documents) {
    return documents.stream()
        .map(Document::json)
        .filter(json -> json.path("kind").asText().equals("ConfigMap"))
        .filter(json -> json.at("/metadata/labels").path(TYPE).asText().equals("ExecutorPlugin"))
        .map(DocumentPlugins::plugin)
        .toList();
  }

  private static ExecutorPlugin plugin(JsonNode configMap) {
    var name = configMap.at("/metadata/name").asText();
    var text = configMap.path("data").path("sidecar.container").asText("");
    var documents =
        YamlReader.read(text.getBytes(StandardCharsets.UTF_8), name + ": data.sidecar.container");
    if (documents.isEmpty()) {
      throw new IllegalArgumentException(
          "ConfigMap %s: an executor plugin needs data.sidecar.container".formatted(name));
    }
    return ExecutorPlugin.ofSidecar(name, documents.getFirst().toJson());
  }
}
