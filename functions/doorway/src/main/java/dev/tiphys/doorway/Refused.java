package dev.tiphys.doorway;

/// A request that carries no event that could be handed to a function.
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /// @param status of HTTP, one that brokers do not retry
  public Refused(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
