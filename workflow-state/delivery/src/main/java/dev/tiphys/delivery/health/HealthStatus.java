package dev.tiphys.delivery.health;

import java.util.Optional;
import java.util.stream.Stream;

/// How an object is, from best to worst (C138).
public enum HealthStatus {
  HEALTHY("Healthy"),
  SUSPENDED("Suspended"),
  PROGRESSING("Progressing"),
  MISSING("Missing"),
  DEGRADED("Degraded"),
  UNKNOWN("Unknown");

  private final String text;

  HealthStatus(String text) {
    this.text = text;
  }

  /// The status that Argo CD writes so.
  static Optional<HealthStatus> of(String text) {
    return Stream.of(values()).filter(status -> status.text.equals(text)).findFirst();
  }

  public boolean isWorseThan(HealthStatus other) {
    return compareTo(other) > 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
