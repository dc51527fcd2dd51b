package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Something that happened to an object.
///
/// @param version of the sandbox after it
/// @param before as it was, or null if it is new
/// @param after as it is, or was last if it is gone
public record Change(
    long version, Type type, Kind kind, @Nullable ObjectNode before, ObjectNode after) {
  /// As watches name it.
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }
}
