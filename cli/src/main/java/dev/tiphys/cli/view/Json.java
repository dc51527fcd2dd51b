package dev.tiphys.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.terminal.Inert;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// Fields of any JSON, as text that is fit for a terminal.
final class Json {
  private Json() {}

  /// The text or number at a path of keys; empty if there is none.
  static String text(JsonNode json, String... path) {
    for (var key : path) {
      json = json.path(key);
    }
    return json.isValueNode() && !json.isNull() ? Inert.text(json.asText()) : "";
  }

  /// A time as Kubernetes writes it; null if there is none.
  static @Nullable Instant instant(JsonNode json, String... path) {
    var text = text(json, path);
    try {
      return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
