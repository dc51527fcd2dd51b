package dev.tiphys.stepdispatch.pod;

import java.util.concurrent.CountDownLatch;

/// Keeps a process that is asked to end from ending before its work is done: whoever asks, kills it
/// when its time is over.
final class Leaving {
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean begun;
  private volatile int code;

  Leaving() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::finish, "leaving"));
  }

  /// Whether somebody asked.
  boolean begun() {
    return begun;
  }

  private void finish() {
    begun = true;
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code);
  }

  /// Ends the process with that code, now or as soon as it may.
  void end(int code) {
    this.code = code;
    done.countDown();
    System.exit(code);
  }
}
