package dev.tiphys.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something in the life of a run that took time and is over.
///
/// @param trace that it is in, and `id` its own: both hexadecimal, as OpenTelemetry has them
/// @param parent the span that it is a part of; null for the run itself
/// @param attributes by name
/// @param events what happened meanwhile
/// @param error why it did not succeed; null if it did
/// @param link the `traceparent` of another trace that caused it; null if there is none
public record Span(
    String trace,
    String id,
    @Nullable String parent,
    String name,
    Instant start,
    Instant end,
    Map<String, String> attributes,
    List<Event> events,
    @Nullable String error,
    @Nullable String link) {

  /// A moment in a span.
  public record Event(String name, Instant at) {}

  /// What is over has begun before, whatever the clocks of several machines say.
  public Span {
    start = start.isAfter(end) ? end : start;
    attributes = Map.copyOf(attributes);
    events = List.copyOf(events);
  }
}
