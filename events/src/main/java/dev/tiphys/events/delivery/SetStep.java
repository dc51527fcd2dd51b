package dev.tiphys.events.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where an application stands in the steps of its set (`status.applicationStatus[]`).
///
/// @param status `Waiting`, `Pending`, `Progressing` or `Healthy`
/// @param step from 1; -1 for an application in no step
/// @param since when it came to that status; null when that is not known
public record SetStep(
    String application,
    String status,
    String step,
    List<String> targetRevisions,
    String message,
    @Nullable Instant since) {
  public SetStep {
    targetRevisions = List.copyOf(targetRevisions == null ? List.of() : targetRevisions);
    message = message == null ? "" : message;
    since = since == null ? null : DeliveryJson.millis(since);
  }
}
