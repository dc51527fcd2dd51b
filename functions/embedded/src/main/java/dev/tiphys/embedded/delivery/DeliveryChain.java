package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.api.Applications.Key;
import dev.tiphys.applications.ClusterPool;
import dev.tiphys.applications.Clusters;
import dev.tiphys.applications.CurrentSettings;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.JsonObjects;
import dev.tiphys.applications.Reminders;
import dev.tiphys.applications.SetResources;
import dev.tiphys.apply.Apply;
import dev.tiphys.appset.AppSets;
import dev.tiphys.appset.DocumentObjects;
import dev.tiphys.appset.WorldSources;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.delivery.generators.Generation;
import dev.tiphys.delivery.generators.Generators;
import dev.tiphys.doorway.Applications;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.Sets;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.gitpoll.GitPoll;
import dev.tiphys.gitpoll.PollSchedule.Rhythm;
import dev.tiphys.gitpoll.SetReads;
import dev.tiphys.healthcheck.HealthCheck;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.log.LogFailure;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.render.Capabilities;
import dev.tiphys.render.CurrentRenderSettings;
import dev.tiphys.render.RenderCache;
import dev.tiphys.render.Renderer;
import dev.tiphys.render.Rendering;
import dev.tiphys.render.Signatures;
import dev.tiphys.render.SourceFetches;
import dev.tiphys.render.SyncRendering;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.git.GitLimits;
import dev.tiphys.sources.git.GitRepositories;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The functions of delivery over one store: `git-poll`, `render`, `apply` and `health-check`.
///
/// What each announces the broker brings to the next. Nothing of it runs while nothing happens,
/// except that somebody has to say that time has passed: [#poll] and [#sweep].
public final class DeliveryChain implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DeliveryChain.class.getName());
  private static final int REPOSITORIES_AT_ONCE = 8;

  private final Apps apps;
  private final Syncs syncs;
  private final DeliveryResources resources;
  private final HostedAccounts accounts;
  private final Attention attention;
  private final Clusters clusters;
  private final HostedRegistrations registrations;
  private final GitRepositories git;
  private final GitPoll poll;
  private final Rendering rendering;
  private final SyncRendering syncRendering;
  private final HostedDeletions deletions = new HostedDeletions(this);
  private final Apply apply;
  private final Reminders reminders;
  private final HealthCheck health;
  private final HostedSets sets;
  private final Broker broker;
  private final Unhurried unhurried;
  private final InstantSource clock;
  private final Renderer renderer;
  private final Map<AppId, Long> versions = new ConcurrentHashMap<>();
  private final List<Consumer<AppId>> listeners = new CopyOnWriteArrayList<>();

  /// What a function hears, and what it does then.
  public record Subscription(String name, Set<String> types, Consumer<CloudEvent> function) {}

  /// The parts of a host that delivery needs.
  ///
  /// @param waiting how many events of the broker are on their way
  /// @param work where what was fetched is kept
  /// @param cluster the host's own, opened when it is needed
  /// @param sandbox whether that is the one in memory
  /// @param egress which addresses repositories may have
  public record Parts(
      ObjectStore store,
      Broker broker,
      LongSupplier waiting,
      InstantSource clock,
      RandomGenerator random,
      Path work,
      Supplier<KubeApi> cluster,
      boolean sandbox,
      Map<String, String> environment,
      Egress egress) {}

  /// @param documents what stands in the files that the host was started with
  public DeliveryChain(
      Parts parts,
      DeliveryResources resources,
      List<JsonNode> documents,
      CurrentSettings settings) {
    this.resources = resources;
    broker = parts.broker();
    unhurried = new Unhurried(broker, parts.waiting());
    clock = parts.clock();
    apps = Apps.in(parts.store(), parts.clock(), parts.random());
    syncs = Syncs.in(parts.store(), parts.clock(), parts.random());
    git = new GitRepositories(parts.work().resolve("git"), GitLimits.DEFAULT, parts.egress());
    registrations =
        new HostedRegistrations(new JsonObjects(parts.store()), settings, parts.cluster(), git);
    accounts =
        new HostedAccounts(new JsonObjects(parts.store()), settings, resources::project, clock);
    attention = new Attention(resources, settings, this::look);
    clusters =
        new Clusters(
            resources,
            resources::project,
            new ClusterPool(
                new ClusterPool.Own(
                    parts.cluster(),
                    parts.sandbox(),
                    () -> settings.get().flag("cluster.inClusterEnabled", true)),
                registrations::clusters,
                parts.environment(),
                attention::changed),
            settings,
            DeliveryResources.CONTROL_NAMESPACE,
            name ->
                new HostedApplications(this)
                    .get(new Key(name.namespace(), name.name()))
                    .map(found -> found));
    var sources = registrations.sources();
    Applications applications = resources;
    var setResources = SetResources.of(new JsonObjects(parts.store()), documents);
    var setStreams = Sets.in(parts.store(), parts.clock(), parts.random());
    sets =
        new HostedSets(
            this,
            setResources,
            setStreams,
            asking(parts, documents, settings, sources),
            parts.store());
    registrations.listen(sets::clustersChanged);
    poll =
        new GitPoll(
            applications,
            apps,
            new SetReads(setResources, setStreams),
            sources,
            parts.store(),
            () -> Rhythm.of(settings.get()),
            REPOSITORIES_AT_ONCE);
    renderer =
        new Renderer(
            new CurrentRenderSettings(settings),
            new SourceFetches(sources),
            RenderCache.in(parts.store()),
            clock);
    rendering =
        new Rendering(
            applications,
            apps,
            sources,
            renderer,
            new Signatures(sources, resources::project, registrations.trust()::keyring),
            new Capabilities(clusters, clock),
            DeliveryResources.CONTROL_NAMESPACE);
    syncRendering = new SyncRendering(applications, syncs, sources, rendering);
    reminders = new Reminders(applications, apps, syncs);
    apply = new Apply(applications, apps, syncs, clusters);
    settings.listen(this::lookAround);
    settings.listen(sets::clustersChanged);
    health = new HealthCheck(syncs, clusters, object -> clusters.health().assess(object));
  }

  /// What generators of sets read: files, what this host was told, repositories and providers.
  private AppSets.Asking asking(
      Parts parts, List<JsonNode> documents, CurrentSettings settings, Sources sources) {
    var others =
        documents.stream()
            .filter(json -> !Set.of("Secret", "ConfigMap").contains(json.path("kind").asText()))
            .toList();
    var control =
        new HostedControl(
            new DocumentObjects(
                () -> {
                  var all = new ArrayList<JsonNode>(settings.get().objects());
                  all.addAll(registrations.stored());
                  all.addAll(others);
                  return all;
                }),
            parts.cluster());
    var http = git.http();
    return () -> {
      var world = new WorldSources(sources, control, http);
      var ambient = new Ambient(parts.clock(), parts.random());
      return new AppSets.Asked(new Generation(new Generators(false), world, ambient), world);
    };
  }

  /// What the functions want to hear.
  public List<Subscription> subscriptions() {
    return List.of(
        new Subscription(
            "git-poll",
            Set.of(DeliveryEvents.REFRESH_REQUESTED),
            event -> broker.publish(poll.refresh(event, clock.instant()))),
        new Subscription(
            "render",
            Set.of("dev.tiphys.revision.observed"),
            event -> broker.publish(rendering.observed(event, clock.instant()))),
        new Subscription(
            "sync-render",
            SyncRendering.TYPES,
            event -> broker.publish(syncRendering.accept(event, clock.instant()))),
        new Subscription(
            "apply", Apply.TYPES, event -> broker.publish(apply.accept(event, clock.instant()))),
        new Subscription(
            "health-check",
            HealthCheck.TYPES,
            event -> broker.publish(health.accept(event, clock.instant()))),
        new Subscription(
            "appset",
            AppSets.TYPES,
            event -> broker.publish(sets.function().accept(event, clock.instant()))),
        new Subscription("delivery-view", viewed(), this::tell));
  }

  private static Set<String> viewed() {
    var types = new java.util.HashSet<String>();
    types.addAll(DeliveryEvents.APP_TYPES);
    types.addAll(DeliveryEvents.SYNC_TYPES);
    types.addAll(DeliveryEvents.SET_TYPES);
    return types;
  }

  private void tell(CloudEvent event) {
    var stream = DeliveryEvents.stream(event);
    if (stream.startsWith("apps/")) {
      changed(AppId.ofStream(stream));
      deletions.end(AppId.ofStream(stream));
    } else if (SetId.isStream(stream)) {
      sets.changed(SetId.ofStream(stream));
    } else {
      var started = syncs.load(SyncId.ofStream(stream)).state().started();
      if (started != null) {
        changed(AppId.ofStream(started.app()));
      }
    }
  }

  void changed(AppId app) {
    var now = clock.millis();
    versions.merge(app, now, (known, _) -> Math.max(known + 1, now));
    listeners.forEach(listener -> listener.accept(app));
    sets.moved(app);
  }

  /// A number that grows with every change of an application.
  long version(AppId app) {
    return versions.computeIfAbsent(app, _ -> clock.millis());
  }

  /// Calls `changed` after each step forward of any application, until the returned task is run.
  Runnable listen(Consumer<AppId> changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }

  /// Looks at the repositories that are due.
  public void poll() {
    var now = clock.instant();
    var tick =
        CloudEventBuilder.v1()
            .withId(UUID.randomUUID().toString())
            .withSource(URI.create("/timer"))
            .withType("dev.tiphys.poll.due")
            .build();
    quietly(() -> poll.sweep(tick, now).forEach(event -> unhurried.publish(() -> List.of(event))));
  }

  /// Announces again what the log says is unmet, and compares every application.
  public void sweep() {
    if (unhurried.isIdle()) {
      for (var app : resources.all().keySet()) {
        deletions.end(app);
        unhurried.publish(() -> reminders.unmet(app, clock.instant()));
      }
    }
    quietly(sets::sweep);
  }

  /// Lets every application and every open sync be looked at: something in a cluster changed.
  public void lookAround() {
    resources
        .all()
        .keySet()
        .forEach(app -> unhurried.publish(() -> reminders.look(app, clock.instant())));
  }

  /// Lets one application be looked at.
  void look(AppId app) {
    quietly(() -> broker.publish(reminders.look(app, clock.instant())));
  }

  /// Looks at the sources of applications of which somebody has changed something.
  ///
  /// @param changed those that are meant, at once
  /// @param others those that may be meant, after them
  void refresh(List<AppId> changed, List<AppId> others) {
    var now = clock.instant();
    var id = UUID.randomUUID().toString();
    Function<AppId, List<CloudEvent>> refresh =
        app -> List.of(DeliveryEvents.refresh(app, id, Refresh.NORMAL, now));
    changed.forEach(app -> broker.publish(refresh.apply(app)));
    others.forEach(app -> unhurried.publish(() -> refresh.apply(app)));
  }

  /// Looks at the sources of an application at once.
  public void refresh(AppId app, Refresh refresh) {
    broker.publish(
        List.of(
            DeliveryEvents.refresh(app, UUID.randomUUID().toString(), refresh, clock.instant())));
  }

  private static void quietly(Runnable task) {
    try {
      task.run();
    } catch (LogFailure e) {
      LOG.log(Level.WARNING, "not announced again: {0}", e.getMessage());
    }
  }

  Apps apps() {
    return apps;
  }

  Syncs syncs() {
    return syncs;
  }

  HostedAccounts accounts() {
    return accounts;
  }

  HostedRegistrations registrations() {
    return registrations;
  }

  Rendering rendering() {
    return rendering;
  }

  HostedDeletions deletions() {
    return deletions;
  }

  /// The sets of applications.
  public HostedSets sets() {
    return sets;
  }

  DeliveryResources resources() {
    return resources;
  }

  Clusters clusters() {
    return clusters;
  }

  InstantSource clock() {
    return clock;
  }

  void publish(List<CloudEvent> events) {
    broker.publish(events);
  }

  @Override
  public void close() {
    attention.close();
    unhurried.close();
    clusters.close();
    renderer.close();
    git.close();
  }
}
