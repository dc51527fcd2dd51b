package dev.tiphys.engine.lock;

import io.vavr.collection.TreeMap;

/// Who released a lock and when, so that an asking which arrives after its own release is known
/// for what it is. Only the last [#HOLDERS_MAX] are kept: an event is late by that many releases of
/// one lock only when it was lost, and then nobody delivers it.
record Releases(TreeMap<Holder, Entry> latest, TreeMap<Long, Holder> order, long next) {
  static final int HOLDERS_MAX = 10_000;

  static final Releases NONE = new Releases(TreeMap.empty(), TreeMap.empty(), 0);

  private record Entry(Moment moment, long number) {}

  /// Whether what `holder` said at `moment` has been overtaken by its release.
  boolean cover(Holder holder, Moment moment) {
    return latest.get(holder).exists(entry -> !moment.isAfter(entry.moment));
  }

  Releases with(Holder holder, Moment moment) {
    var before = latest.get(holder);
    var known = before.isDefined() ? order.remove(before.get().number) : order;
    var last =
        before.isDefined() && before.get().moment.isAfter(moment) ? before.get().moment : moment;
    var after =
        new Releases(latest.put(holder, new Entry(last, next)), known.put(next, holder), next + 1);
    return after.order.size() <= HOLDERS_MAX ? after : after.withoutOldest();
  }

  private Releases withoutOldest() {
    var oldest = order.head();
    return new Releases(latest.remove(oldest._2()), order.remove(oldest._1()), next);
  }
}
