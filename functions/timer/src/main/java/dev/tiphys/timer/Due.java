package dev.tiphys.timer;

import dev.tiphys.events.CronEvents;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunNews.TimerSet;
import dev.tiphys.events.delivery.DeliveryEvents;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;

/// One moment that a run or a CronWorkflow waits for. Two settings of the same timer to different
/// moments are two of these; whose they are knows which of them counts.
///
/// @param stream whose moment it is
/// @param id the same whenever it is the same timer, so that firing it twice is firing it once
/// @param announcement what is announced when it has come
record Due(String stream, String id, Instant at, Announcement announcement) {
  /// By time; what is due at the same moment in an order of its own, but always the same.
  static final Comparator<Due> ORDER =
      Comparator.comparing(Due::at).thenComparing(Due::stream).thenComparing(Due::id);

  /// Makes the event of a moment that has come.
  @FunctionalInterface
  interface Announcement {
    /// @param now the moment, or later
    /// @param cause the event that set the timer
    CloudEvent event(Instant now, CloudEvent cause);
  }

  /// @throws IllegalArgumentException if the event sets no timer
  static Due of(CloudEvent event, RunEvents events) {
    return switch (event.getType()) {
      case CronEvents.SCHEDULED -> cron(event);
      case DeliveryEvents.SCHEDULED -> delivery(event);
      default -> run(event, events);
    };
  }

  private static Due cron(CloudEvent event) {
    var cron = CronEvents.cron(event);
    var moment = CronEvents.moment(event);
    return new Due(
        cron.stream(), event.getId(), moment, (now, cause) -> CronEvents.due(cron, moment, now));
  }

  private static Due delivery(CloudEvent event) {
    var stream = DeliveryEvents.stream(event);
    var moment = DeliveryEvents.moment(event);
    return new Due(
        stream, event.getId(), moment, (now, cause) -> DeliveryEvents.due(stream, moment, now));
  }

  private static Due run(CloudEvent event, RunEvents events) {
    var news = events.readNews(event);
    if (!(news.news() instanceof TimerSet(var node, var kind, var at))) {
      throw new IllegalArgumentException(
          "expected an event of type dev.tiphys.timer.set, found other news: " + news.id());
    }
    var name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    var id = node + "-" + name + "-" + at.toEpochMilli();
    return new Due(
        news.run().stream(),
        id,
        at,
        (now, cause) -> events.request(news.run(), id, new FireTimer(node, kind, at, now), cause));
  }

  CloudEvent announced(Instant now, CloudEvent cause) {
    return announcement.event(now.isBefore(at) ? at : now, cause);
  }
}
