package dev.tiphys.language.depends;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a `depends` may ask of a task.
public enum Result {
  SUCCEEDED("Succeeded"),
  FAILED("Failed"),
  ERRORED("Errored"),
  SKIPPED("Skipped"),
  OMITTED("Omitted"),
  /// The task is a daemon, and it runs.
  DAEMONED("Daemoned"),
  /// Some item of a loop succeeded.
  ANY_SUCCEEDED("AnySucceeded"),
  /// Every item of a loop failed.
  ALL_FAILED("AllFailed");

  private static final Map<String, Result> BY_LABEL =
      Arrays.stream(values()).collect(Collectors.toMap(Result::label, Function.identity()));

  private final String label;

  Result(String label) {
    this.label = label;
  }

  /// As written in manifests.
  public String label() {
    return label;
  }

  /// The result that is written so, or null. Case counts.
  public static @Nullable Result of(String label) {
    return BY_LABEL.get(label);
  }

  /// Whether it only means something for tasks that are loops.
  public boolean needsItems() {
    return this == ANY_SUCCEEDED || this == ALL_FAILED;
  }
}
