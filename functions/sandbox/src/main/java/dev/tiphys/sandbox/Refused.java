package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.MergeFailure;

/// An answer that is not the one that was hoped for, in the words of a Kubernetes API server.
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  Refused(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  /// The HTTP status.
  public int code() {
    return code;
  }

  /// Such as `NotFound`.
  public String reason() {
    return reason;
  }

  static Refused notFound(Kind kind, String name) {
    return new Refused(404, "NotFound", "%s \"%s\" not found".formatted(kind.resource(), name));
  }

  static Refused noSuchPath() {
    return new Refused(404, "NotFound", "the server could not find the requested resource");
  }

  static Refused exists(Kind kind, String name) {
    return new Refused(
        409, "AlreadyExists", "%s \"%s\" already exists".formatted(kind.resource(), name));
  }

  static Refused conflict(Kind kind, String name, String why) {
    return new Refused(
        409,
        "Conflict",
        "Operation cannot be fulfilled on %s \"%s\": %s".formatted(kind.resource(), name, why));
  }

  static Refused bad(String message) {
    return new Refused(400, "BadRequest", message);
  }

  static Refused invalid(Kind kind, String name, String why) {
    return new Refused(
        422, "Invalid", "%s \"%s\" is invalid: %s".formatted(kind.kind(), name, why));
  }

  static Refused by(MergeFailure failure) {
    return failure.isConflict()
        ? new Refused(409, "Conflict", String.valueOf(failure.getMessage()))
        : bad(String.valueOf(failure.getMessage()));
  }

  ObjectNode status() {
    var status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", getMessage());
    status.put("reason", reason).put("code", code);
    return status;
  }
}
