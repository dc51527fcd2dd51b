package dev.tiphys.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.Destination;
import dev.tiphys.applications.Surroundings;
import dev.tiphys.delivery.app.AppCommand;
import dev.tiphys.delivery.app.AppCommand.ObserveRevision;
import dev.tiphys.delivery.app.AppCommand.RecordFailure;
import dev.tiphys.delivery.app.AppCommand.RecordManifests;
import dev.tiphys.delivery.app.AppCommand.RequestDeletion;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.dependencies.AppName;
import dev.tiphys.delivery.health.Customizations;
import dev.tiphys.delivery.health.HealthRules;
import dev.tiphys.delivery.project.Cluster;
import dev.tiphys.delivery.sync.SyncCommand.RecordHealth;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.doorway.Applications;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import dev.tiphys.log.LogFailure;
import dev.tiphys.log.store.ObjectStore;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// One application over a store and a cluster in memory: events are delivered one after the other
/// until none is left, timers at once.
final class DeliveryWorld implements Applications, Surroundings {
  static final AppId APP = new AppId("argocd", "app", "u-1");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EVENTS_MAX = 2_000;
  private static final int TIMES_MAX = 8;

  final MemoryDestination cluster = new MemoryDestination();
  final Apps apps;
  final Syncs syncs;
  private final Apply apply;

  /// Whether the process dies with whatever it has to announce next.
  boolean dying;

  private final ArrayDeque<CloudEvent> events = new ArrayDeque<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private ObjectNode application;
  private int number;

  DeliveryWorld(ObjectStore store, Random random, String policy) {
    apps = Apps.in(store, () -> now, random);
    syncs = Syncs.in(store, () -> now, random);
    apply = new Apply(this, apps, syncs, this);
    policy(policy);
  }

  /// What the application's syncPolicy says from now on.
  void policy(String policy) {
    application =
        (ObjectNode)
            json(
                """
                {"apiVersion":"argoproj.io/v1alpha1","kind":"Application",
                 "metadata":{"name":"app","namespace":"argocd","uid":"u-1"},
                 "spec":{"project":"default","source":{"repoURL":"https://git/app","path":"."},
                  "destination":{"server":"https://kubernetes.default.svc","namespace":"default"},
                  "syncPolicy":%s}}"""
                    .formatted(policy));
  }

  void approve() {
    application
        .withObject("/metadata/annotations")
        .put("argocd.argoproj.io/deletion-approved", now.toString());
  }

  void annotate(String name, String value) {
    application.withObject("/metadata/annotations").put(name, value);
  }

  void ignore(String pointer) {
    application
        .withObject("/spec")
        .putArray("ignoreDifferences")
        .addObject()
        .put("kind", "ConfigMap")
        .putArray("jsonPointers")
        .add(pointer);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode configMap(String name, int wave, String value) {
    var object =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
    object
        .putObject("metadata")
        .put("name", name)
        .putObject("annotations")
        .put("argocd.argoproj.io/sync-wave", Integer.toString(wave));
    object.putObject("data").put("value", value);
    return object;
  }

  static List<ResolvedSource> sources(String revision) {
    return List.of(
        new ResolvedSource(json("{\"repoURL\":\"https://git/app\",\"path\":\".\"}"), revision));
  }

  private CloudEvent cause() {
    now = now.plusMillis(10);
    return DeliveryEvents.refresh(APP, "c-" + ++number, Refresh.NORMAL, now);
  }

  private void tell(AppCommand command) {
    events.addAll(apps.handle(APP, cause(), "", command));
  }

  void observe(String revision) {
    tell(new ObserveRevision(sources(revision), Refresh.NORMAL, now));
  }

  void fail(String revision, String message) {
    tell(new RecordFailure(sources(revision), message, false, now));
  }

  /// @return the digest under which the objects lie
  String rendered(String revision, List<ObjectNode> objects) {
    var bytes = objects.toString().getBytes(StandardCharsets.UTF_8);
    var blob = new Blob(apps.large().store(bytes), objects.size());
    rendered(revision, blob);
    return blob.dataref();
  }

  void rendered(String revision, Blob blob) {
    tell(new RecordManifests(sources(revision), blob, List.of("Directory"), now));
  }

  /// A commit that is observed, rendered and delivered without trouble.
  void deliver(String revision, ObjectNode... objects) {
    observe(revision);
    rendered(revision, List.of(objects));
    runUntilQuiet();
  }

  AppState state() {
    return apps.load(APP).state();
  }

  /// Delivers what is on its way. What cannot be done now comes again a few times.
  void runUntilQuiet() {
    for (var delivered = 0; !events.isEmpty(); delivered++) {
      if (delivered > EVENTS_MAX) {
        throw new AssertionError("no end: " + events.peek());
      }
      deliver(events.poll());
    }
  }

  private void deliver(CloudEvent event) {
    for (var times = 0; times < TIMES_MAX; times++) {
      now = now.plusMillis(10);
      try {
        events.addAll(heard(event));
        return;
      } catch (LogFailure e) {
        if (!(e instanceof LogFailure.Unavailable)) {
          return;
        }
      }
    }
  }

  private List<CloudEvent> heard(CloudEvent event) {
    var type = event.getType();
    if (type.equals(DeliveryEvents.SCHEDULED)) {
      var moment = DeliveryEvents.moment(event);
      // A person or a window would have to end this; the world waits for neither.
      var stream = DeliveryEvents.stream(event);
      if (stream.equals(APP.stream()) && state().deletion() != null) {
        return List.of();
      }
      if (stream.startsWith("syncs/")
          && syncs.load(SyncId.ofStream(stream)).state().retry() == null) {
        return List.of();
      }
      now = moment.isAfter(now) ? moment : now;
      return List.of(DeliveryEvents.due(stream, moment, now));
    }
    if (type.equals("dev.tiphys.wave.applied") || type.equals("dev.tiphys.sync.waits")) {
      return healthy(DeliveryEvents.sync(event), event);
    }
    var announced = Apply.TYPES.contains(type) ? apply.accept(event, now) : List.<CloudEvent>of();
    return dying ? List.of() : announced;
  }

  /// Everything that is applied is healthy at once.
  private List<CloudEvent> healthy(SyncId sync, CloudEvent event) {
    SyncState state = syncs.load(sync).state();
    if (!state.watched()) {
      return List.of();
    }
    var results =
        state.results().stream()
            .filter(each -> each.phase() == OperationPhase.RUNNING)
            .map(each -> each.with(each.status(), OperationPhase.SUCCEEDED, each.message()))
            .toList();
    return syncs.handle(
        sync, event, "health", new RecordHealth(state.retries(), results, true, now));
  }

  @Override
  public Optional<Application> find(AppId app) {
    return app.equals(APP) ? Optional.of(Application.from(application)) : Optional.empty();
  }

  @Override
  public Map<AppId, Application> all() {
    return Map.of(APP, Application.from(application));
  }

  @Override
  public Optional<AppProject> project(String name) {
    return Optional.of(
        AppProject.from(
            json(
                """
                {"metadata":{"name":"default"},"spec":{"sourceRepos":["*"],
                 "destinations":[{"server":"*","namespace":"*"}],
                 "clusterResourceWhitelist":[{"group":"*","kind":"*"}]}}""")));
  }

  /// Another application that ours may depend on, with its status.
  JsonNode other;

  @Override
  public Optional<JsonNode> shown(AppName name) {
    return name.name().equals("other") ? Optional.ofNullable(other) : Optional.empty();
  }

  void dependOn(String name) {
    application.withObject("/metadata/annotations").put("tiphys.dev/depends-on", name);
  }

  void delete(String... finalizers) {
    tell(new RequestDeletion(List.of(finalizers), now));
    runUntilQuiet();
  }

  /// Looks at the application again, a while later.
  void wake() {
    now = now.plusSeconds(60);
    events.add(DeliveryEvents.due(APP.stream(), now, now));
    runUntilQuiet();
  }

  void wakeSync() {
    var sync = new SyncId("argocd", "app", state().operation().sync());
    events.add(DeliveryEvents.due(sync.stream(), now, now));
    runUntilQuiet();
  }

  @Override
  public Destination destination(Application ignored) {
    return cluster;
  }

  @Override
  public Cluster cluster(Application ignored) {
    return new Cluster("in-cluster", "https://kubernetes.default.svc", "");
  }

  @Override
  public HealthRules health() {
    return new HealthRules(Customizations.NONE);
  }

  @Override
  public CompareSettings comparing() {
    return CompareSettings.DEFAULT;
  }

  @Override
  public String controlNamespace() {
    return "argocd";
  }
}
