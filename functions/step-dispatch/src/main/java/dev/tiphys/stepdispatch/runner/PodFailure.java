package dev.tiphys.stepdispatch.runner;

/// Why a step cannot be executed at all. The message is what users see: it names the place, what
/// was expected and what was found. Starting the step again would end the same way.
final class PodFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PodFailure(String format, Object... args) {
    super(format.formatted(args));
  }
}
