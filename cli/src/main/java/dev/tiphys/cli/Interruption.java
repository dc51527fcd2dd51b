package dev.tiphys.cli;

/// What Ctrl-C, or a kill, does while a command waits: tidies up and exits with
/// [ExitCode#CUT_SHORT].
public final class Interruption implements AutoCloseable {
  private final Thread hook;

  /// @param tidy must not wait for the thread that it interrupts
  public Interruption(Runnable tidy) {
    this(tidy, ExitCode.CUT_SHORT);
  }

  public Interruption(Runnable tidy, int code) {
    hook =
        new Thread(
            () -> {
              try {
                tidy.run();
              } finally {
                // The JVM's own code would be 128 and the number of the signal.
                Runtime.getRuntime().halt(code);
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It has begun and will halt: until then nothing else should be printed.
      park();
    }
  }

  private void park() {
    try {
      hook.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
