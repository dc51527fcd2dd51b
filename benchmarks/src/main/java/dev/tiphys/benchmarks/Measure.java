package dev.tiphys.benchmarks;

/// What a benchmark reads off one repeat.
public enum Measure {
  MICROS_PER_STEP("µs/step", false),
  MILLIS("ms", false),
  STEPS_PER_SECOND("steps/s", true),
  EVENTS_PER_SECOND("events/s", true),
  /// Not a time: the work itself counts.
  BYTES_PER_STEP("B/step", false),
  /// Likewise.
  DOLLARS_PER_MILLION_STEPS("$/million steps", false);

  private final String unit;
  private final boolean moreIsBetter;

  Measure(String unit, boolean moreIsBetter) {
    this.unit = unit;
    this.moreIsBetter = moreIsBetter;
  }

  public String unit() {
    return unit;
  }

  public boolean moreIsBetter() {
    return moreIsBetter;
  }

  double of(double seconds, double units) {
    return switch (this) {
      case MICROS_PER_STEP -> seconds * 1e6 / units;
      case MILLIS -> seconds * 1e3;
      case STEPS_PER_SECOND, EVENTS_PER_SECOND -> units / seconds;
      case BYTES_PER_STEP, DOLLARS_PER_MILLION_STEPS -> units;
    };
  }

  /// How many times better `ours` is than `theirs`.
  double ratio(double ours, double theirs) {
    return moreIsBetter ? ours / theirs : theirs / ours;
  }
}
