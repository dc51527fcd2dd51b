package dev.tiphys.simulation;

import dev.tiphys.applications.Reminders;
import dev.tiphys.apply.Apply;
import dev.tiphys.delivery.app.AppCommand;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Blobs;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.delivery.AppFact.RevisionObserved;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.healthcheck.HealthCheck;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.timer.Timer;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The functions of delivery in one process. `apply`, `health-check` and the timer are those of
/// production. Looking at a repository and rendering are what their faults leave of them: it is
/// known what a revision holds, or it cannot be had.
final class DeliveryLife extends Mortal {
  static final Map<String, Set<String>> WANTS = new LinkedHashMap<>();

  static {
    WANTS.put("git-poll", Set.of(DeliveryEvents.REFRESH_REQUESTED));
    WANTS.put("render", Set.of("dev.tiphys.revision.observed"));
    WANTS.put("apply", Apply.TYPES);
    WANTS.put("health-check", HealthCheck.TYPES);
    WANTS.put("timer", Set.of(DeliveryEvents.SCHEDULED));
  }

  private final DeliveryWorld world;
  private final Apps apps;
  private final Apply apply;
  private final HealthCheck health;
  private final Timer timer;
  private final Reminders reminders;
  private final StormyDestination destination;

  DeliveryLife(DeliveryWorld world, String name) {
    super(world, name);
    this.world = world;
    var random = world.chance().generator();
    var store = new StormyStore(world, this);
    apps = Apps.in(store, alarm(), random);
    var syncs = Syncs.in(store, alarm(), random);
    destination = new StormyDestination(world, this);
    var around = new DeliverySurroundings(destination);
    apply = new Apply(world.applications(), apps, syncs, around);
    health = new HealthCheck(syncs, destination, around.health()::assess);
    timer = new Timer(new RunEvents(new Blobs(store)), this::tell, alarm());
    reminders = new Reminders(world.applications(), apps, syncs);
  }

  void receive(String function, CloudEvent event) {
    var now = alarm().instant();
    destination.begin(event);
    try {
      receive(function, event, now);
    } finally {
      destination.end();
      world.cluster().settle();
    }
  }

  private void receive(String function, CloudEvent event, Instant now) {
    switch (function) {
      case "git-poll" ->
          publish(
              apps.handle(
                  DeliveryEvents.app(event),
                  event,
                  "look",
                  new AppCommand.ObserveRevision(
                      world.repository().sources(), DeliveryEvents.refresh(event), now)));
      case "render" -> publish(render(event));
      case "apply" -> publish(apply.accept(event, now));
      case "health-check" -> publish(health.accept(event, now));
      case "timer" -> timer.set(event);
      default -> throw new AssertionError(function);
    }
  }

  private List<CloudEvent> render(CloudEvent event) {
    var news = DeliveryEvents.readApp(event);
    var now = alarm().instant();
    var sources = ((RevisionObserved) news.fact()).sources();
    if (world.faulty(Weather::refused)) {
      throw new Unavailable("the repository does not answer");
    }
    var revision = world.repository().at(sources.getFirst().revision());
    if (revision.broken()) {
      return apps.handle(
          news.app(),
          event,
          "render",
          new AppCommand.RecordFailure(sources, "it cannot be rendered", false, now));
    }
    var bytes = revision.objects().toString().getBytes(StandardCharsets.UTF_8);
    var blob = new Blob(apps.large().store(bytes), revision.objects().size());
    return apps.handle(
        news.app(),
        event,
        "render",
        new AppCommand.RecordManifests(sources, blob, List.of("Directory"), now));
  }

  /// Announces again what is unmet.
  void sweep() {
    try {
      tell(reminders.unmet(DeliveryWorld.APP, alarm().instant()));
    } catch (Unavailable e) {
      world.trace("%s: no sweep", this);
    }
  }

  private void publish(List<CloudEvent> events) {
    if (!events.isEmpty() && world.faulty(Weather::refused)) {
      throw new Unavailable("the broker is busy");
    }
    tell(events);
  }

  /// Publishes, and may crash before, between or after.
  private void tell(List<CloudEvent> events) {
    for (var event : events) {
      requireAlive();
      mayCrash("before publishing " + event.getId());
      world.post().publish(this, event);
    }
    if (!events.isEmpty()) {
      mayCrash("after publishing");
    }
  }
}
