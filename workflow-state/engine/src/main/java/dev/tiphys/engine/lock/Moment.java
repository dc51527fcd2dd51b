package dev.tiphys.engine.lock;

import java.util.Comparator;

/// When something happened in the history of the run that holds or wants a lock: in which record of
/// its stream, and as which fact of that record. What a holder says arrives in any order; this is
/// the order in which it was said.
public record Moment(long version, int position) implements Comparable<Moment> {
  private static final Comparator<Moment> ORDER =
      Comparator.comparingLong(Moment::version).thenComparingInt(Moment::position);

  @Override
  public int compareTo(Moment other) {
    return ORDER.compare(this, other);
  }

  boolean isAfter(Moment other) {
    return compareTo(other) > 0;
  }

  @Override
  public String toString() {
    return version + "-" + position;
  }
}
