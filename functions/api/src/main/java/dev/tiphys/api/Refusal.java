package dev.tiphys.api;

/// Why a request was not carried out, said to the client as `{"code":…,"message":…}`.
///
/// The message is for people: it names what was asked for, what stands against it and, where that
/// is not obvious, what to do.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_CHARS_MAX = 80;

  /// What kind of refusal, with the number that gRPC gives it (Argo's clients read that) and the
  /// HTTP status that goes with it.
  public enum Code {
    INVALID_ARGUMENT(3, 400),
    /// It took too long. What was asked for may still happen.
    DEADLINE_EXCEEDED(4, 504),
    NOT_FOUND(5, 404),
    ALREADY_EXISTS(6, 409),
    PERMISSION_DENIED(7, 403),
    /// A body is larger than a limit.
    RESOURCE_EXHAUSTED(8, 413),
    /// A URI is longer than a limit.
    URI_TOO_LONG(8, 414),
    /// More requests than a limit, all at once.
    TOO_MANY_REQUESTS(8, 429),
    /// Headers are larger than a limit.
    HEADERS_TOO_LARGE(8, 431),
    /// Right in itself, but not in the state that things are in.
    FAILED_PRECONDITION(9, 400),
    METHOD_NOT_ALLOWED(12, 405),
    UNIMPLEMENTED(12, 501),
    INTERNAL(13, 500),
    /// May succeed when tried again.
    UNAVAILABLE(14, 503),
    UNAUTHENTICATED(16, 401);

    private final int grpc;
    private final int http;

    Code(int grpc, int http) {
      this.grpc = grpc;
      this.http = http;
    }

    public int grpc() {
      return grpc;
    }

    public int http() {
      return http;
    }
  }

  private final Code code;

  public Refusal(Code code, String message) {
    super(message);
    this.code = code;
  }

  public Code code() {
    return code;
  }

  public static Refusal invalid(String message) {
    return new Refusal(Code.INVALID_ARGUMENT, message);
  }

  /// In Kubernetes' words, which clients look for.
  ///
  /// @param resource in the plural, such as `workflows`
  public static Refusal notFound(String resource, String name) {
    return new Refusal(
        Code.NOT_FOUND, "%s.argoproj.io \"%s\" not found".formatted(resource, shown(name)));
  }

  /// In Kubernetes' words, which clients look for.
  ///
  /// @param resource in the plural, such as `workflows`
  public static Refusal exists(String resource, String name) {
    return new Refusal(
        Code.ALREADY_EXISTS, "%s.argoproj.io \"%s\" already exists".formatted(resource, name));
  }

  /// What a client sent, short enough and plain enough to be said back in a message.
  static String shown(String text) {
    var shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_CHARS_MAX)
        .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
        .forEach(shown::appendCodePoint);
    return shown.length() < text.length() ? shown + "…" : shown.toString();
  }
}
