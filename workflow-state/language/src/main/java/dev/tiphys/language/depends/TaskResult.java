package dev.tiphys.language.depends;

import java.util.Set;

/// How a task ended, in the words that `depends` has for it (workflows-expr.md §5).
///
/// @param daemoned the task is a daemon, and it runs
/// @param anySucceeded of a loop: some item succeeded
/// @param allFailed of a loop: every item failed
public record TaskResult(
    boolean succeeded,
    boolean failed,
    boolean errored,
    boolean skipped,
    boolean omitted,
    boolean daemoned,
    boolean anySucceeded,
    boolean allFailed) {
  /// A task of which just these results are true.
  public static TaskResult of(Set<Result> results) {
    return new TaskResult(
        results.contains(Result.SUCCEEDED),
        results.contains(Result.FAILED),
        results.contains(Result.ERRORED),
        results.contains(Result.SKIPPED),
        results.contains(Result.OMITTED),
        results.contains(Result.DAEMONED),
        results.contains(Result.ANY_SUCCEEDED),
        results.contains(Result.ALL_FAILED));
  }

  /// Whether this result is true.
  public boolean is(Result result) {
    return switch (result) {
      case SUCCEEDED -> succeeded;
      case FAILED -> failed;
      case ERRORED -> errored;
      case SKIPPED -> skipped;
      case OMITTED -> omitted;
      case DAEMONED -> daemoned;
      case ANY_SUCCEEDED -> anySucceeded;
      case ALL_FAILED -> allFailed;
    };
  }
}
