package dev.tiphys.cli.trial;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a test expects. What is null or empty is not looked at; only the phase always is.
///
/// @param refused what is said if nothing starts at all
/// @param order each entry is over before the next begins; those of one entry may come in any order
public record Expected(
    String phase,
    @Nullable String message,
    @Nullable String refused,
    Map<String, String> outputs,
    @Nullable Duration duration,
    Map<String, OfNode> nodes,
    List<String> ran,
    List<String> notRan,
    List<List<String>> order) {
  /// What is expected of the nodes that a pattern means.
  ///
  /// @param attempts how many tries there were
  /// @param starts since the start of the run
  /// @param ends likewise
  record OfNode(
      @Nullable String phase,
      @Nullable String message,
      @Nullable String result,
      @Nullable Integer exitCode,
      @Nullable Integer attempts,
      Map<String, String> inputs,
      Map<String, String> outputs,
      @Nullable Duration starts,
      @Nullable Duration ends) {}
}
