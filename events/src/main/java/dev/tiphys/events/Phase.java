package dev.tiphys.events;

/// Where a node or a run stands, in Argo's words (F196, F197).
public enum Phase {
  PENDING("Pending"),
  RUNNING("Running"),
  SUCCEEDED("Succeeded"),
  SKIPPED("Skipped"),
  FAILED("Failed"),
  ERROR("Error"),
  OMITTED("Omitted");

  private final String text;

  Phase(String text) {
    this.text = text;
  }

  /// Nothing more will happen to a node in this phase.
  public boolean ended() {
    return this != PENDING && this != RUNNING;
  }

  /// The user's work failed, or the machinery around it did.
  public boolean bad() {
    return this == FAILED || this == ERROR;
  }

  /// The phase of that name, exactly as Argo writes it.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Phase of(String text) {
    return switch (text) {
      case "Pending" -> PENDING;
      case "Running" -> RUNNING;
      case "Succeeded" -> SUCCEEDED;
      case "Skipped" -> SKIPPED;
      case "Failed" -> FAILED;
      case "Error" -> ERROR;
      case "Omitted" -> OMITTED;
      default ->
          throw new IllegalArgumentException(
              "'%s' is not a phase: expected Pending, Running, Succeeded, Skipped, Failed, Error or Omitted"
                  .formatted(text));
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
