package dev.tiphys.stepdispatch.runner;

import dev.tiphys.artifacts.ArtifactFailure;
import java.util.function.Supplier;

/// Why a step cannot be executed at all. The message is what users see: it names the place, what
/// was expected and what was found. Starting the step again would end the same way.
public final class PodFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PodFailure(String format, Object... args) {
    super(format.formatted(args));
  }

  /// What `work` gives; what is wrong with an artifact is wrong with the step.
  public static <T> T unlessKept(Supplier<T> work) {
    try {
      return work.get();
    } catch (ArtifactFailure e) {
      throw new PodFailure("%s", e.getMessage());
    }
  }
}
