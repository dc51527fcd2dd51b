package dev.tiphys.stepdispatch.runner;

import java.time.Instant;

/// How one container of a step ended.
public sealed interface End {
  /// It ran, and ended by itself or by a signal.
  record Exited(int code, Instant at) implements End {}

  /// It ran, and its supervisor is gone without a word.
  record Lost() implements End {}

  /// It never ran: the step was ended before.
  record NotRun() implements End {}

  /// It never ran, because `dependency` ended with `code`.
  record Held(String dependency, int code) implements End {}

  /// What counts as its exit code where only success matters.
  default int code() {
    return switch (this) {
      case Exited exited -> exited.code();
      case Held held -> held.code();
      case Lost _, NotRun _ -> 1;
    };
  }

  default boolean failed() {
    return code() != 0;
  }
}
