package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Objects for tests.
final class Objects {
  private Objects() {}

  static ObjectNode yaml(String text) {
    return (ObjectNode)
        YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "test").getFirst().toJson();
  }

  /// All objects of the shared cases of delivery.
  static List<ObjectNode> ofCases() {
    var folder = Path.of(System.getProperty("tiphys.root"), "../shared/cases/delivery");
    try (var files = Files.walk(folder)) {
      List<ObjectNode> all = new ArrayList<>();
      for (var file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        all.addAll(read(file));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ObjectNode> read(Path file) throws IOException {
    try {
      return YamlReader.readLastOfKeys(Files.readAllBytes(file), file.toString()).stream()
          .map(document -> document.toJson())
          .filter(ObjectNode.class::isInstance)
          .map(ObjectNode.class::cast)
          .filter(object -> object.hasNonNull("kind") && object.hasNonNull("metadata"))
          .toList();
    } catch (RuntimeException e) {
      // Templates, and files that are wrong on purpose.
      return List.of();
    }
  }
}
