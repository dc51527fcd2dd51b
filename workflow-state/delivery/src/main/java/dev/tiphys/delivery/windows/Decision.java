package dev.tiphys.delivery.windows;

import dev.tiphys.language.application.SyncWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whether windows let a sync happen, and if not, which ones and until when.
///
/// @param blocking the open deny windows, or else the closed allow windows, that keep it from
///     happening
/// @param until when that is over at the earliest; nothing when it is not foreseen
public record Decision(boolean allowed, List<SyncWindow> blocking, Optional<Instant> until) {
  /// What Argo CD says of a sync that may not happen.
  public static final String MESSAGE = "Sync operation blocked by sync window";

  static final Decision ALLOWED = new Decision(true, List.of(), Optional.empty());

  /// What blocks and until when, for people.
  public String explained() {
    if (allowed) {
      return "";
    }
    var window = blocking.getFirst();
    return MESSAGE
        + ": %s %s for %s".formatted(window.kind(), window.schedule(), window.duration())
        + (blocking.size() > 1 ? " and %d more".formatted(blocking.size() - 1) : "")
        + until.map(end -> ", until " + end).orElse("");
  }
}
