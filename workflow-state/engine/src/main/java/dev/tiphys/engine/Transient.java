package dev.tiphys.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages of faults that pass by themselves, for `retryPolicy: OnTransientError` (F106).
final class Transient {
  private static final List<String> SIGNS =
      List.of(
          "connection refused",
          "connection reset by peer",
          "i/o timeout",
          "TLS handshake timeout",
          "net/http: request canceled",
          "exceeded quota",
          "Too Many Requests",
          "etcdserver: request timed out",
          "the object has been modified",
          "no route to host");

  private Transient() {}

  static boolean matches(@Nullable String message) {
    return message != null && SIGNS.stream().anyMatch(message::contains);
  }
}
