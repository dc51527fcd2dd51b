package dev.tiphys.language.depends;

/// A text that is no `depends`. The message ends in `(line:column)`, counted in the text of
/// [Depends#expand].
public sealed class DependsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DependsException(String message) {
    super(message);
  }

  /// A result was asked of a task that no task has, such as `A.Done`.
  public static final class UnknownResult extends DependsException {
    private static final long serialVersionUID = 1L;

    private final String task;
    private final String result;

    UnknownResult(String task, String result, String place) {
      super("type main.TR has no field " + result + place);
      this.task = task;
      this.result = result;
    }

    /// The task as written.
    public String task() {
      return task;
    }

    /// What was asked of it.
    public String result() {
      return result;
    }
  }
}
