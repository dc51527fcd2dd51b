package dev.tiphys.healthcheck;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.applications.Live;
import dev.tiphys.delivery.health.Health;
import dev.tiphys.delivery.sync.SyncCommand.RecordHealth;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.delivery.sync.SyncStep;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResultCode;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.events.delivery.TaskResult;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Turns "a wave was applied" into "the wave is healthy", however long that takes: it looks, says
/// what it saw, and asks to be woken again.
public final class HealthCheck {
  /// The types of the events that wake it.
  public static final Set<String> TYPES =
      Set.of("dev.tiphys.wave.applied", "dev.tiphys.sync.waits", DeliveryEvents.DUE);

  private static final Duration LOOK_MIN = Duration.ofMillis(500);
  private static final Duration LOOK_MAX = Duration.ofSeconds(10);

  private final Syncs syncs;
  private final Live live;
  private final Function<JsonNode, Optional<Health>> rules;

  /// @param rules how an object is; empty if its kind has no rule
  public HealthCheck(Syncs syncs, Live live, Function<JsonNode, Optional<Health>> rules) {
    this.syncs = syncs;
    this.live = live;
    this.rules = rules;
  }

  /// Looks at what the sync of `event` (one of [#TYPES]) waits for, and returns what is to be
  /// announced.
  ///
  /// @throws IllegalArgumentException if it is no such event
  /// @throws dev.tiphys.log.LogFailure if the log cannot do it
  public List<CloudEvent> accept(CloudEvent event, Instant now) {
    var stream = DeliveryEvents.stream(event);
    if (!stream.startsWith("syncs/")) {
      return List.of();
    }
    var sync = SyncId.ofStream(stream);
    var view = syncs.load(sync);
    var state = view.state();
    var started = state.started();
    if (!state.watched() || started == null || state.wave() == null || state.waveOver()) {
      return List.of();
    }
    var app = AppId.ofStream(started.app());
    var seen = look(app, state);
    var early = state.waiting().since().plus(live.reactionTime(app));
    var over = seen.over() && !now.isBefore(early);
    var events = new ArrayList<CloudEvent>();
    if (over || !seen.changed().isEmpty()) {
      events.addAll(
          syncs.handle(
              sync,
              "health %d %s".formatted(view.version(), over),
              new RecordHealth(state.retries(), seen.changed(), over, now),
              event));
    }
    if (!over) {
      var due = seen.over() ? early : now.plus(pause(state, now));
      events.add(DeliveryEvents.scheduled(stream, due, now));
    }
    return events;
  }

  /// What waits for long is looked at less often.
  private static Duration pause(SyncState state, Instant now) {
    var waited = Duration.between(state.waiting().since(), now).dividedBy(4);
    if (waited.compareTo(LOOK_MIN) < 0) {
      return LOOK_MIN;
    }
    return waited.compareTo(LOOK_MAX) > 0 ? LOOK_MAX : waited;
  }

  private record Seen(List<TaskResult> changed, boolean over) {}

  /// What is not there any more is for `apply` to judge, which knows what is wanted.
  private Seen look(AppId app, SyncState state) {
    var changed = new ArrayList<TaskResult>();
    var over = true;
    for (var result : state.results()) {
      if (result.phase() == OperationPhase.RUNNING) {
        var object = live.find(app, result);
        if (object.isPresent()) {
          var now = judged(result, object.get());
          over &= now.phase() != OperationPhase.RUNNING;
          if (!now.equals(result)) {
            changed.add(now);
          }
        }
      } else if (result.status() == ResultCode.PRUNED) {
        over &= live.find(app, result).filter(HealthCheck::isTerminating).isEmpty();
      }
    }
    return new Seen(changed, over);
  }

  private TaskResult judged(TaskResult result, JsonNode object) {
    var health = rules.apply(object);
    var phase = SyncStep.phaseOf(result.hook() != null, health);
    if (phase == OperationPhase.RUNNING) {
      return result;
    }
    var message = health.map(Health::message).orElse("");
    return result.with(result.status(), phase, message.isEmpty() ? result.message() : message);
  }

  private static boolean isTerminating(JsonNode object) {
    return object.path("metadata").hasNonNull("deletionTimestamp");
  }
}
