package dev.tiphys.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.log.LogFailure.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The configuration of Argo's controller, from its ConfigMap mounted as a folder: a file for each
/// key, or all of them in the one called `config`.
public final class MountedConfig {
  private static final Path FOLDER = Path.of("/etc/tiphys");
  private static final String ALL = "config";

  private MountedConfig() {}

  /// That of the folder which `TIPHYS_CONFIG` names, else of `/etc/tiphys`; empty if it is not
  /// there.
  ///
  /// @throws Rejected naming the key that is no YAML
  public static ObjectNode of(Map<String, String> environment) {
    var folder = environment.get("TIPHYS_CONFIG");
    return read(folder == null || folder.isBlank() ? FOLDER : Path.of(folder));
  }

  static ObjectNode read(Path folder) {
    var config = JsonNodeFactory.instance.objectNode();
    if (!Files.isDirectory(folder)) {
      return config;
    }
    try (var files = Files.list(folder)) {
      // Kubernetes keeps what it mounts in folders beside, whose names begin with a dot.
      for (var file : files.filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
        var key = file.getFileName().toString();
        var value = yaml(key, Files.readAllBytes(file));
        if (key.equals(ALL) && value instanceof ObjectNode all) {
          config.setAll(all);
        } else {
          config.set(key, value);
        }
      }
      return config;
    } catch (IOException e) {
      throw new Rejected("the configuration in %s cannot be read".formatted(folder));
    }
  }

  private static JsonNode yaml(String key, byte[] text) {
    try {
      var documents = YamlReader.read(text, key);
      return documents.isEmpty()
          ? JsonNodeFactory.instance.nullNode()
          : documents.getFirst().toJson();
    } catch (MalformedYamlException e) {
      throw new Rejected("workflow-controller-configmap: " + e.getMessage());
    }
  }
}
