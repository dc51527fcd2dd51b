package dev.tiphys.doorway;

import dev.tiphys.delivery.app.AppRefused;
import dev.tiphys.engine.RunFailure;
import dev.tiphys.log.LogFailure;
import org.jspecify.annotations.Nullable;

/// The HTTP status that a failure means. Brokers deliver again after 404, 408, 409, 429 and 5xx,
/// and put an event aside after any other 4xx: so this is the retry policy.
///
/// @param code of HTTP
/// @param detail for whoever sent the event; nothing of how this function is built
public record Status(int code, String detail) {
  private static final Status INTERNAL =
      new Status(500, "the function failed; its own log says more");

  /// The status of whatever a function threw.
  public static Status of(Throwable failure) {
    for (Throwable seen = failure; seen != null; seen = seen.getCause()) {
      var known = known(seen);
      if (known != null) {
        return known;
      }
    }
    return INTERNAL;
  }

  /// Whether the same event may be taken when it comes again.
  public boolean again() {
    return code == 409 || code >= 500;
  }

  private static @Nullable Status known(Throwable failure) {
    var detail = String.valueOf(failure.getMessage());
    return switch (failure) {
      case Refused refused -> new Status(refused.status(), detail);
      case RunFailure.NotYet _ -> new Status(409, detail);
      case RunFailure.Rejected _, RunFailure.Contradiction _ -> new Status(422, detail);
      case LogFailure.Rejected _, LogFailure.CorruptLog _ -> new Status(422, detail);
      case LogFailure.Unavailable _ -> new Status(503, detail);
      case AppRefused _ -> new Status(422, detail);
      case IllegalArgumentException _ -> new Status(422, detail);
      default -> null;
    };
  }
}
