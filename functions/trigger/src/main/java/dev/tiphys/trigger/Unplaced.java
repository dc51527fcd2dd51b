package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.language.yaml.YamlNode.Mapping;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Documents that came as JSON and not in a file, so that their findings have no line: 0.
final class Unplaced {
  private static final Mapping NOWHERE = new Mapping(Map.of(), 0, 0);

  private Unplaced() {}

  /// @param file what findings call it; may be empty
  /// @throws InvalidSubmission if it exceeds the limits for documents
  static Document document(JsonNode json, String file) {
    return read(json.toString().getBytes(StandardCharsets.UTF_8), file);
  }

  /// The same from the bytes of the JSON.
  static Document read(byte[] bytes, String file) {
    var read = Manifests.read(bytes, file);
    if (read.documents().size() != 1) {
      throw new InvalidSubmission(
          read.findings().isEmpty()
              ? List.of(
                  new Finding(
                      file, 0, "", "expected one document, found " + read.documents().size()))
              : unplaced(read.findings()));
    }
    var document = read.documents().getFirst();
    return new Document(
        file, NOWHERE, document.json(), document.resource(), unplaced(document.findings()));
  }

  private static List<Finding> unplaced(List<Finding> findings) {
    return findings.stream().map(f -> new Finding(f.file(), 0, f.path(), f.message())).toList();
  }
}
