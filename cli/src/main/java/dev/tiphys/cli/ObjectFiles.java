package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlNode;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Objects of Kubernetes in files, as kubectl reads them.
final class ObjectFiles {
  private ObjectFiles() {}

  /// An object, and the file that it is in.
  record Found(String file, ObjectNode object) {}

  /// The objects of all files, in their order; of a list, its items.
  ///
  /// @throws BadInput for what cannot be read
  static List<Found> read(List<String> names, InputStream standardInput) throws IOException {
    List<Found> found = new ArrayList<>();
    for (var name : Input.manifests(names)) {
      for (var document : documents(name, standardInput)) {
        add(name, document, found);
      }
    }
    return found;
  }

  private static void add(String file, JsonNode document, List<Found> found) {
    if (document.path("kind").asText().endsWith("List") && document.path("items").isArray()) {
      document.path("items").forEach(item -> add(file, item, found));
    } else if (document instanceof ObjectNode object && object.path("kind").isTextual()) {
      found.add(new Found(file, object));
    } else {
      throw new BadInput(file + ": kind: expected the kind of an object, found none");
    }
  }

  /// The data of a ConfigMap.
  ///
  /// @throws BadInput if it cannot be read
  static Map<String, String> configMap(String name, InputStream standardInput) {
    var data = new HashMap<String, String>();
    for (var document : documents(name, standardInput)) {
      document
          .path("data")
          .properties()
          .forEach(field -> data.put(field.getKey(), field.getValue().asText()));
    }
    return data;
  }

  private static List<JsonNode> documents(String name, InputStream standardInput) {
    try {
      return YamlReader.readLastOfKeys(Input.read(name, standardInput), name).stream()
          .map(YamlNode::toJson)
          .toList();
    } catch (MalformedYamlException e) {
      throw new BadInput("%s:%d: column %d: %s".formatted(name, e.line(), e.column(), e.problem()));
    }
  }
}
