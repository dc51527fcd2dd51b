package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.Values;
import org.jspecify.annotations.Nullable;

/// What an apply would change of an object.
///
/// Where it would change nothing, both sides may be what is live as it is. They are nobody's to
/// change.
///
/// @param modified whether it would change anything that counts
/// @param live what is live, without what does not count; null if nothing is
/// @param predicted what will be live, likewise; null if nothing is wanted
public record Difference(
    boolean modified, @Nullable ObjectNode live, @Nullable ObjectNode predicted) {
  static Difference between(ObjectNode live, ObjectNode predicted) {
    return new Difference(!Values.same(live, predicted), live, predicted);
  }
}
