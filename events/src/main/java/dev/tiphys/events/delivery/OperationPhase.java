package dev.tiphys.events.delivery;

/// Where an operation, or a hook, stands (`operationState.phase`, `hookPhase`).
public enum OperationPhase {
  RUNNING("Running"),
  TERMINATING("Terminating"),
  SUCCEEDED("Succeeded"),
  /// The sync ran, and something of it failed.
  FAILED("Failed"),
  /// It could not be run.
  ERROR("Error");

  private final String text;

  OperationPhase(String text) {
    this.text = text;
  }

  /// Nothing more will happen.
  public boolean completed() {
    return this == SUCCEEDED || this == FAILED || this == ERROR;
  }

  /// It ended, and not well.
  public boolean bad() {
    return this == FAILED || this == ERROR;
  }

  @Override
  public String toString() {
    return text;
  }
}
