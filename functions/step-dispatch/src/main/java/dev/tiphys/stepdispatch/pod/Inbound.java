package dev.tiphys.stepdispatch.pod;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.engine.Step;
import dev.tiphys.stepdispatch.runner.Artifacts;
import dev.tiphys.stepdispatch.runner.Container;
import dev.tiphys.stepdispatch.runner.Container.Role;
import dev.tiphys.stepdispatch.runner.Pod;
import dev.tiphys.stepdispatch.runner.PodFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.stream.Stream;

/// Fills what the containers of a pod share, before they begin: the supervisor, scripts, arguments
/// that are too long for a process, input artifacts.
///
/// @param root the pod's file system as the init container sees it: `/`
record Inbound(Path root, Artifacts artifacts) {
  /// @throws PodFailure if an artifact cannot be had
  void fill(Step step) throws IOException {
    var pod = Pod.of(step);
    var shared = at(SharedFolder.PATH);
    directory(shared.resolve("ctr"), "rwxr-xr-x");
    for (var name : OwnContainers.supervised(pod).toList()) {
      directory(shared.resolve("ctr").resolve(name), "rwxrwxrwx");
    }
    for (var container : pod.containers()) {
      if (container.role() != Role.INIT) {
        arguments(container, shared);
      }
      if (container.source() != null) {
        program(at(SharedFolder.SCRIPT), container.source());
      }
    }
    try (var program = Inbound.class.getResourceAsStream("supervisor")) {
      Files.copy(Objects.requireNonNull(program), at(SharedFolder.SUPERVISOR));
    }
    mode(at(SharedFolder.SUPERVISOR), "rwxr-xr-x");
    for (var container : pod.of(Role.WORK).filter(Container::isMain).toList()) {
      for (var input : InputMounts.of(step, container.json()).inputs()) {
        bring(step, input);
      }
    }
  }

  private Path at(String path) {
    return root.resolve(path.substring(1));
  }

  private static void arguments(Container container, Path shared) throws IOException {
    var words = Stream.concat(container.command().stream(), container.args().stream()).toList();
    for (var number = 0; number < words.size(); number++) {
      if (Supervision.isLong(words.get(number))) {
        var file = shared.resolve(Supervision.longArgument(container.name(), number));
        Files.writeString(file, words.get(number));
      }
    }
  }

  private void bring(Step step, InputMounts.Input input) throws IOException {
    var place = at(input.place().toString());
    Files.createDirectories(place.getParent());
    try {
      var wanted = artifacts.input(step, input.artifact());
      if (wanted.isPresent()) {
        wanted.get().writeTo(place);
      }
    } catch (ArtifactFailure e) {
      throw new PodFailure("%s", e.getMessage());
    }
  }

  private static void program(Path file, String content) throws IOException {
    Files.writeString(file, content);
    mode(file, "rwxr-xr-x");
  }

  private static void directory(Path path, String mode) throws IOException {
    Files.createDirectories(path);
    mode(path, mode);
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
