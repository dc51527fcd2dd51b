package dev.tiphys.language.workflow;

import org.jspecify.annotations.Nullable;

/// How many seconds after its end a run is deleted; the specific one wins over completion (F190).
public record TTLStrategy(
    @Nullable Long secondsAfterCompletion,
    @Nullable Long secondsAfterSuccess,
    @Nullable Long secondsAfterFailure) {
  static TTLStrategy from(Fields fields) {
    return new TTLStrategy(
        fields.integer("secondsAfterCompletion"),
        fields.integer("secondsAfterSuccess"),
        fields.integer("secondsAfterFailure"));
  }
}
