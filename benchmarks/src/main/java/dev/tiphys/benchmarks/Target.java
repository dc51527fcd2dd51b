package dev.tiphys.benchmarks;

/// A figure that a benchmark has to reach.
///
/// @param note which of the notes it is about; the empty text for the measure itself, [#RATIO] for
///     how much better than the peer
public record Target(String note, boolean atMost, double limit) {
  /// The ratio to the peer.
  public static final String RATIO = "ratio";

  public static Target atMost(double limit) {
    return new Target("", true, limit);
  }

  public static Target atLeast(double limit) {
    return new Target("", false, limit);
  }

  public static Target atMost(String note, double limit) {
    return new Target(note, true, limit);
  }

  public static Target ratio(double limit) {
    return new Target(RATIO, false, limit);
  }

  boolean met(double value) {
    return atMost ? value <= limit : value >= limit;
  }

  @Override
  public String toString() {
    return "%s%s %s"
        .formatted(
            note.isEmpty() ? "" : note + " ",
            atMost ? "≤" : "≥",
            limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit));
  }
}
