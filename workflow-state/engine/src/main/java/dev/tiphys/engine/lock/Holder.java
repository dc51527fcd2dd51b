package dev.tiphys.engine.lock;

import dev.tiphys.events.RunId;
import java.util.Comparator;

/// Who may hold a lock: a node of a run, or the run itself (node -1).
public record Holder(RunId run, int node) implements Comparable<Holder> {
  private static final Comparator<Holder> ORDER =
      Comparator.comparing((Holder holder) -> holder.run.namespace())
          .thenComparing(holder -> holder.run.name())
          .thenComparing(holder -> holder.run.uid())
          .thenComparingInt(Holder::node);

  public Holder {
    if (node < -1) {
      throw new IllegalArgumentException("node %d cannot hold a lock".formatted(node));
    }
  }

  @Override
  public int compareTo(Holder other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return node < 0 ? run.toString() : run + " node " + node;
  }
}
