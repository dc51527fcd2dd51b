package dev.tiphys.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.compare.Differ;
import dev.tiphys.delivery.compare.IgnoreRules;
import dev.tiphys.delivery.compare.Tracking;
import dev.tiphys.delivery.health.Health;
import dev.tiphys.delivery.health.HealthRules;
import dev.tiphys.delivery.health.HealthStatus;
import dev.tiphys.delivery.sync.Annotations;
import dev.tiphys.delivery.sync.AutoSync.Resource;
import dev.tiphys.delivery.sync.Hooks;
import dev.tiphys.delivery.sync.SyncSettings;
import dev.tiphys.delivery.sync.SyncTask;
import dev.tiphys.delivery.sync.TaskBuilder.Pair;
import dev.tiphys.events.delivery.Condition;
import dev.tiphys.language.application.Application;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Compares what was rendered for an application with what lives (cd-sync-algorithm §2–§5, §17).
final class Comparing {
  private static final String COMPARE_OPTIONS = "argocd.argoproj.io/compare-options";
  private static final String IGNORE_HEALTH = "argocd.argoproj.io/ignore-healthcheck";

  private final Application application;
  private final Destination destination;
  private final HealthRules health;
  private final Tracking tracking;
  private final Differ differ;
  private final String instance;
  private final String namespace;
  private final List<Condition> conditions = new ArrayList<>();
  private final Instant now;

  /// What a comparison found.
  ///
  /// @param pairs what is wanted and what is live; live hooks are among them
  /// @param hooks the hooks that are wanted
  /// @param unmodified objects that are as they are wanted
  /// @param list as `status.resources`
  /// @param foreign a live object that belongs to another application, if there is one
  record Result(
      String status,
      String health,
      List<Pair> pairs,
      List<ObjectNode> hooks,
      Set<ObjectKey> unmodified,
      List<Resource> resources,
      ArrayNode list,
      List<Condition> conditions,
      @Nullable JsonNode namespace,
      @Nullable String foreign,
      int wanted) {}

  Comparing(Application application, Destination destination, Surroundings around, Instant now) {
    this.application = application;
    this.destination = destination;
    this.health = around.health();
    this.now = now;
    var settings = around.comparing();
    tracking = new Tracking(settings);
    differ = new Differ(settings, IgnoreRules.of(application.spec().ignoreDifferences()));
    instance = application.instanceName(around.controlNamespace());
    namespace = application.spec().destination().namespace();
  }

  /// @param owned what earlier syncs left in the cluster
  /// @param permitted what the project lets be touched
  Result compare(
      List<ObjectNode> manifests, Map<ObjectKey, String> owned, Predicate<JsonNode> permitted) {
    var desired = desired(manifests);
    var live = live(desired.values(), owned);
    var pairs = new ArrayList<Pair>();
    var hooks = new ArrayList<ObjectNode>();
    var wanted = 0;
    for (var entry : desired.entrySet()) {
      var object = entry.getValue();
      if (Hooks.isIgnored(object)) {
        continue;
      }
      if (Hooks.isHook(object)) {
        hooks.add(object);
        continue;
      }
      var there = live.remove(entry.getKey());
      if (!Hooks.isSkipped(object)) {
        pairs.add(new Pair(object, there));
        wanted++;
      }
    }
    live.values().stream()
        .filter(object -> isOurs(object) && tracking.isSelfReferenced(object) || isHook(object))
        .filter(permitted)
        .forEach(object -> pairs.add(new Pair(null, object)));
    return result(pairs, hooks, wanted);
  }

  private boolean isHook(JsonNode live) {
    return isOurs(live) && Hooks.isHook(live);
  }

  private boolean isOurs(JsonNode live) {
    return tracking.ownerOf(live).filter(instance::equals).isPresent();
  }

  /// What is wanted, where it is wanted, and marked as ours. Of two with one name the last counts.
  private Map<ObjectKey, ObjectNode> desired(List<ObjectNode> manifests) {
    Map<ObjectKey, ObjectNode> desired = new LinkedHashMap<>();
    Map<ObjectKey, Integer> times = new TreeMap<>();
    var unnamed = 0;
    for (var manifest : manifests) {
      var object = manifest.deepCopy();
      place(object);
      tracking.track(object, instance, namespace);
      var key = ObjectKey.of(object);
      if (key.name().isEmpty()) {
        var prefix = object.path("metadata").path("generateName").asText("");
        key = new ObjectKey(key.group(), key.kind(), key.namespace(), prefix + unnamed++);
      }
      times.merge(key, 1, Integer::sum);
      desired.remove(key);
      desired.put(key, object);
    }
    times.forEach(
        (key, count) -> {
          if (count > 1) {
            conditions.add(
                new Condition(
                    "RepeatedResourceWarning",
                    "Resource %s appeared %d times among application resources."
                        .formatted(key, count),
                    now));
          }
        });
    return desired;
  }

  private void place(ObjectNode object) {
    var metadata = object.withObject("/metadata");
    if (!isNamespaced(object)) {
      metadata.remove("namespace");
    } else if (metadata.path("namespace").asText("").isEmpty() && !namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
  }

  private boolean isNamespaced(JsonNode object) {
    return destination
        .namespaced(object.path("apiVersion").asText(""), object.path("kind").asText(""))
        .orElse(true);
  }

  private record Place(String apiVersion, String kind, String namespace) {}

  /// Live objects of all kinds and in all namespaces that matter: one question for each.
  private Map<ObjectKey, ObjectNode> live(
      Iterable<ObjectNode> desired, Map<ObjectKey, String> owned) {
    Set<Place> places = new LinkedHashSet<>();
    for (var object : desired) {
      places.add(
          new Place(
              object.path("apiVersion").asText(""),
              object.path("kind").asText(""),
              object.path("metadata").path("namespace").asText("")));
    }
    owned.forEach(
        (key, version) ->
            places.add(
                new Place(
                    key.group().isEmpty() ? version : key.group() + "/" + version,
                    key.kind(),
                    key.namespace())));
    Map<ObjectKey, ObjectNode> live = new LinkedHashMap<>();
    for (var place : places) {
      if (destination.namespaced(place.apiVersion(), place.kind()).isPresent()) {
        for (var object : destination.list(place.apiVersion(), place.kind(), place.namespace())) {
          live.putIfAbsent(ObjectKey.of(object), object);
        }
      }
    }
    return live;
  }

  private Result result(List<Pair> pairs, List<ObjectNode> hooks, int wanted) {
    var unmodified = new HashSet<ObjectKey>();
    var resources = new ArrayList<Resource>();
    var list = JsonNodeFactory.instance.arrayNode();
    var outOfSync = false;
    String foreign = null;
    for (var pair : pairs) {
      var object = pair.target() != null ? pair.target() : pair.live();
      if (object == null) {
        continue;
      }
      var key = ObjectKey.of(object);
      if (pair.target() == null && Hooks.isHook(object)) {
        list.add(listed(key, object, pair, "", false));
        continue;
      }
      var extra = pair.target() == null;
      var modified = extra || isModified(pair);
      if (!modified) {
        unmodified.add(key);
      }
      outOfSync |=
          modified
              && !(extra
                  && Annotations.has(Annotations.of(object, COMPARE_OPTIONS), "IgnoreExtraneous"));
      if (foreign == null && !extra) {
        foreign = foreign(pair);
      }
      var status = modified ? "OutOfSync" : "Synced";
      resources.add(new Resource(key, status, extra));
      list.add(listed(key, object, pair, status, extra));
    }
    var managed = managedNamespace();
    outOfSync |= managed != null && isOtherThanManaged(managed);
    return new Result(
        outOfSync ? "OutOfSync" : "Synced",
        applicationHealth(pairs),
        pairs,
        hooks,
        unmodified,
        resources,
        list,
        conditions,
        managed,
        foreign,
        wanted);
  }

  private boolean isModified(Pair pair) {
    if (!(pair.target() instanceof ObjectNode target)
        || !(pair.live() instanceof ObjectNode live)) {
      return true;
    }
    var policy = application.spec().syncPolicy();
    var structured =
        policy != null && policy.syncOptions().contains(SyncSettings.SERVER_SIDE_APPLY)
            || Annotations.option(target, SyncSettings.SERVER_SIDE_APPLY);
    return differ.diff(target, live, structured).modified();
  }

  private @Nullable String foreign(Pair pair) {
    var live = pair.live();
    var owner = live == null ? Optional.<String>empty() : tracking.ownerOf(live);
    if (live == null || owner.isEmpty() || owner.get().equals(instance)) {
      return null;
    }
    var message =
        "%s/%s is part of applications %s and %s"
            .formatted(
                live.path("kind").asText(),
                live.path("metadata").path("name").asText(),
                instance,
                owner.get());
    conditions.add(new Condition("SharedResourceWarning", message, now));
    return message;
  }

  private @Nullable JsonNode managedNamespace() {
    var policy = application.spec().syncPolicy();
    if (policy == null
        || namespace.isEmpty()
        || !policy.syncOptions().contains(SyncSettings.CREATE_NAMESPACE)) {
      return null;
    }
    var like =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Namespace");
    like.putObject("metadata").put("name", namespace);
    return destination.find(like).orElse(null);
  }

  private boolean isOtherThanManaged(JsonNode live) {
    var policy = application.spec().syncPolicy();
    var managed = policy == null ? null : policy.managedNamespaceMetadata();
    return managed != null
        && (!has(live, "labels", managed.labels())
            || !has(live, "annotations", managed.annotations()));
  }

  private static boolean has(JsonNode live, String field, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            entry ->
                live.path("metadata")
                    .path(field)
                    .path(entry.getKey())
                    .asText("")
                    .equals(entry.getValue()));
  }

  private ObjectNode listed(
      ObjectKey key, JsonNode object, Pair pair, String status, boolean extra) {
    var entry = JsonNodeFactory.instance.objectNode();
    if (!key.group().isEmpty()) {
      entry.put("group", key.group());
    }
    var apiVersion = object.path("apiVersion").asText("");
    entry.put("version", apiVersion.substring(apiVersion.indexOf('/') + 1)).put("kind", key.kind());
    if (!key.namespace().isEmpty()) {
      entry.put("namespace", key.namespace());
    }
    entry.put("name", key.name());
    if (!status.isEmpty()) {
      entry.put("status", status);
    }
    healthOf(pair)
        .ifPresent(
            found -> {
              var shown = entry.putObject("health").put("status", found.status().toString());
              if (!found.message().isEmpty()) {
                shown.put("message", found.message());
              }
            });
    if (Hooks.isHook(object)) {
      entry.put("hook", true);
    }
    if (extra) {
      entry.put("requiresPruning", true);
    }
    var wave = SyncTask.waveOf(object);
    if (wave != 0) {
      entry.put("syncWave", wave);
    }
    return entry;
  }

  private Optional<Health> healthOf(Pair pair) {
    return pair.live() == null
        ? Optional.of(new Health(HealthStatus.MISSING, ""))
        : health.assess(pair.live());
  }

  /// The worst of all objects; what is missing counts only if nothing is there at all.
  private String applicationHealth(List<Pair> pairs) {
    var worst = HealthStatus.HEALTHY;
    var any = false;
    var there = false;
    for (var pair : pairs) {
      if (pair.live() != null && Hooks.isHook(pair.live())) {
        continue;
      }
      any = true;
      if (pair.live() == null) {
        continue;
      }
      there = true;
      if (Annotations.of(pair.live(), IGNORE_HEALTH).equals("true") || isChild(pair.live())) {
        continue;
      }
      var found = health.assess(pair.live());
      if (found.isPresent() && found.get().status().isWorseThan(worst)) {
        worst = found.get().status();
      }
    }
    return (any && !there ? HealthStatus.MISSING : worst).toString();
  }

  /// Applications that an application brings judge themselves, unless a rule is configured.
  private boolean isChild(JsonNode live) {
    return live.path("kind").asText().equals("Application")
        && health
            .assess(live)
            .filter(
                found ->
                    found.status() == HealthStatus.MISSING
                        || found.status() == HealthStatus.UNKNOWN)
            .isPresent();
  }
}
