package dev.tiphys.delivery.health;

/// How an object is, and why; the message may be empty.
public record Health(HealthStatus status, String message) {
  static Health of(HealthStatus status) {
    return new Health(status, "");
  }

  static Health healthy(String message) {
    return new Health(HealthStatus.HEALTHY, message);
  }

  static Health suspended(String message) {
    return new Health(HealthStatus.SUSPENDED, message);
  }

  static Health progressing(String message) {
    return new Health(HealthStatus.PROGRESSING, message);
  }

  static Health degraded(String message) {
    return new Health(HealthStatus.DEGRADED, message);
  }

  static Health unknown(String message) {
    return new Health(HealthStatus.UNKNOWN, message);
  }
}
