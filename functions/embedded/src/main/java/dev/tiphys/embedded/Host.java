package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Definitions;
import dev.tiphys.api.Delivery;
import dev.tiphys.api.Ingress;
import dev.tiphys.api.Workflows;
import dev.tiphys.applications.CurrentSettings;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.JsonObjects;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.doorway.ConfigMaps;
import dev.tiphys.doorway.DeadLetters;
import dev.tiphys.doorway.Result;
import dev.tiphys.doorway.Runs;
import dev.tiphys.doorway.metrics.MetricSettings;
import dev.tiphys.embedded.delivery.DeliveryChain;
import dev.tiphys.embedded.delivery.HostedDelivery;
import dev.tiphys.embedded.delivery.HostedSets;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.lock.LockCommand;
import dev.tiphys.engine.lock.LockFact;
import dev.tiphys.engine.lock.LockState;
import dev.tiphys.events.CronEvents;
import dev.tiphys.events.CronId;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunId;
import dev.tiphys.language.validation.Document;
import dev.tiphys.lock.LockStreams;
import dev.tiphys.lock.LockSweep;
import dev.tiphys.lock.Locks;
import dev.tiphys.lock.SemaphoreLimits;
import dev.tiphys.log.LogFailure;
import dev.tiphys.log.projection.Projections;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStores;
import dev.tiphys.log.stream.Streams;
import dev.tiphys.log.stream.View;
import dev.tiphys.memo.Caches;
import dev.tiphys.memo.ConfigMapCaches;
import dev.tiphys.memo.Memos;
import dev.tiphys.retention.ArtifactCollector;
import dev.tiphys.retention.Retention;
import dev.tiphys.retention.RetentionRules;
import dev.tiphys.sandbox.Objects;
import dev.tiphys.stepcomplete.StepComplete;
import dev.tiphys.stepdispatch.StepDispatch;
import dev.tiphys.stepdispatch.kube.Cluster;
import dev.tiphys.stepdispatch.pod.PodRunners;
import dev.tiphys.stepdispatch.pod.PodSettings;
import dev.tiphys.stepdispatch.runner.Runner;
import dev.tiphys.stepdispatch.runner.RunnerConfig;
import dev.tiphys.timer.SystemAlarm;
import dev.tiphys.timer.Timer;
import dev.tiphys.trigger.Baselines;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.ControllerConfig;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Start;
import dev.tiphys.trigger.TemplateReferencing;
import dev.tiphys.trigger.Trigger;
import dev.tiphys.trigger.Wakes;
import dev.tiphys.trigger.cron.Crons;
import dev.tiphys.trigger.event.Bindings;
import dev.tiphys.trigger.event.TemplateStarts;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All functions over one store, joined by a broker within the process.
///
/// It may be killed at any moment: another one on the same store goes on with its runs, and two at
/// a time are safe. Safe for many threads.
public final class Host implements AutoCloseable {
  private static final Set<String> CRONS = Set.of(CronEvents.DUE, "dev.tiphys.run.finished");

  private static final System.Logger LOG = System.getLogger(Host.class.getName());

  /// How long deliveries may take that are under way when the host closes.
  private static final Duration CLOSING = Duration.ofSeconds(2);

  /// How often what is open is announced again.
  private static final Duration SWEEP = Duration.ofMinutes(1);

  private final ObjectStore store;
  private final ExecutorService workers;
  private final Delays delays;
  private final SystemAlarm alarm;
  private final InProcessBroker broker;
  private final Runs runs;
  private final RunIndex index;
  private final HostMetrics metrics;
  private final HostSyncLimits syncLimits;
  private final HostKubeEvents kubeEvents;
  private final HostArtifacts artifacts;
  private final Runner runner;
  private final Cluster cluster;
  private final StepDispatch dispatch;
  private final Trigger trigger;
  private final HostWorkflows workflows;
  private final Definitions definitions;
  private final CacheUpkeep caches;
  private volatile boolean resumed;
  private volatile boolean closing;
  private volatile @Nullable Thread watch;
  private final Crons crons;
  private final Retention retention;
  private final ArtifactCollector collector;
  private final HostEvents events;
  private final CurrentSettings deliverySettings;
  private final DeliveryChain delivery;
  private final Delivery requests;
  private final Streams<LockState, LockCommand, LockFact> lockStreams;
  private final SecureRandom random = new SecureRandom();

  private Host(HostSettings settings, ObjectStore store, @Nullable Runner given) {
    this.store = store;
    workers = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tiphys-", 0).factory());
    delays = new Delays(workers);
    alarm = new SystemAlarm();
    runs = Runs.in(store, InstantSource.system(), random);
    lockStreams = LockStreams.in(store, alarm, random);
    index = new RunIndex(runs, new Projections(store));
    broker = new InProcessBroker(workers, delays, new DeadLetters(store, runs.events()));
    kubeEvents = HostKubeEvents.of(runs, settings.config());
    metrics =
        HostMetrics.open(
            MetricSettings.of(settings.config(), "tiphys", System.getenv()),
            runs,
            index,
            broker,
            delays);
    artifacts = new HostArtifacts(settings);
    cluster =
        HostCluster.of(
            settings.config(),
            System.getenv(),
            settings.work(),
            new SandboxWorkflows.Runs(this, index));
    runner = given == null ? runner(settings, cluster) : given;
    var stored = new StoredResources(store);
    var files = Resources.of(settings.documents());
    var resources = new LayeredResources(files, stored);
    syncLimits = new HostSyncLimits(files, stored, store, settings.config(), this::announceUnmet);
    trigger =
        new Trigger(
            resources,
            controller(settings.config()),
            runs.events(),
            System.getenv("SKIP_WORKFLOW_DURATION_ESTIMATION") == null
                ? new HostBaselines(runs, index)
                : Baselines.NONE);
    var rules = RetentionRules.of(settings.config());
    workflows = new HostWorkflows(this, runs, index, runner, rules, artifacts);
    retention = new Retention(rules, new HostRetention(this, index), runs.events(), alarm);
    collector =
        new ArtifactCollector(runs, artifacts.transfer(), alarm, run -> workflows.isArchived(run));
    caches = CacheUpkeep.of(settings.config(), System.getenv(), new Caches(store));
    crons = HostCrons.open(this, store, runs, resources);
    definitions = new HostDefinitions(stored, files, this);
    events =
        new HostEvents(
            this,
            new Wakes(
                trigger,
                crons,
                new Bindings(trigger, resources, alarm),
                new TemplateStarts(trigger, resources, alarm),
                start -> HostEvents.start(this, index, start)),
            broker,
            new DocumentValues(settings.documents()));
    dispatch = new StepDispatch(runs, broker, runner, alarm);
    deliverySettings =
        new CurrentSettings(settings.documents().stream().map(Document::json).toList());
    delivery = delivery(settings, resources);
    requests = HostedDelivery.of(delivery, () -> deliverySettings.get().secret("argocd-secret"));
    subscribe(resources, settings.config());
  }

  private DeliveryChain delivery(HostSettings settings, Resources resources) {
    var documents = settings.documents().stream().map(Document::json).toList();
    return new DeliveryChain(
        new DeliveryChain.Parts(
            store,
            broker,
            broker::waiting,
            alarm,
            random,
            settings.work(),
            cluster::api,
            cluster instanceof SandboxCluster,
            System.getenv(),
            Egress.of(settings.config(), "repositories")),
        new DeliveryResources(
            new JsonObjects(store),
            documents,
            name ->
                resources.find(
                    Resources.Kind.APP_PROJECT, DeliveryResources.CONTROL_NAMESPACE, name)),
        documents,
        deliverySettings);
  }

  private Runner runner(HostSettings settings, Cluster cluster) {
    if (settings.runner().equals(PodRunners.POD) && cluster instanceof SandboxCluster) {
      throw new IllegalArgumentException(
          "the runner 'pod' needs a cluster: name its kubeconfig in KUBECONFIG or"
              + " runner.kubeconfig");
    }
    return PodRunners.choose(
        settings.runner(),
        settings.work(),
        RunnerConfig.of(settings.config()).withPlugins(DocumentPlugins.of(settings.documents())),
        new DocumentValues(settings.documents()),
        artifacts.forSteps(),
        cluster,
        PodSettings.of(settings.config(), null, false),
        true);
  }

  private static ControllerConfig controller(JsonNode config) {
    var referencing = config.path("workflowRestrictions").path("templateReferencing").asText("");
    return new ControllerConfig(
        config.get("workflowDefaults"),
        TemplateReferencing.of(referencing),
        SemaphoreLimits.hasLimit(config, "parallelism"),
        SemaphoreLimits.hasLimit(config, "namespaceParallelism"),
        config.get("artifactRepository"),
        config.path("podGCDeleteDelayDuration").textValue());
  }

  private void subscribe(Resources resources, JsonNode config) {
    var timer = new Timer(runs.events(), broker, alarm);
    ConfigMaps configMaps =
        (namespace, name) -> resources.find(Resources.Kind.CONFIG_MAP, namespace, name);
    var limits =
        new SemaphoreLimits(
            configMaps,
            namespace -> resources.find(Resources.Kind.NAMESPACE, "", namespace),
            config,
            syncLimits);
    var locks = new Locks(lockStreams, limits, runs.events());
    broker.subscribe("step-complete", StepComplete.TYPES, this::complete);
    broker.subscribe("step-dispatch", StepDispatch.TYPES, Receiver.each(dispatch::accept));
    broker.subscribe("timer", Timer.TYPES, Receiver.each(timer::set));
    broker.subscribe("trigger", CRONS, Receiver.each(event -> events.receive(event)));
    for (var each : delivery.subscriptions()) {
      broker.subscribe(each.name(), each.types(), Receiver.each(each.function()));
    }
    var memo = new Memos(new Caches(store), new ConfigMapCaches(configMaps), runs.events(), alarm);
    broker.subscribe(
        "artifact-gc",
        ArtifactCollector.TYPES,
        Receiver.each(event -> broker.publish(collector.accept(event))));
    broker.subscribe("retention", Retention.TYPES, Receiver.each(this::retain));
    broker.subscribe(
        "lock", Locks.TYPES, Receiver.each(event -> broker.publish(locks.apply(event))));
    broker.subscribe(
        "memo", Memos.TYPES, Receiver.each(event -> broker.publish(memo.apply(event))));
  }

  /// Opens a host; runs that an earlier one left go on once [#resume] is called.
  ///
  /// @throws IllegalArgumentException if the settings ask for what is not there
  /// @throws dev.tiphys.log.LogFailure if the store cannot be used, or does not keep its promises
  public static Host open(HostSettings settings) {
    return open(settings, null);
  }

  /// As above, with a runner of the caller's own, which is closed with the host.
  public static Host open(HostSettings settings, @Nullable Runner runner) {
    var store =
        ObjectStores.openVerified(
            settings.store(),
            new ObjectStores.Config(settings.synced(), ObjectStores.Config.DEFAULT.timeout()));
    return open(settings, store, runner);
  }

  /// As above, on a store that is open and verified already instead of the one that `settings`
  /// names. It is closed with the host.
  public static Host open(HostSettings settings, ObjectStore store, @Nullable Runner runner) {
    try {
      return new Host(settings, store, runner);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /// Reads which runs there are and goes on with those that are not over, now and whenever
  /// something was missed.
  ///
  /// @return how many are not over
  public int resume() {
    resumed = true;
    var open = index.open();
    announceAgain(workflows::uncollected);
    sweep();
    var clock = new DeliveryClock(delivery, delays);
    if (cluster instanceof SandboxCluster own) {
      own.whenStarted(
          objects ->
              watch =
                  clock.watch(
                      objects,
                      new SandboxApplications(requests.applications(), definitions, objects),
                      () -> closing));
    }
    clock.start();
    return open.size();
  }

  /// A host that was opened for one run leaves it as it is, so that it can be looked at.
  private void retain(CloudEvent event) {
    if (resumed) {
      broker.publish(retention.accept(event));
    }
  }

  private void announceUnmet() {
    for (var run : index.going(now().plus(SWEEP.multipliedBy(2)))) {
      announceAgain(() -> runs.unmet(run));
    }
  }

  private void sweep() {
    announceUnmet();
    announceAgain(
        () -> {
          dispatch.sweep();
          return List.of();
        });
    announceAgain(() -> new LockSweep(store, lockStreams, runs).overdue(now()));
    announceAgain(crons::sweep);
    announceAgain(retention::sweep);
    announceAgain(() -> caches.sweep(now()));
    delays.after(SWEEP, this::sweep);
  }

  /// What cannot be read now is announced the next time; it must not keep the rest from going on.
  private void announceAgain(Supplier<List<CloudEvent>> open) {
    try {
      broker.publish(open.get());
    } catch (LogFailure e) {
      LOG.log(Level.WARNING, "not announced again: {0}", e.getMessage());
    }
  }

  /// What turns manifests into starts.
  public Trigger trigger() {
    return trigger;
  }

  /// The uid, the moment and the chance that a new run gets.
  public Birth birth() {
    return new Birth(UUID.randomUUID().toString(), alarm.instant(), random);
  }

  /// Starts a run; when this returns, it is durable.
  public RunId start(Start start) {
    carryOut(start.event());
    return start.run();
  }

  /// The run as it is now.
  public View<Run> load(RunId run) {
    return runs.load(run);
  }

  /// Whether the run is over, as far as has been heard here. Asks nobody.
  public boolean finished(RunId run) {
    return index.finished(run);
  }

  /// Carries out what a person asks of a run; when this returns, it is durable.
  ///
  /// @throws dev.tiphys.engine.RunFailure if the run refuses
  public void request(RunId run, RunCommand command) {
    carryOut(runs.events().request(run, UUID.randomUUID().toString(), command));
  }

  /// Waits until no step of `run` is executed here any more, or until `limit` is over: what was
  /// cancelled takes a moment to end.
  ///
  /// @return false if steps are left
  public boolean awaitSteps(RunId run, Duration limit) throws InterruptedException {
    return runner.awaitEnd(run, limit);
  }

  Instant now() {
    return alarm.instant();
  }

  /// Carries out an event that asks something of a run, and announces what follows.
  void carryOut(CloudEvent command) {
    var announced = runs.handle(command);
    index.changed(runs.events().readRequest(command).run());
    broker.publish(announced);
  }

  /// What waits for one run is carried out together, in few records.
  private List<@Nullable RuntimeException> complete(List<CloudEvent> commands) {
    var results = runs.handleAll(commands);
    index.changed(runs.events().readRequest(commands.getFirst()).run());
    var failures = new ArrayList<@Nullable RuntimeException>(results.size());
    for (Result result : results) {
      broker.publish(result.announcements());
      failures.add(result.failure());
    }
    return failures;
  }

  /// The runs of this host, as the API shows them.
  public Workflows workflows() {
    return workflows;
  }

  /// The templates and other definitions of this host, as the API shows them.
  public Definitions definitions() {
    return definitions;
  }

  /// What happened to a run after a record of its log, as Events of Kubernetes.
  List<ObjectNode> events(RunId run, long after) {
    return kubeEvents.after(run, after);
  }

  HostSyncLimits syncLimits() {
    return syncLimits;
  }

  /// What is counted here, in the text format of Prometheus.
  String metrics() {
    return metrics.text();
  }

  /// Deletes a run, whatever its name means today.
  void delete(RunId run) {
    workflows.delete(run, false);
  }

  /// What deletes artifacts.
  ArtifactCollector collector() {
    return collector;
  }

  /// The sets of applications of this host.
  HostedSets sets() {
    return delivery.sets();
  }

  /// The CronWorkflows of this host.
  Crons crons() {
    return crons;
  }

  /// Looks at once what a CronWorkflow that has changed is due for, and when.
  void wake(CronId cron) {
    announceAgain(() -> crons.wake(cron));
  }

  /// Takes events from outside; when it returns, what the event asks of a run is durable.
  public Ingress ingress() {
    return new HostIngress(this, broker, events);
  }

  /// Calls `changed` after each step forward of any run, until the returned task is run.
  public Runnable listen(Consumer<RunId> changed) {
    return index.listen(changed);
  }

  /// What the sandbox of this host holds, which is started if it has not been.
  ///
  /// @return empty if the host speaks to a cluster instead
  public Optional<Objects> sandbox() {
    return cluster instanceof SandboxCluster own ? Optional.of(own.objects()) : Optional.empty();
  }

  /// What this host delivers to clusters, as the API shows it.
  public Delivery delivery() {
    return requests;
  }

  /// How what this host delivers is set up, which may be said anew at any time.
  public CurrentSettings deliverySettings() {
    return deliverySettings;
  }

  /// How many events are on their way.
  public long waiting() {
    return broker.waiting();
  }

  /// Lets go of all runs: steps that are under way go on, and whoever opens the store next finds
  /// them.
  @Override
  public void close() {
    closing = true;
    broker.close();
    delays.close();
    alarm.close();
    finishDeliveries();
    metrics.close();
    try {
      runner.close();
      delivery.close();
      cluster.close();
      if (watch != null) {
        watch.join(CLOSING);
      }
    } catch (Exception e) {
      throw new IllegalStateException("the runner could not be closed", e);
    } finally {
      artifacts.close();
      store.close();
    }
  }

  /// What is being delivered is written before the store is closed, if that does not take long.
  private void finishDeliveries() {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.DEBUG, "closed while events were being delivered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
