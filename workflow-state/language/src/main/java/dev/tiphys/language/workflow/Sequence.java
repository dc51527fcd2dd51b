package dev.tiphys.language.workflow;

import org.jspecify.annotations.Nullable;

/// A loop over integers (F078). Every field may hold tags.
///
/// @param count excludes `end`
/// @param start 0 when absent
/// @param end the last number, included; below `start` it counts down
/// @param format Go's verb for an integer, such as `%02X`
public record Sequence(
    @Nullable String count, @Nullable String start, @Nullable String end, @Nullable String format) {
  static Sequence from(Fields fields) {
    return new Sequence(
        fields.text("count"), fields.text("start"), fields.text("end"), fields.text("format"));
  }
}
