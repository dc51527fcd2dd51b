package dev.tiphys.engine.rehearsal;

import java.util.Optional;

/// Says what the steps of a run do.
@FunctionalInterface
public interface Script {
  /// What a step does that a runner takes, or what somebody does about a suspended node.
  ///
  /// @return empty if the script does not say; for a suspended node with a duration that is fine
  Optional<Act> act(Scene scene);
}
