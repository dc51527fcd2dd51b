package dev.tiphys.events.delivery;

import java.time.Instant;

/// Something to know about an application (`status.conditions[]`).
///
/// @param at since when
public record Condition(String type, String message, Instant at) {
  public Condition {
    at = DeliveryJson.millis(at);
  }
}
