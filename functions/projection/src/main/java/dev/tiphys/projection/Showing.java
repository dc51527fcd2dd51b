package dev.tiphys.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A kind of objects whose status shows what the log says.
///
/// @param <I> what tells one from all others
interface Showing<I> {
  /// What a status has to show.
  ///
  /// @param version of the log; what is shown never goes back
  /// @param status null if there is nothing to show yet
  record Seen(long version, @Nullable ObjectNode status) {}

  /// The object; empty if it is gone, even if there is another one of its name.
  Optional<JsonNode> find(I id);

  /// Gives `object`, as it was read, another status; false if somebody changed it meanwhile.
  boolean replaceStatus(I id, JsonNode object, ObjectNode status);

  /// What the log says now.
  Seen see(I id, JsonNode object);
}
