package dev.tiphys.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.ClusterApplications;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.Reminders;
import dev.tiphys.delivery.app.AppCommand.ReleaseFinalizer;
import dev.tiphys.delivery.app.AppCommand.RequestDeletion;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.kubernetes.KubernetesApi;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Keeps Applications and their streams in step: what the log says becomes status, and what people
/// write into an Application becomes events for the functions of delivery.
public final class ApplicationProjection {
  /// The types of the news that it shows.
  public static final Set<String> TYPES = types();

  private static final String ADDED = "dev.knative.apiserver.resource.add";
  private static final String RELEASED = "dev.tiphys.finalizer.released";
  private static final String REFRESH = "argocd.argoproj.io/refresh";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApplicationShowing showing;
  private final StatusWriter<AppId> writer;
  private final WrittenOperations operations;
  private final Reminders reminders;
  private final Pace pace;

  ApplicationProjection(ApplicationShowing showing, Reminders reminders, Pace pace) {
    this.showing = showing;
    this.operations = new WrittenOperations(showing.applications(), showing.apps());
    this.reminders = reminders;
    this.pace = pace;
    writer = new StatusWriter<>(showing, pace);
  }

  /// Over the streams of a store and the Applications of a cluster.
  public static ApplicationProjection of(
      ClusterApplications applications, Apps apps, Syncs syncs, Reminders reminders) {
    return new ApplicationProjection(
        new ApplicationShowing(applications, apps, syncs), reminders, Pace.OF_THE_MACHINE);
  }

  private static Set<String> types() {
    var types = new TreeSet<>(DeliveryEvents.APP_TYPES);
    types.addAll(DeliveryEvents.SYNC_TYPES);
    return types;
  }

  /// Whether an event is for this projection.
  public static boolean wants(CloudEvent event) {
    return TYPES.contains(event.getType()) || "Application".equals(event.getExtension("kind"));
  }

  /// Takes news of an application, of a sync, or of an Application that was applied, changed or
  /// deleted, and returns what is to be announced. When it returns, the status shows what the event
  /// told of.
  ///
  /// @throws IllegalArgumentException if it is none of these
  /// @throws dev.tiphys.log.LogFailure.Unavailable if that cannot be done now
  public List<CloudEvent> accept(CloudEvent event) {
    if (TYPES.contains(event.getType())) {
      told(event)
          .ifPresent(
              app -> {
                writer.show(app, showing.version(app));
                if (event.getType().equals(RELEASED)) {
                  showing.find(app).ifPresent(object -> release(app, object));
                }
              });
      return List.of();
    }
    var object = object(event);
    var app = id(object);
    if (app.isEmpty()) {
      return List.of();
    }
    return switch (event.getType()) {
      case ADDED -> List.of(refresh(app.get(), "added", Refresh.NORMAL));
      case Projection.UPDATED -> updated(app.get(), object, event);
      // What it had in its cluster went before, or was to stay.
      case Projection.DELETED -> List.of();
      default ->
          throw new IllegalArgumentException(
              "type: expected news of an application, found '%s'".formatted(event.getType()));
    };
  }

  private Optional<AppId> told(CloudEvent event) {
    var stream = DeliveryEvents.stream(event);
    if (stream.startsWith("apps/")) {
      return Optional.of(AppId.ofStream(stream));
    }
    return Optional.ofNullable(showing.syncs().load(SyncId.ofStream(stream)).state().started())
        .map(started -> AppId.ofStream(started.app()));
  }

  private List<CloudEvent> updated(AppId app, ObjectNode object, CloudEvent event) {
    var now = pace.instant();
    if (object.at("/metadata").hasNonNull("deletionTimestamp")) {
      return deleted(app, object, event, now);
    }
    var events = new ArrayList<CloudEvent>();
    if (object.path("operation").isObject()) {
      events.addAll(operations.take(app, object, event, now));
    }
    var asked = object.at("/metadata/annotations").path(REFRESH);
    if (asked.isTextual()) {
      var version = object.at("/metadata/resourceVersion").asText();
      events.add(
          refresh(
              app,
              "asked-" + version,
              asked.asText().equals("hard") ? Refresh.HARD : Refresh.NORMAL));
      answered(app);
    }
    if (Wishes.are(object)) {
      events.add(refresh(app, "spec-" + Wishes.generation(object), Refresh.NORMAL));
      events.addAll(reminders.look(app, now));
      heard(app, object);
    } else if (events.isEmpty()) {
      writer.repair(app, object);
    }
    return events;
  }

  /// What is to be done before it may go is done by others, as facts of its stream.
  private List<CloudEvent> deleted(AppId app, ObjectNode object, CloudEvent event, Instant now) {
    var finalizers = finalizers(object);
    var events =
        new ArrayList<>(
            showing.apps().handle(app, "delete", new RequestDeletion(finalizers, now), event));
    var deletion = showing.apps().load(app).state().deletion();
    if (deletion != null) {
      for (var finalizer : deletion.finalizers()) {
        if (!finalizers.contains(finalizer)) {
          // Somebody does without it.
          events.addAll(
              showing
                  .apps()
                  .handle(
                      app, "without " + finalizer, new ReleaseFinalizer(finalizer, now), event));
        }
      }
      release(app, object);
    }
    return events;
  }

  /// Takes from the object the finalizers whose work is done.
  private void release(AppId app, JsonNode object) {
    var deletion = showing.apps().load(app).state().deletion();
    var there = finalizers(object);
    if (deletion == null || deletion.finalizers().containsAll(there)) {
      return;
    }
    var patch = JSON.createObjectNode();
    var metadata = patch.putObject("metadata");
    metadata.set("resourceVersion", object.at("/metadata/resourceVersion"));
    var left = metadata.putArray("finalizers");
    there.stream().filter(deletion.finalizers()::contains).forEach(left::add);
    showing
        .applications()
        .api()
        .patch(ClusterApplications.path(app.namespace(), app.name()), KubernetesApi.MERGE, patch);
  }

  private static List<String> finalizers(JsonNode object) {
    var finalizers = new ArrayList<String>();
    object.at("/metadata/finalizers").forEach(each -> finalizers.add(each.asText()));
    return finalizers;
  }

  /// The annotation asks once.
  private void answered(AppId app) {
    var patch = JSON.createObjectNode();
    patch.putObject("metadata").putObject("annotations").putNull(REFRESH);
    showing
        .applications()
        .api()
        .patch(ClusterApplications.path(app.namespace(), app.name()), KubernetesApi.MERGE, patch);
  }

  /// Remembers that an edit was passed on; see [Projection].
  private void heard(AppId app, ObjectNode object) {
    if (object.path("status").isObject()) {
      ObjectNode status = object.get("status").deepCopy();
      status.put(Wishes.GENERATION, Wishes.generation(object));
      showing.replaceStatus(app, object, status);
    }
  }

  private CloudEvent refresh(AppId app, String id, Refresh refresh) {
    return DeliveryEvents.refresh(app, id, refresh, now());
  }

  private Instant now() {
    return pace.instant();
  }

  private static ObjectNode object(CloudEvent event) {
    var data = event.getData();
    if (data == null) {
      throw new IllegalArgumentException("data: expected an Application, found nothing");
    }
    try {
      JsonNode json = JSON.readTree(data.toBytes());
      if (json instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("data: expected an Application in JSON", e);
    }
    throw new IllegalArgumentException("data: expected an Application, found no object");
  }

  private static Optional<AppId> id(ObjectNode object) {
    try {
      return Optional.of(DeliveryResources.id(object));
    } catch (IllegalArgumentException e) {
      // No stream can have such a name.
      return Optional.empty();
    }
  }
}
