package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.engine.Step;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/// The manifest of a `resource` template: in the template, or an artifact.
final class ResourceManifest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BYTES_MAX = 3 << 20;
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;

  private final Step step;
  private final Artifacts artifacts;
  private @Nullable JsonNode read;

  ResourceManifest(Step step, Artifacts artifacts) {
    this.step = step;
    this.artifacts = artifacts;
  }

  /// What stands in for the letters that a server would make up for generateName: the same each
  /// time that the same step creates its object, and another for each step.
  String suffix() {
    var digest = StepFolder.fileName(step.run().uid() + "/" + step.node());
    var number = Long.parseLong(digest.substring(0, 12), 16);
    var letters = new StringBuilder();
    for (var i = 0; i < SUFFIX; i++) {
      letters.append(LETTERS.charAt((int) (number % LETTERS.length())));
      number /= LETTERS.length();
    }
    return letters.toString();
  }

  /// The one object that it is.
  ObjectNode object() {
    if (json() instanceof ObjectNode object) {
      if (object.path("kind").asText().equals("List")) {
        throw KubeFailure.senseless("resource.manifest should be one object, not a List");
      }
      return object.deepCopy();
    }
    throw KubeFailure.senseless("resource.manifest should be an object with apiVersion and kind");
  }

  /// It as it stands: a patch may be a list.
  JsonNode json() {
    if (read == null) {
      read = parse();
    }
    return read;
  }

  private JsonNode parse() {
    var from = step.template().path("resource").path("manifestFrom").path("artifact");
    var bytes =
        from.isMissingNode()
            ? step.template()
                .path("resource")
                .path("manifest")
                .asText("")
                .getBytes(StandardCharsets.UTF_8)
            : artifact(from);
    if (bytes.length > BYTES_MAX) {
      throw new PodFailure("resource.manifest has more than %d bytes", BYTES_MAX);
    }
    try {
      var documents = YamlReader.read(bytes, "manifest");
      if (documents.size() != 1) {
        throw KubeFailure.senseless(
            "resource.manifest should be one document, not %d", documents.size());
      }
      return JSON.readTree(documents.getFirst().toJson().toString());
    } catch (IOException | IllegalArgumentException e) {
      throw KubeFailure.senseless("resource.manifest: %s", e.getMessage());
    }
  }

  private byte[] artifact(JsonNode artifact) {
    try {
      var input =
          artifacts
              .input(step, artifact)
              .orElseThrow(
                  () ->
                      new PodFailure(
                          "resource.manifestFrom.artifact '%s' is not there",
                          artifact.path("name").asText()));
      var file = Files.createTempFile("tiphys-manifest-", ".yaml");
      try {
        input.writeTo(file);
        try (var in = Files.newInputStream(file)) {
          return in.readNBytes(BYTES_MAX + 1);
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new PodFailure("resource.manifestFrom.artifact: %s", e.getMessage());
    }
  }
}
