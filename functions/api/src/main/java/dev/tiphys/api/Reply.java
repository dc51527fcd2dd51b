package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// What is answered.
sealed interface Reply {
  /// One JSON value.
  record Json(int status, JsonNode body) implements Reply {}

  /// A status and headers alone.
  record Bare(int status, Map<String, String> headers) implements Reply {}

  /// Bytes of any length.
  ///
  /// @param headers instead of the usual ones
  /// @param bytes closed when they are sent, or cannot be
  record Content(Map<String, String> headers, InputStream bytes) implements Reply {}

  /// Results one after another, for as long as the client listens.
  ///
  /// @param mask applies to each `{"result":…}`
  record Stream(FieldMask mask, Results results) implements Reply {}

  /// Writes results until there are no more.
  @FunctionalInterface
  interface Results {
    void writeTo(ResultStream stream) throws IOException, InterruptedException;
  }

  static Reply of(JsonNode body) {
    return new Json(200, body);
  }

  /// Argo's way of saying "done".
  static Reply empty() {
    return of(JsonNodeFactory.instance.objectNode());
  }

  static Json error(Refusal.Code code, String message) {
    return new Json(
        code.http(),
        JsonNodeFactory.instance.objectNode().put("code", code.grpc()).put("message", message));
  }
}
