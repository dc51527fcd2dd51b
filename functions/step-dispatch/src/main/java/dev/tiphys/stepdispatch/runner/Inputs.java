package dev.tiphys.stepdispatch.runner;

import dev.tiphys.artifacts.ArtifactFailure;
import java.io.IOException;
import java.nio.file.Path;

/// Input artifacts on their way to a container.
final class Inputs {
  private Inputs() {}

  /// @throws PodFailure if it cannot be had
  static void bring(Artifacts.Input input, Path path) throws IOException {
    try {
      input.writeTo(path);
    } catch (ArtifactFailure e) {
      throw new PodFailure("%s", e.getMessage());
    }
  }
}
