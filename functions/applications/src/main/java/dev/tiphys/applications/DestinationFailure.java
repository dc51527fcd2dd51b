package dev.tiphys.applications;

/// A cluster refused something, or did not answer.
public final class DestinationFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /// @param code of HTTP, 503 if there was no answer
  public DestinationFailure(int code, String message) {
    super(message);
    this.code = code;
  }

  public int code() {
    return code;
  }
}
