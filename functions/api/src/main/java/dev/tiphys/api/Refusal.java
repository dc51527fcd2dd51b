package dev.tiphys.api;

/// Why a request was not carried out, said to the client as `{"code":…,"message":…}`.
///
/// The message is for people: it names what was asked for, what stands against it and, where that
/// is not obvious, what to do.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What kind of refusal, with the number that gRPC gives it (Argo's clients read that) and the
  /// HTTP status that goes with it.
  public enum Code {
    INVALID_ARGUMENT(3, 400),
    NOT_FOUND(5, 404),
    ALREADY_EXISTS(6, 409),
    PERMISSION_DENIED(7, 403),
    /// A limit was exceeded, such as the size of a body.
    RESOURCE_EXHAUSTED(8, 413),
    /// Right in itself, but not in the state that things are in.
    FAILED_PRECONDITION(9, 400),
    UNIMPLEMENTED(12, 501),
    INTERNAL(13, 500),
    /// May succeed when tried again.
    UNAVAILABLE(14, 503);

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
  public static Refusal notFound(String resource, String name) {
    return new Refusal(Code.NOT_FOUND, "%s.argoproj.io \"%s\" not found".formatted(resource, name));
  }

  /// In Kubernetes' words, which clients look for.
  public static Refusal exists(String resource, String name) {
    return new Refusal(
        Code.ALREADY_EXISTS, "%s.argoproj.io \"%s\" already exists".formatted(resource, name));
  }
}
