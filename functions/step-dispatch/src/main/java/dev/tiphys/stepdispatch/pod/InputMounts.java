package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tiphys.artifacts.Location;
import dev.tiphys.engine.Step;
import dev.tiphys.stepdispatch.runner.PodFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the input artifacts of a step are put, and how its main container gets to see them.
///
/// An artifact whose path lies in a volume of the step is put into that volume, which the init
/// container mounts too, below `/mainctrfs`; all others lie in a volume of ours, each mounted at
/// its path. What is optional and has no place is not mounted at all.
record InputMounts(List<Input> inputs) {
  /// One artifact.
  ///
  /// @param volume the step's mount in which its path lies; null if none
  record Input(JsonNode artifact, Path path, @Nullable JsonNode volume) {
    /// Where the init container writes it.
    Path place() {
      return volume == null
          ? Path.of(SharedFolder.INPUTS, artifact.path("name").asText())
          : Path.of(SharedFolder.VOLUMES + path);
    }
  }

  /// @throws PodFailure if a path makes no sense
  static InputMounts of(Step step, JsonNode main) {
    List<Input> inputs = new ArrayList<>();
    for (var artifact : step.template().path("inputs").path("artifacts")) {
      if (artifact.path("optional").asBoolean(false) && Location.of(artifact).isEmpty()) {
        continue;
      }
      var path = Path.of(artifact.path("path").asText("")).normalize();
      if (!path.isAbsolute() || path.getNameCount() == 0) {
        throw new PodFailure(
            "input artifact '%s': its path should be absolute, not '%s'",
            artifact.path("name").asText(), path);
      }
      inputs.add(new Input(artifact, path, around(path, main).orElse(null)));
    }
    return new InputMounts(inputs);
  }

  private static Optional<JsonNode> around(Path path, JsonNode main) {
    JsonNode found = null;
    var depth = -1;
    for (var mount : main.path("volumeMounts")) {
      var at = Path.of(mount.path("mountPath").asText("/")).normalize();
      if (path.startsWith(at) && !path.equals(at) && at.getNameCount() > depth) {
        found = mount;
        depth = at.getNameCount();
      }
    }
    return Optional.ofNullable(found);
  }

  /// Adds what the main container needs.
  void mount(ArrayNode mounts) {
    for (var input : inputs) {
      if (input.volume() == null) {
        mounts
            .addObject()
            .put("name", OwnContainers.INPUTS)
            .put("mountPath", input.path().toString())
            .put("subPath", input.artifact().path("name").asText());
      }
    }
  }

  /// Adds what the init container needs.
  void mountForInit(ArrayNode mounts) {
    if (inputs.stream().anyMatch(input -> input.volume() == null)) {
      mounts.addObject().put("name", OwnContainers.INPUTS).put("mountPath", SharedFolder.INPUTS);
    }
    inputs.stream()
        .flatMap(input -> Optional.ofNullable(input.volume()).stream())
        .distinct()
        .forEach(
            volume -> {
              var mount = mounts.addObject().put("name", volume.path("name").asText());
              var at = Path.of(volume.path("mountPath").asText("/")).normalize();
              mount.put("mountPath", SharedFolder.VOLUMES + at);
              for (var field : List.of("subPath", "subPathExpr")) {
                if (volume.has(field)) {
                  mount.set(field, volume.path(field));
                }
              }
            });
  }
}
