package dev.tiphys.log.stream;

/// What one command of a batch gets: its own result, or its own failure.
public sealed interface Answer<S, F> {
  /// It was carried out, or there was nothing to do.
  record Done<S, F>(Handled<S, F> handled) implements Answer<S, F> {}

  /// It was refused by the decider (as thrown), or by the log.
  record Failed<S, F>(Throwable failure) implements Answer<S, F> {
    private RuntimeException unchecked() {
      if (failure instanceof Error error) {
        throw error;
      }
      return failure instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(failure);
    }
  }

  /// The result, or the failure thrown.
  default Handled<S, F> get() {
    return switch (this) {
      case Done<S, F> done -> done.handled();
      case Failed<S, F> failed -> throw failed.unchecked();
    };
  }
}
