package dev.tiphys.cli;

import java.io.Writer;
import java.util.concurrent.TimeUnit;

/// What was printed, also while it is being printed.
final class Printed extends Writer {
  private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private final StringBuilder text = new StringBuilder();

  @Override
  public void write(char[] chars, int offset, int length) {
    synchronized (text) {
      text.append(chars, offset, length);
      text.notifyAll();
    }
  }

  /// Waits until this has been printed.
  void await(String part) throws InterruptedException {
    var end = System.nanoTime() + NANOS_MAX;
    synchronized (text) {
      while (text.indexOf(part) < 0) {
        var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("not printed: '" + part + "', but:\n" + text);
        }
        text.wait(left);
      }
    }
  }

  void clear() {
    synchronized (text) {
      text.setLength(0);
    }
  }

  @Override
  public String toString() {
    synchronized (text) {
      return text.toString();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
