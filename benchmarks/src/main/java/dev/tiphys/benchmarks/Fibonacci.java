package dev.tiphys.benchmarks;

/// The work of a tiny task, the slow way.
public final class Fibonacci {
  private Fibonacci() {}

  public static int of(int n) {
    return n < 2 ? n : of(n - 1) + of(n - 2);
  }
}
