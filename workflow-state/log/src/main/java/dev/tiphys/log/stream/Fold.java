package dev.tiphys.log.stream;

/// How facts become state. Pure, and states are immutable: the log keeps them and shares them
/// between threads.
public interface Fold<S, F> {
  /// The state of a stream without facts.
  S empty();

  /// The state after `fact`, which has happened. An exception means that the log is corrupt.
  S evolve(S state, F fact);
}
