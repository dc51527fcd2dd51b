package dev.tiphys.applications;

import dev.tiphys.doorway.Applications;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.SyncFact.SyncWaits;
import dev.tiphys.events.delivery.SyncFact.WaveHealthy;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.log.LogFailure;
import dev.tiphys.log.LogFailure.CorruptLog;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the log says of applications is unmet, as events again: losing one is only latency.
public record Reminders(Applications applications, Apps apps, Syncs syncs) {
  private static final System.Logger LOG = System.getLogger(Reminders.class.getName());

  /// How often an application is compared though nothing is known to have changed (C090).
  static final Duration COMPARED_EACH = Duration.ofMinutes(3);

  /// Of all applications, for who is woken each minute: what is unmet, and a look at those whose
  /// turn it is. Their turns are spread over the minutes.
  ///
  /// @throws LogFailure if the log cannot be read now
  public List<CloudEvent> ofMinute(Instant now) {
    var events = new ArrayList<CloudEvent>();
    var turns = COMPARED_EACH.toMinutes();
    var turn = Math.floorDiv(now.getEpochSecond(), 60L) % turns;
    for (var app : applications.all().keySet()) {
      try {
        events.addAll(unmet(app, now, Math.floorMod(app.hashCode(), turns) == turn));
      } catch (CorruptLog e) {
        // One that a person has to look at must not keep all others from going on.
        LOG.log(Level.WARNING, "application {0} is left alone: {1}", app, e.getMessage());
      }
    }
    return events;
  }

  /// Lets an application, or the sync that it has open, be looked at: something in its cluster may
  /// have changed.
  public List<CloudEvent> look(AppId app, Instant now) {
    var state = apps.load(app, 0);
    if (state.operation() != null) {
      var sync = new SyncId(app.namespace(), app.name(), state.operation().sync());
      return List.of(DeliveryEvents.due(sync.stream(), now, now));
    }
    return state.rendered() == null && state.deletion() == null
        ? List.of()
        : List.of(DeliveryEvents.due(app.stream(), now, now));
  }

  /// Announces again what the log says is unmet of one application, and lets it be looked at.
  public List<CloudEvent> unmet(AppId app, Instant now) {
    return unmet(app, now, true);
  }

  private List<CloudEvent> unmet(AppId app, Instant now, boolean look) {
    var view = apps.load(app);
    var state = view.state();
    var id = "again-" + now.toEpochMilli();
    var events = new ArrayList<CloudEvent>();
    var observed = state.observed();
    if (observed != null
        && state.failed() == null
        && (state.rendered() == null || state.rendered().at().isBefore(observed.at()))) {
      events.add(DeliveryEvents.again(app, id, view.version(), observed, now));
    }
    if (state.operation() == null) {
      if (look) {
        events.addAll(look(app, now));
      }
      return events;
    }
    var sync = new SyncId(app.namespace(), app.name(), state.operation().sync());
    var under = syncs.load(sync);
    if (under.state().started() == null) {
      events.add(DeliveryEvents.again(app, id, view.version(), state.operation(), now));
    } else if (under.state().finished() != null) {
      events.add(DeliveryEvents.again(sync, id, under.version(), under.state().finished(), now));
    } else if (under.state().manifests() == null && under.state().waiting() != null) {
      // Whoever renders hears of it from what the sync waits for.
      events.add(DeliveryEvents.due(sync.stream(), now, now));
      var waits = new SyncWaits(under.state().waiting(), now);
      events.add(DeliveryEvents.again(sync, id, under.version(), waits, now));
    } else if (under.state().waveOver() && under.state().wave() != null) {
      var wave = under.state().wave();
      var healthy = new WaveHealthy(wave.phase(), wave.wave(), now);
      events.add(DeliveryEvents.again(sync, id, under.version(), healthy, now));
    } else {
      events.add(DeliveryEvents.due(sync.stream(), now, now));
    }
    return events;
  }
}
