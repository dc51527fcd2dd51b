package dev.tiphys.apply;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.applications.Surroundings;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.app.AppCommand;
import dev.tiphys.delivery.app.AppCommand.AdvanceDeletion;
import dev.tiphys.delivery.app.AppCommand.AwaitDeletion;
import dev.tiphys.delivery.app.AppCommand.ReleaseFinalizer;
import dev.tiphys.delivery.app.AppCommand.SetConditions;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.delivery.app.Deletion;
import dev.tiphys.delivery.compare.CompareFailure;
import dev.tiphys.delivery.deletion.Cascade;
import dev.tiphys.delivery.deletion.HookStates;
import dev.tiphys.delivery.deletion.Stage;
import dev.tiphys.delivery.sync.Annotations;
import dev.tiphys.delivery.sync.PruneProof;
import dev.tiphys.doorway.Apps;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Condition;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.Waiting;
import dev.tiphys.language.application.Application;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One look at an application that is being deleted, woken by `cause`: does what can be done now,
/// and says what it waits for (alg §18).
final class DeletionRun {
  private static final String ERROR = "DeletionError";
  private static final Duration LOOK_MIN = Duration.ofMillis(500);
  private static final Duration LOOK_MAX = Duration.ofSeconds(10);

  /// What failed, and what a person has to end, is looked at so often.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  /// Nothing waits for a wave that is gone at once; still one look does not go on for ever.
  private static final int STEPS_MAX = 100;

  private final Apps apps;
  private final Inventory lists;
  private final Surroundings around;
  private final AppId id;
  private final CloudEvent cause;
  private final Instant now;
  private final List<CloudEvent> events = new ArrayList<>();

  /// Something stands in the way that somebody may have to mend.
  static final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Trouble(String message) {
      super(message);
    }
  }

  DeletionRun(
      Apps apps, Inventory lists, Surroundings around, AppId id, CloudEvent cause, Instant now) {
    this.apps = apps;
    this.lists = lists;
    this.around = around;
    this.id = id;
    this.cause = cause;
    this.now = now;
  }

  List<CloudEvent> go(Application application) {
    for (var steps = 0; steps < STEPS_MAX; steps++) {
      var state = apps.load(id).state();
      var deletion = state.deletion();
      if (deletion == null || deletion.over() || isPaused(deletion)) {
        return events;
      }
      try {
        if (!step(application, state, deletion)) {
          return events;
        }
        conditions(List.of());
      } catch (Trouble | DestinationFailure | CompareFailure e) {
        fail(String.valueOf(e.getMessage()));
        return events;
      }
    }
    again(now);
    return events;
  }

  /// After a failure nothing is tried before its time, whatever moves in the cluster.
  private boolean isPaused(Deletion deletion) {
    var waiting = deletion.waiting();
    if (waiting == null || waiting.until() == null || !now.isBefore(waiting.until())) {
      return false;
    }
    again(waiting.until());
    return true;
  }

  private void again(Instant due) {
    events.add(DeliveryEvents.scheduled(id.stream(), due, now));
  }

  /// @return whether more may be done at once
  private boolean step(Application application, AppState state, Deletion deletion) {
    if (state.operation() != null) {
      await(
          deletion, "waiting for the end of the operation", List.of(), "it ends, or is terminated");
      return false;
    }
    var stage = Stage.first(deletion.finalizers());
    if (stage.isEmpty()) {
      var left = String.join(", ", deletion.finalizers());
      await(deletion, "waiting for finalizers of others", List.of(), left + " are removed");
      return false;
    }
    var looking = Destined.of(application, around);
    return switch (stage.get()) {
      case PRE_DELETE, POST_DELETE -> hooks(stage.get(), looking, state, deletion);
      case CASCADE -> cascade(looking, state, deletion);
      case PRE_DELETE_CLEANUP, POST_DELETE_CLEANUP -> cleanUp(stage.get(), looking, deletion);
    };
  }

  private boolean hooks(Stage stage, Destined looking, AppState state, Deletion deletion) {
    var finalizer = stage.in(deletion.finalizers()).orElseThrow();
    var created = deletion.objects().get(finalizer);
    if (created == null) {
      if (!isRendered(state, deletion)) {
        return false;
      }
      var rendered = Objects.requireNonNull(state.rendered());
      var hooks =
          looking.hooks(
              stage.hook(),
              lists.manifests(rendered.manifests()),
              rendered.sources().isEmpty() ? "" : rendered.sources().getFirst().revision(),
              deletion.requestedAt());
      hooks.forEach(looking::create);
      record(new AdvanceDeletion(finalizer, 0, lists.store(Destined.versions(hooks)), now));
      return true;
    }
    var states = new HookStates(looking.live(lists.keys(created)), around.health()::assess);
    var running = states.running();
    if (!running.isEmpty()) {
      await(
          deletion,
          "waiting for %s hook %s".formatted(stage.hook(), named(running)),
          keys(running),
          "it is complete");
      return false;
    }
    var failed = states.failed();
    if (!failed.isEmpty()) {
      var why = states.why(failed.getFirst());
      failed.forEach(hook -> looking.destination().delete(hook, "foreground"));
      record(new AdvanceDeletion(finalizer, 0, null, now));
      throw new Trouble(
          "%s hook %s failed%s"
              .formatted(stage.hook(), named(failed), why.isEmpty() ? "" : ": " + why));
    }
    record(new ReleaseFinalizer(finalizer, now));
    return true;
  }

  /// Hooks are those of what the sources mean now, not of what was deployed.
  private boolean isRendered(AppState state, Deletion deletion) {
    var since = deletion.requestedAt();
    if (state.failed() != null && !state.failed().at().isBefore(since)) {
      refresh();
      throw new Trouble("the hooks of the deletion are not known: " + state.failed().message());
    }
    if (state.rendered() != null && !state.rendered().at().isBefore(since)) {
      return true;
    }
    if (await(
        deletion, "waiting for the manifests of the sources", List.of(), "they are rendered")) {
      refresh();
    }
    return false;
  }

  private void refresh() {
    var version = apps.load(id).version();
    events.add(DeliveryEvents.refresh(id, "deletion-" + version, Refresh.NORMAL, now));
  }

  private boolean cascade(Destined looking, AppState state, Deletion deletion) {
    var finalizer = Stage.CASCADE.in(deletion.finalizers()).orElseThrow();
    var policy = looking.application().spec().syncPolicy();
    var cascade =
        new Cascade(
            policy == null ? List.of() : policy.syncOptions(),
            deletion.requestedAt(),
            PruneProof.approval(
                Annotations.of(looking.application().json(), Annotations.DELETION_APPROVED)));
    var live = looking.own(looking.live(known(state)));
    switch (cascade.next(live)) {
      case Cascade.Over _ -> {
        Stage.CASCADE.finalizers().stream()
            .filter(deletion.finalizers()::contains)
            .forEach(each -> record(new ReleaseFinalizer(each, now)));
        return true;
      }
      case Cascade.Wait(var leaving) -> {
        await(deletion, "waiting for deletion of " + named(leaving), keys(leaving), "it is gone");
        return false;
      }
      case Cascade.Confirm(var objects) -> {
        await(
            deletion,
            "waiting for confirmation to delete " + named(objects),
            keys(objects),
            "the annotation %s on the application, not older than its deletion"
                .formatted(Annotations.DELETION_APPROVED));
        return false;
      }
      case Cascade.Delete(var wave, var objects) -> {
        var propagation = Stage.propagation(deletion.finalizers());
        WaveRun.all(objects, object -> looking.destination().delete(object, propagation));
        record(new AdvanceDeletion(finalizer, wave, lists.store(Destined.versions(objects)), now));
        return true;
      }
    }
  }

  /// What was ever known to be in the cluster: that it is ours its own marks have to say.
  private Map<ObjectKey, String> known(AppState state) {
    Map<ObjectKey, String> known = new LinkedHashMap<>(lists.keys(state.inventory()));
    if (state.compared() != null) {
      known.putAll(lists.keys(state.compared().resources()));
    }
    if (state.last() != null) {
      known.putAll(lists.keys(state.last().end().results()));
    }
    return known;
  }

  private boolean cleanUp(Stage stage, Destined looking, Deletion deletion) {
    var finalizer = stage.in(deletion.finalizers()).orElseThrow();
    var from = stage == Stage.PRE_DELETE_CLEANUP ? Stage.PRE_DELETE : Stage.POST_DELETE;
    var created =
        from.finalizers().stream()
            .map(deletion.objects()::get)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    var states = new HookStates(looking.live(lists.keys(created)), around.health()::assess);
    states.cleanedUp().forEach(hook -> looking.destination().delete(hook, "foreground"));
    record(new ReleaseFinalizer(finalizer, now));
    return true;
  }

  private static String named(List<JsonNode> objects) {
    var first = ObjectKey.of(objects.getFirst());
    var more = objects.size() - 1;
    return "%s/%s/%s%s"
        .formatted(
            first.group(),
            first.kind(),
            first.name(),
            more == 0 ? "" : " and %d more resources".formatted(more));
  }

  private static List<String> keys(List<JsonNode> objects) {
    return objects.stream().map(object -> ObjectKey.of(object).toString()).toList();
  }

  /// @return whether that is new, or due to be looked at again
  private boolean await(Deletion deletion, String what, List<String> objects, String endedBy) {
    var known = deletion.waiting();
    var next = new Waiting(what, objects, now, null, endedBy, true);
    record(new AwaitDeletion(next, now));
    var since = next.sameAs(known) ? Objects.requireNonNull(known).since() : now;
    var pause = Duration.between(since, now).dividedBy(4);
    again(
        now.plus(
            pause.compareTo(LOOK_MIN) < 0
                ? LOOK_MIN
                : pause.compareTo(LOOK_MAX) > 0 ? LOOK_MAX : pause));
    return !next.sameAs(known) || Duration.between(since, now).compareTo(LOOK_AGAIN) > 0;
  }

  private void fail(String message) {
    conditions(List.of(new Condition(ERROR, message, now)));
    var due = now.plus(LOOK_AGAIN);
    var next =
        new Waiting(
            "deletion failed: " + message,
            List.of(),
            now,
            due,
            "it is tried again, or somebody removes the finalizer",
            false);
    record(new AwaitDeletion(next, now));
    again(due);
  }

  private void conditions(List<Condition> found) {
    record(new SetConditions(List.of(ERROR), found, now));
  }

  /// The state decides what is done, so its version tells one step from another.
  private void record(AppCommand command) {
    var step =
        "delete %d %s".formatted(apps.load(id).version(), command.getClass().getSimpleName());
    events.addAll(apps.handle(id, cause, step, command));
  }
}
