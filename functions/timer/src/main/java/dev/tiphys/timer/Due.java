package dev.tiphys.timer;

import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunEvents.News;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.TimerSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;

/// One timer of one run. Two settings of the same timer to different moments are two of these; the
/// run knows which of them counts.
///
/// @param at the moment
record Due(RunId run, int node, TimerKind kind, Instant at) {
  /// By time; what is due at the same moment in an order of its own, but always the same.
  static final Comparator<Due> ORDER =
      Comparator.comparing(Due::at)
          .thenComparing(due -> due.run().stream())
          .thenComparing(Due::node)
          .thenComparing(Due::kind);

  static Due of(RunId run, TimerSet timer) {
    return new Due(run, timer.node(), timer.kind(), timer.due());
  }

  static Due of(News news) {
    if (news.news() instanceof TimerSet timer) {
      return of(news.run(), timer);
    }
    throw new IllegalArgumentException(
        "expected an event of type dev.tiphys.timer.set, found other news: " + news.id());
  }

  /// The same whenever it is the same timer, so that firing it twice is firing it once.
  String id() {
    var name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return node + "-" + name + "-" + at.toEpochMilli();
  }

  FireTimer fired(Instant now) {
    return new FireTimer(node, kind, at, now.isBefore(at) ? at : now);
  }
}
