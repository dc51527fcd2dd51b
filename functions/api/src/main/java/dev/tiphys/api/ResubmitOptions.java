package dev.tiphys.api;

import java.util.Map;

/// What a person says when running a workflow once more.
///
/// @param memoized take over what succeeded, and run only the rest
/// @param parameters arguments by name, instead of the old ones
public record ResubmitOptions(boolean memoized, Map<String, String> parameters) {
  public ResubmitOptions {
    parameters = SubmitOptions.ordered(parameters);
  }
}
