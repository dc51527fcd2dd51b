package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Brings artifacts to steps and takes them away. This is the place for stores of all kinds.
public interface Artifacts {
  /// Writes an artifact to a path that a step will see.
  @FunctionalInterface
  interface Input {
    void writeTo(Path path) throws IOException;
  }

  /// What `artifact`, declared among the inputs of `step`, brings; empty if it is optional and
  /// absent.
  ///
  /// @throws RuntimeException with a message for users if it cannot be had
  Optional<Input> input(Step step, JsonNode artifact);

  /// Keeps what a step left at `path` (null: nothing).
  ///
  /// @return where it lies now, in Argo's own form; empty if it is optional and absent
  /// @throws RuntimeException with a message for users if it cannot be kept
  Optional<JsonNode> output(
      Step step, JsonNode artifact, @org.jspecify.annotations.Nullable Path path);

  /// The keys that lie below the place that `artifact` names, at most `max` (F016).
  ///
  /// @throws RuntimeException with a message for users if they cannot be listed
  default List<String> list(Step step, JsonNode artifact, int max) {
    throw new PodFailure(
        "artifact '%s' cannot be listed: artifact storage is not configured",
        artifact.path("name").asText());
  }

  /// Only raw artifacts, which stand in the template itself (F073).
  Artifacts RAW =
      new Artifacts() {
        @Override
        public Optional<Input> input(Step step, JsonNode artifact) {
          if (artifact.hasNonNull("raw")) {
            var data = artifact.path("raw").path("data").asText().getBytes(StandardCharsets.UTF_8);
            return Optional.of(path -> Files.write(path, data));
          }
          if (artifact.path("optional").asBoolean(false)) {
            return Optional.empty();
          }
          throw new PodFailure(
              "input artifact '%s': only raw artifacts are supported by this runner",
              artifact.path("name").asText());
        }

        @Override
        public Optional<JsonNode> output(
            Step step, JsonNode artifact, @org.jspecify.annotations.Nullable Path path) {
          if (path == null && artifact.path("optional").asBoolean(false)) {
            return Optional.empty();
          }
          throw new PodFailure(
              "output artifact '%s': artifact storage is not configured",
              artifact.path("name").asText());
        }
      };
}
