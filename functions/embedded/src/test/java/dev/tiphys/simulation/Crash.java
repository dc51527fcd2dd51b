package dev.tiphys.simulation;

/// A process is gone in the middle of something. An error, so that nothing on the way up takes it
/// for a failure of its own kind.
final class Crash extends Error {
  private static final long serialVersionUID = 1L;

  Crash(String process) {
    super(process + " crashed", null, false, false);
  }
}
