package dev.tiphys.cluster;

/// An API server, or what is to be asked of it, says no.
public final class KubeFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  public KubeFailure(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  /// What cannot be asked at all.
  public static KubeFailure senseless(String format, Object... args) {
    return new KubeFailure(0, "", format.formatted(args));
  }

  /// The HTTP status, or 0 if nothing was asked.
  public int code() {
    return code;
  }

  /// As in the status that was answered, such as `NotFound`.
  public String reason() {
    return reason;
  }

  /// As kubectl says it.
  public String text() {
    return code == 0 ? getMessage() : "Error from server (%s): %s".formatted(reason, getMessage());
  }
}
