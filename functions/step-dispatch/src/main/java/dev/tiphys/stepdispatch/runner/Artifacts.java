package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings artifacts to steps and takes them away.
///
/// Everything throws [dev.tiphys.artifacts.ArtifactFailure] with a message for users if it cannot
/// be done, and names the artifact in it.
public interface Artifacts {
  /// Writes an artifact to a path that a step will see; nothing if it is optional and absent.
  @FunctionalInterface
  interface Input {
    void writeTo(Path path) throws IOException;
  }

  /// What `artifact`, declared among the inputs of `step`, brings; empty if it is optional and has
  /// no place.
  Optional<Input> input(Step step, JsonNode artifact);

  /// Keeps what a step left at `path` (null: nothing).
  ///
  /// @return the artifact as status shows it, with where it lies now; empty if it is optional and
  ///     absent
  Optional<JsonNode> output(Step step, JsonNode artifact, @Nullable Path path);

  /// Keeps the log of a container, if the Workflow or the repository wants that (F061).
  ///
  /// @return the artifact `<container>-logs` as status shows it
  Optional<JsonNode> log(Step step, String container, Path log);

  /// The keys that lie below the place that `artifact` names, at most `max` (F016).
  List<String> list(Step step, JsonNode artifact, int max);
}
