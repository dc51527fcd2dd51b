package dev.tiphys.apply;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.ApplicationStatus;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.applications.OrphanedObjects;
import dev.tiphys.applications.Surroundings;
import dev.tiphys.apply.Looking.InvalidApplication;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.app.AppCommand.EndSync;
import dev.tiphys.delivery.app.AppCommand.RecordComparison;
import dev.tiphys.delivery.app.AppCommand.RequestSync;
import dev.tiphys.delivery.app.AppCommand.SetConditions;
import dev.tiphys.delivery.app.AppRefused;
import dev.tiphys.delivery.compare.CompareFailure;
import dev.tiphys.delivery.dependencies.AppName;
import dev.tiphys.delivery.dependencies.Dependencies;
import dev.tiphys.delivery.project.Orphans;
import dev.tiphys.delivery.sync.AutoSync;
import dev.tiphys.delivery.sync.SyncCommand.StartSync;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.delivery.windows.SyncWindows;
import dev.tiphys.doorway.Applications;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.AppFact.DeletionRequested;
import dev.tiphys.events.delivery.AppFact.FinalizerReleased;
import dev.tiphys.events.delivery.AppFact.ManifestsRendered;
import dev.tiphys.events.delivery.AppFact.SourceFailed;
import dev.tiphys.events.delivery.AppFact.SyncEnded;
import dev.tiphys.events.delivery.AppFact.SyncRequested;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.Condition;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.ResultCode;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.events.delivery.SyncFact.SyncFinished;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.events.delivery.SyncPhase;
import dev.tiphys.language.application.Application;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings applications to their clusters, one wave each time it is woken.
public final class Apply {
  /// The types of the events that wake it.
  public static final Set<String> TYPES =
      Set.of(
          "dev.tiphys.manifests.rendered",
          "dev.tiphys.source.failed",
          "dev.tiphys.sync.requested",
          "dev.tiphys.sync.started",
          "dev.tiphys.sync.refreshed",
          "dev.tiphys.wave.healthy",
          "dev.tiphys.termination.requested",
          "dev.tiphys.retry.set",
          "dev.tiphys.sync.finished",
          "dev.tiphys.sync.ended",
          "dev.tiphys.deletion.requested",
          "dev.tiphys.finalizer.released",
          DeliveryEvents.DUE);

  private static final String ORPHANED = "OrphanedResourceWarning";
  private static final List<String> EVALUATED =
      List.of(
          "ComparisonError",
          "InvalidSpecError",
          "UnknownError",
          "RepeatedResourceWarning",
          "ExcludedResourceWarning",
          "SharedResourceWarning",
          ORPHANED);

  private static final String SYNC_ERROR = "SyncError";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Applications applications;
  private final Apps apps;
  private final Syncs syncs;
  private final Surroundings around;
  private final Inventory lists;

  public Apply(Applications applications, Apps apps, Syncs syncs, Surroundings around) {
    this.applications = applications;
    this.apps = apps;
    this.syncs = syncs;
    this.around = around;
    this.lists = new Inventory(apps.large());
  }

  /// Does what `event` (one of [#TYPES]) asks for, and returns what is to be announced.
  ///
  /// @throws IllegalArgumentException if it is no such event
  /// @throws dev.tiphys.log.LogFailure if the log cannot do it
  public List<CloudEvent> accept(CloudEvent event, Instant now) {
    var stream = DeliveryEvents.stream(event);
    if (stream.startsWith("syncs/")) {
      return sync(SyncId.ofStream(stream), event, now);
    }
    if (SetId.isStream(stream)) {
      return List.of();
    }
    var app = AppId.ofStream(stream);
    if (event.getType().equals(DeliveryEvents.DUE)) {
      return compare(app, event, now);
    }
    return switch (DeliveryEvents.readApp(event).fact()) {
      case ManifestsRendered _, SyncEnded _, SourceFailed _ -> compare(app, event, now);
      case SyncRequested request -> start(app, request, event, now);
      case DeletionRequested _, FinalizerReleased _ -> delete(app, event, now);
      default -> List.of();
    };
  }

  private List<CloudEvent> sync(SyncId sync, CloudEvent event, Instant now) {
    if (DeliveryEvents.SYNC_TYPES.contains(event.getType())
        && DeliveryEvents.readSync(event).fact() instanceof SyncFinished finished) {
      return end(sync, finished, event);
    }
    var started = syncs.load(sync).state().started();
    if (started == null) {
      return List.of();
    }
    var application = applications.find(AppId.ofStream(started.app()));
    return new SyncRun(syncs, lists, around, sync, event, now).go(application);
  }

  private List<CloudEvent> start(AppId app, SyncRequested request, CloudEvent event, Instant now) {
    var sync = new SyncId(app.namespace(), app.name(), request.sync());
    return syncs.handle(
        sync,
        "start",
        new StartSync(
            app.stream(),
            request.operation(),
            request.sources(),
            request.manifests(),
            request.inventory(),
            now),
        event);
  }

  private List<CloudEvent> delete(AppId app, CloudEvent event, Instant now) {
    return applications
        .find(app)
        .map(found -> new DeletionRun(apps, lists, around, app, event, now).go(found))
        .orElse(List.of());
  }

  /// Compares an application with what lives, and begins a sync if that is to be, or goes on with
  /// its deletion.
  private List<CloudEvent> compare(AppId app, CloudEvent cause, Instant now) {
    var events = new ArrayList<>(compared(app, cause, now));
    if (apps.load(app).state().deletion() != null) {
      events.addAll(delete(app, cause, now));
    }
    return events;
  }

  private List<CloudEvent> compared(AppId app, CloudEvent cause, Instant now) {
    var found = applications.find(app);
    if (found.isEmpty()) {
      return List.of();
    }
    var application = found.get();
    var state = apps.load(app).state();
    var rendered = state.rendered();
    var events = new ArrayList<CloudEvent>();
    try {
      var looking = Looking.at(application, around);
      if (state.failed() != null) {
        return failure(app, application, "ComparisonError", state.failed().message(), cause, now);
      }
      if (rendered == null) {
        return List.of();
      }
      var compared =
          new Comparing(application, looking.destination(), looking.cluster().server(), around, now)
              .compare(
                  lists.manifests(rendered.manifests()),
                  lists.keys(state.inventory()),
                  object -> looking.refusal(object).isEmpty());
      var news =
          record(
              app,
              cause,
              new RecordComparison(
                  compared.status(),
                  rendered.sources(),
                  comparedTo(application),
                  lists.store(
                      compared.list(),
                      state.compared() == null ? null : state.compared().resources()),
                  compared.health(),
                  now),
              withOrphans(compared.conditions(), application, looking, now));
      events.addAll(news);
      events.addAll(begin(app, application, looking, compared, cause, now));
      if (!news.isEmpty()) {
        events.addAll(dependants(application, now));
      }
    } catch (InvalidApplication e) {
      events.addAll(failure(app, application, "InvalidSpecError", e.getMessage(), cause, now));
    } catch (CompareFailure | DestinationFailure e) {
      events.addAll(failure(app, application, "ComparisonError", e.getMessage(), cause, now));
    }
    return events;
  }

  /// Syncs of others that may go on now that something is known of this one.
  private List<CloudEvent> dependants(Application application, Instant now) {
    var control = around.controlNamespace();
    var all = applications.all();
    var names = Dependencies.dependants(AppName.of(application, control), all.values(), control);
    var events = new ArrayList<CloudEvent>();
    all.forEach(
        (id, other) -> {
          var operation = names.isEmpty() ? null : apps.load(id, 0).operation();
          if (operation != null && names.contains(AppName.of(other, control))) {
            var sync = new SyncId(id.namespace(), id.name(), operation.sync());
            events.add(DeliveryEvents.due(sync.stream(), now, now));
          }
        });
    return events;
  }

  private List<CloudEvent> record(
      AppId app, CloudEvent cause, RecordComparison comparison, List<Condition> conditions) {
    var events = new ArrayList<>(apps.handle(app, cause, "compare", comparison));
    events.addAll(
        apps.handle(
            app, cause, "conditions", new SetConditions(EVALUATED, conditions, comparison.at())));
    return events;
  }

  /// With what the project wants to know of objects that nobody manages (C150).
  private List<Condition> withOrphans(
      List<Condition> conditions, Application application, Looking looking, Instant now) {
    var orphaned = looking.rules().spec().orphanedResources();
    if (orphaned == null || !orphaned.warn()) {
      return conditions;
    }
    var count =
        OrphanedObjects.of(
                application,
                looking.destination(),
                looking.cluster().server(),
                looking.rules(),
                around,
                applications.all().values())
            .size();
    var message = Orphans.warning(looking.rules(), count);
    if (message == null) {
      return conditions;
    }
    var all = new ArrayList<>(conditions);
    all.add(new Condition(ORPHANED, message, now));
    return all;
  }

  private List<CloudEvent> failure(
      AppId app,
      Application application,
      String type,
      @Nullable String message,
      CloudEvent cause,
      Instant now) {
    return record(
        app,
        cause,
        new RecordComparison("Unknown", List.of(), comparedTo(application), null, "Unknown", now),
        List.of(new Condition(type, String.valueOf(message), now)));
  }

  private static ObjectNode comparedTo(Application application) {
    var compared = JsonNodeFactory.instance.objectNode();
    for (var field : List.of("source", "sources", "destination", "ignoreDifferences")) {
      var value = application.spec().json().get(field);
      if (value != null) {
        compared.set(field, value.deepCopy());
      }
    }
    return compared;
  }

  private List<CloudEvent> begin(
      AppId app,
      Application application,
      Looking looking,
      Comparing.Result compared,
      CloudEvent cause,
      Instant now) {
    var state = apps.load(app).state();
    var rendered = state.rendered();
    if (rendered == null) {
      return List.of();
    }
    var window =
        SyncWindows.of(looking.rules().spec().syncWindows(), application).decide(false, now, null);
    var verdict =
        AutoSync.decide(
            application.spec(),
            state,
            new AutoSync.Comparison(compared.status(), rendered.sources(), compared.resources()),
            window.allowed(),
            around.healing(),
            now);
    return switch (verdict) {
      case AutoSync.Nothing _ -> syncError(app, null, cause, now);
      case AutoSync.Refuse(var message) -> syncError(app, message, cause, now);
      case AutoSync.WaitUntil(var due) -> List.of(DeliveryEvents.scheduled(app.stream(), due, now));
      case AutoSync.Start(var operation) -> {
        var events = new ArrayList<>(syncError(app, null, cause, now));
        events.addAll(
            request(app, operation, rendered.sources(), rendered.manifests(), cause, now));
        yield events;
      }
    };
  }

  private List<CloudEvent> syncError(
      AppId app, @Nullable String message, CloudEvent cause, Instant now) {
    var conditions =
        message == null ? List.<Condition>of() : List.of(new Condition(SYNC_ERROR, message, now));
    return apps.handle(
        app, cause, "sync error", new SetConditions(List.of(SYNC_ERROR), conditions, now));
  }

  private List<CloudEvent> request(
      AppId app,
      ObjectNode operation,
      List<ResolvedSource> sources,
      @Nullable Blob manifests,
      CloudEvent cause,
      Instant now) {
    try {
      return apps.handle(
          app, cause, "sync", new RequestSync(uid(app, cause), operation, sources, manifests, now));
    } catch (AppRefused e) {
      // Somebody else began one in between; the end of that one leads here again.
      return List.of();
    }
  }

  /// The same for the same cause, so that an event that comes again begins nothing new.
  private static String uid(AppId app, CloudEvent cause) {
    var id = app.stream() + " " + cause.getSource() + " " + cause.getId() + " " + cause.getTime();
    return Digest.of(id.getBytes(StandardCharsets.UTF_8))
        .substring("sha256:".length())
        .substring(0, 32);
  }

  /// A sync is over: what it left in the cluster is written down for the application.
  private List<CloudEvent> end(SyncId sync, SyncFinished finished, CloudEvent event) {
    var state = syncs.load(sync).state();
    var started = state.started();
    if (started == null) {
      return List.of();
    }
    var operation = state.operation().sync();
    var full =
        finished.phase() == OperationPhase.SUCCEEDED
            && operation != null
            && !operation.dryRun()
            && operation.resources().isEmpty()
            && !state.isLocal();
    var results = JSON.createArrayNode();
    for (var result : state.results()) {
      results.add(JSON.createObjectNode().setAll(ApplicationStatus.shown(result)));
    }
    return apps.handle(
        AppId.ofStream(started.app()),
        "end " + sync.uid(),
        new EndSync(
            sync.uid(),
            finished.phase(),
            finished.message(),
            lists.store(results),
            operation != null && operation.dryRun() ? null : left(state),
            full,
            state.sources(),
            state.manifests(),
            finished.at()),
        event);
  }

  /// What the application has in the cluster after this sync. Only a sync that succeeded adds to
  /// it; what was pruned is out of it in any case.
  private @Nullable Blob left(SyncState state) {
    var before = lists.keys(Objects.requireNonNull(state.started()).inventory());
    Map<ObjectKey, String> after = new LinkedHashMap<>(before);
    for (var result : state.results()) {
      var key = new ObjectKey(result.group(), result.kind(), result.namespace(), result.name());
      if (result.status() == ResultCode.PRUNED) {
        after.remove(key);
      } else if (state.phase() == OperationPhase.SUCCEEDED
          && result.status() == ResultCode.SYNCED
          && result.hook() == null
          && result.syncPhase() == SyncPhase.SYNC) {
        after.put(key, result.version());
      }
    }
    return after.equals(before) ? null : lists.store(after);
  }
}
