package dev.tiphys.engine.rehearsal;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a node did in a rehearsal.
///
/// @param attempt which try of a node it is, or -1
/// @param began since the start of the run; null if it never began
/// @param over when it ended, or when a daemon was ready; null if neither happened
/// @param begin its place among all that happened, or -1; of two things at one moment the one with
///   the lower place came first
/// @param end likewise
public record Part(
    NodeName name,
    NodeType type,
    int attempt,
    Phase phase,
    @Nullable String message,
    Map<String, String> inputs,
    Outputs outputs,
    @Nullable Duration began,
    @Nullable Duration over,
    int begin,
    int end) {
  /// Whether it was more than skipped or omitted.
  public boolean ran() {
    return begin >= 0 && phase != Phase.SKIPPED && phase != Phase.OMITTED;
  }
}
