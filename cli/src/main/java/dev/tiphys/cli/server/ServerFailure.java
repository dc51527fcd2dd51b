package dev.tiphys.cli.server;

/// A request that brought nothing, told as one message.
public final class ServerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Why.
  public enum Kind {
    /// What was asked cannot be right.
    INVALID,
    /// What was asked for is not there.
    NOT_FOUND,
    /// Anything else that the server said no to.
    REFUSED,
    /// There was no answer, or the server could not give one now.
    UNAVAILABLE
  }

  private final Kind kind;

  public ServerFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
