package dev.tiphys.stepdispatch.runner;

import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import org.jspecify.annotations.Nullable;

/// What this process itself does for a step, by asking others; no container is involved.
///
/// It is carried out again from the start by a host that finds the step under way, so what must not
/// happen twice is noted in the step's folder or named by the step.
interface Errand {
  /// What came of it.
  record Answer(Phase phase, @Nullable String message, Outputs outputs) {
    Answer(Phase phase, @Nullable String message) {
      this(phase, message, Outputs.NONE);
    }
  }

  /// From start to end, or from wherever an earlier host left it.
  ///
  /// @throws PodFailure if it cannot be done
  /// @throws InterruptedException if it is not wanted any more, or another host goes on
  Answer carryOut(StepFolder folder, Reports reports) throws InterruptedException;
}
