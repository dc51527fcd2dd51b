package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.ApplicationSets;
import dev.tiphys.api.Applications.Key;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Refusal.Code;
import dev.tiphys.api.Workflows;
import dev.tiphys.applications.ApplicationStatus;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.SetResources;
import dev.tiphys.appset.AppSets;
import dev.tiphys.delivery.generators.Generation;
import dev.tiphys.delivery.generators.GenerationException;
import dev.tiphys.delivery.generators.Ownership;
import dev.tiphys.delivery.generators.RollingSync;
import dev.tiphys.delivery.generators.SetDeletion;
import dev.tiphys.delivery.sets.SetNeeds;
import dev.tiphys.delivery.sets.SetStatus;
import dev.tiphys.delivery.webhook.RepositoryEvent;
import dev.tiphys.delivery.webhook.SetRefresh;
import dev.tiphys.doorway.Sets;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.language.application.ApplicationSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The sets of applications of a host: what wakes them, and how people see them.
public final class HostedSets implements ApplicationSets {
  /// Changes that come together are looked at together.
  private static final Duration TOGETHER = Duration.ofMillis(200);

  private final DeliveryChain chain;
  private final SetResources resources;
  private final Sets sets;
  private final AppSets.Asking asking;
  private final AppSets function;
  private final Map<SetId, Long> versions = new ConcurrentHashMap<>();
  private final List<Consumer<Key>> listeners = new CopyOnWriteArrayList<>();
  private boolean started;

  HostedSets(
      DeliveryChain chain,
      SetResources resources,
      Sets sets,
      AppSets.Asking asking,
      dev.tiphys.log.store.ObjectStore store) {
    this.chain = chain;
    this.resources = resources;
    this.sets = sets;
    this.asking = asking;
    this.function =
        new AppSets(
            resources,
            sets,
            new HostedSetApplications(chain, resources, this::changed),
            asking,
            store);
    chain.resources().listen(this::written);
  }

  AppSets function() {
    return function;
  }

  /// All as people see them.
  public List<ObjectNode> list() {
    return resources.kept().list().stream().map(this::shown).toList();
  }

  /// One as people see it.
  public Optional<ObjectNode> get(String namespace, String name) {
    return resources.get(namespace, name).map(this::shown);
  }

  private ObjectNode shown(ObjectNode object) {
    try {
      var id = SetResources.id(object);
      // Read before the state, so that what is shown is never older than its version says.
      var version = version(id);
      var set = ApplicationSet.from(object);
      object.set("status", SetStatus.of(set, sets.load(id, 0), applications(set)));
      object.withObject("/metadata").put("resourceVersion", Long.toString(version));
    } catch (IllegalArgumentException e) {
      // What stands in a file may be no ApplicationSet; it is shown as it stands there.
      object
          .putObject("status")
          .putArray("conditions")
          .addObject()
          .put("type", "ErrorOccurred")
          .put("status", "True")
          .put("reason", "ApplicationGenerationFromParamsError")
          .put("message", String.valueOf(e.getMessage()));
    }
    return object;
  }

  private List<ObjectNode> applications(ApplicationSet set) {
    var ownership = new Ownership(set);
    var applications = new HostedApplications(chain);
    return chain.resources().list().stream()
        .filter(
            application ->
                DeliveryResources.namespace(application).equals(set.metadata().namespace()))
        .filter(ownership::isOurs)
        .map(DeliveryResources::name)
        .map(name -> applications.get(new Key(set.metadata().namespace(), name)))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public List<ObjectNode> applications(Key key) {
    return applications(ApplicationSet.from(needed(key)));
  }

  private ObjectNode needed(Key key) {
    return resources
        .get(key.namespace(), key.name())
        .orElseThrow(() -> Refusal.notFound("applicationsets", key.name()));
  }

  /// A set is new, or another.
  public void stored(JsonNode set) {
    var id = SetResources.id(set);
    changed(id);
    generate(id);
  }

  private void generate(SetId id) {
    var now = chain.clock().instant();
    chain.publish(List.of(DeliveryEvents.generate(id, UUID.randomUUID().toString(), now)));
  }

  private void generateIf(Predicate<ApplicationSet> concerned) {
    resources
        .all()
        .forEach(
            (id, set) -> {
              if (concerned.test(set)) {
                generate(id);
              }
            });
  }

  /// The clusters that there are, or what is said of them, have changed.
  void clustersChanged() {
    generateIf(SetNeeds::usesClusters);
  }

  /// A provider says that something happened.
  void happened(RepositoryEvent event) {
    resources
        .all()
        .forEach(
            (id, set) -> {
              var generated = sets.load(id, 0).generated();
              if (SetRefresh.of(set, generated == null ? List.of() : generated.reads(), event)) {
                generate(id);
              }
            });
  }

  /// What is unmet of all sets. The first time each is generated: what has changed while nobody was
  /// there is not known.
  void sweep() {
    if (!started) {
      started = true;
      generateIf(_ -> true);
    } else {
      chain.publish(function.sweep(chain.clock().instant()));
    }
  }

  /// Somebody has written or deleted an application.
  private void written(String namespace, String name) {
    owners(namespace, name, _ -> true).forEach(this::look);
  }

  /// An application has moved on: that concerns a set which waits for it.
  void moved(AppId app) {
    owners(app.namespace(), app.name(), set -> RollingSync.isEnabled(set) || isLeaving(set))
        .forEach(this::look);
    owners(app.namespace(), app.name(), _ -> true).forEach(this::changed);
  }

  private static boolean isLeaving(ApplicationSet set) {
    return set.json().path("metadata").hasNonNull("deletionTimestamp");
  }

  private List<SetId> owners(String namespace, String name, Predicate<ApplicationSet> concerned) {
    return resources.all().entrySet().stream()
        .filter(entry -> entry.getKey().namespace().equals(namespace))
        .filter(entry -> sets.load(entry.getKey(), 0).owned().contains(name))
        .filter(entry -> concerned.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Looks at a set soon, once for all that happens until then.
  private void look(SetId id) {
    var now = chain.clock().instant();
    var step = TOGETHER.toMillis();
    var due = Instant.ofEpochMilli((now.toEpochMilli() / step + 1) * step);
    chain.publish(List.of(DeliveryEvents.scheduled(id.stream(), due, now)));
  }

  void changed(SetId id) {
    var now = chain.clock().millis();
    versions.merge(id, now, (known, _) -> Math.max(known + 1, now));
    var key = new Key(id.namespace(), id.name());
    listeners.forEach(listener -> listener.accept(key));
  }

  private long version(SetId id) {
    return versions.computeIfAbsent(id, _ -> chain.clock().millis());
  }

  /// Whether it stands in a file.
  public boolean isGiven(String namespace, String name) {
    return resources.kept().isGiven(namespace, name);
  }

  @Override
  public boolean delete(Key key, boolean orphan) {
    if (isGiven(key.namespace(), key.name())) {
      throw new Refusal(
          Code.FAILED_PRECONDITION,
          "ApplicationSet %s stands in a file that this server was started with: change it there"
              .formatted(key.name()));
    }
    var found = resources.get(key.namespace(), key.name());
    if (found.isEmpty()) {
      return false;
    }
    var set = found.get();
    var metadata = set.withObject("/metadata");
    if (!metadata.hasNonNull("deletionTimestamp")) {
      metadata.put("deletionTimestamp", ApplicationStatus.text(chain.clock().instant()));
      if (orphan) {
        metadata.withArrayProperty("finalizers").add(SetDeletion.ORPHAN);
      }
      resources.kept().put(set);
    }
    stored(set);
    return true;
  }

  @Override
  public List<ObjectNode> generate(ObjectNode set) {
    try {
      return asking.open().generation().applications(ApplicationSet.from(set));
    } catch (Generation.Failed | GenerationException | IllegalArgumentException e) {
      throw Refusal.invalid("unable to generate Applications of ApplicationSet: " + e.getMessage());
    }
  }

  @Override
  public Workflows.Subscription subscribe(Consumer<Key> changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }
}
