package dev.tiphys.stepdispatch.runner;

import java.nio.file.Path;
import java.util.Optional;

/// The files that a container left.
@FunctionalInterface
public interface Left {
  /// A copy or the original of the file at `path` as the container left it, on this machine; empty
  /// if there is none, or nothing that can be read to its end.
  ///
  /// @throws PodFailure if it was there and could not be kept
  Optional<Path> output(Path path);
}
