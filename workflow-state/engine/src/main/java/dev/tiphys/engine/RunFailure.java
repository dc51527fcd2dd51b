package dev.tiphys.engine;

/// Why a command could not be carried out, sorted by what the caller does next.
public abstract sealed class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private RunFailure(String message, Object... arguments) {
    super(message.formatted(arguments));
  }

  /// The command is wrong and will stay wrong. Do not redeliver it.
  public static final class Rejected extends RunFailure {
    private static final long serialVersionUID = 1L;

    Rejected(String message, Object... arguments) {
      super(message, arguments);
    }
  }

  /// The command came before what it is about. Redeliver it later (attack case 5).
  public static final class NotYet extends RunFailure {
    private static final long serialVersionUID = 1L;

    NotYet(String message, Object... arguments) {
      super(message, arguments);
    }
  }

  /// The facts contradict each other: no engine can have written them in this order.
  public static final class Contradiction extends RunFailure {
    private static final long serialVersionUID = 1L;

    Contradiction(String message, Object... arguments) {
      super(message, arguments);
    }
  }
}
