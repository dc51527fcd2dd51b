package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// When a failed attempt is tried again (F104–F110).
///
/// @param limit retries after the first attempt, an integer or a text with tags; null means no
///     limit
/// @param retryPolicy `Always`, `OnFailure`, `OnError` or `OnTransientError`; the default depends
///     on `expression` (F106)
/// @param expression goes on while true
public record RetryStrategy(
    @Nullable String limit,
    @Nullable String retryPolicy,
    @Nullable Backoff backoff,
    @Nullable JsonNode affinity,
    @Nullable String expression) {
  /// How long to wait before the next attempt (F108).
  ///
  /// @param duration seconds or a Go duration
  /// @param factor an integer or a text with tags; 1 when absent
  /// @param maxDuration measured from the start of the first attempt
  /// @param cap the longest single wait
  public record Backoff(
      @Nullable String duration,
      @Nullable String factor,
      @Nullable String maxDuration,
      @Nullable String cap) {
    private static Backoff from(Fields fields) {
      return new Backoff(
          fields.text("duration"),
          fields.text("factor"),
          fields.text("maxDuration"),
          fields.text("cap"));
    }
  }

  static RetryStrategy from(Fields fields) {
    return new RetryStrategy(
        fields.text("limit"),
        fields.text("retryPolicy"),
        fields.object("backoff", Backoff::from),
        fields.json("affinity"),
        fields.text("expression"));
  }
}
