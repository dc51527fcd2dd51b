package dev.tiphys.cli.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one test went.
///
/// @param duration in virtual time
/// @param took how long the rehearsal was
/// @param failures a line each; empty if it passed
/// @param workflow as it was at the end; null if nothing started
public record Outcome(
    String file,
    String test,
    int line,
    Duration duration,
    Duration took,
    List<String> failures,
    @Nullable ObjectNode workflow) {
  public boolean passed() {
    return failures.isEmpty();
  }
}
