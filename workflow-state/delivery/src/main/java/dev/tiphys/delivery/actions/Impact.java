package dev.tiphys.delivery.actions;

import com.fasterxml.jackson.databind.JsonNode;

/// What an action wants to be done.
///
/// @param resource the whole object
public record Impact(Operation operation, JsonNode resource) {
  /// How.
  public enum Operation {
    /// The object shall be there.
    CREATE,
    /// The object that the action was for shall be so.
    PATCH
  }
}
