package dev.tiphys.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.Destination;
import dev.tiphys.applications.Surroundings;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.compare.Compared;
import dev.tiphys.delivery.compare.Comparer;
import dev.tiphys.delivery.compare.Comparer.DryRuns;
import dev.tiphys.delivery.compare.Comparer.Way;
import dev.tiphys.delivery.compare.DesiredState;
import dev.tiphys.delivery.compare.Differ;
import dev.tiphys.delivery.compare.IgnoreRules;
import dev.tiphys.delivery.compare.Scope;
import dev.tiphys.delivery.compare.SyncStatus;
import dev.tiphys.delivery.health.Health;
import dev.tiphys.delivery.health.HealthRules;
import dev.tiphys.delivery.health.HealthStatus;
import dev.tiphys.delivery.sync.Annotations;
import dev.tiphys.delivery.sync.AutoSync.Resource;
import dev.tiphys.delivery.sync.Hooks;
import dev.tiphys.delivery.sync.SyncSettings;
import dev.tiphys.delivery.sync.TaskBuilder.Pair;
import dev.tiphys.delivery.tree.NodeFacts;
import dev.tiphys.events.delivery.Condition;
import dev.tiphys.language.application.Application;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Compares what was rendered for an application with what lives (cd-sync-algorithm §2–§5, §17):
/// asks its cluster, lets [Comparer] compare, and says what that means for the application.
final class Comparing {
  private static final String COMPARE_OPTIONS = "argocd.argoproj.io/compare-options";
  private static final String IGNORE_HEALTH = "argocd.argoproj.io/ignore-healthcheck";

  private final Application application;
  private final Destination destination;
  private final HealthRules health;
  private final CompareSettings settings;
  private final boolean serverSideDiff;
  private final Comparer comparer;
  private final Scope scope;
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

  /// @param server the URL of the cluster
  Comparing(
      Application application,
      Destination destination,
      String server,
      Surroundings around,
      Instant now) {
    this.application = application;
    this.destination = destination;
    this.health = around.health();
    this.settings = around.comparing();
    this.serverSideDiff = around.serverSideDiff();
    this.now = now;
    comparer = new Comparer(settings, IgnoreRules.of(application.spec().ignoreDifferences()));
    scope = scope(application, destination, server, around);
  }

  /// For whom and against what an application is compared.
  static Scope scope(
      Application application, Destination destination, String server, Surroundings around) {
    return new Scope(
        application.instanceName(around.controlNamespace()),
        application.spec().destination().namespace(),
        server,
        destination,
        has(application, SyncSettings.SERVER_SIDE_APPLY),
        has(application, "Prune=confirm") || has(application, "Delete=confirm"));
  }

  private static boolean has(Application application, String option) {
    var policy = application.spec().syncPolicy();
    return policy != null && policy.syncOptions().contains(option);
  }

  private boolean has(String option) {
    return has(application, option);
  }

  /// @param owned what earlier syncs left in the cluster
  /// @param permitted what the project lets be touched
  Result compare(
      List<ObjectNode> manifests, Map<ObjectKey, String> owned, Predicate<JsonNode> permitted) {
    var desired = DesiredState.of(manifests, scope, settings);
    var live =
        live(desired, owned).stream().filter(each -> comparer.concerns(each, desired)).toList();
    var compared = comparer.compare(desired, live, way(permitted));
    var pairs = new ArrayList<Pair>();
    var unmodified = new HashSet<ObjectKey>();
    var resources = new ArrayList<Resource>();
    var list = JsonNodeFactory.instance.arrayNode();
    for (var each : compared.objects()) {
      // Copies that somebody made of our objects are nobody's business.
      if (each.desired() == null && !each.requiresPruning() && !each.hook()) {
        continue;
      }
      pairs.add(new Pair(each.desired(), each.live()));
      if (each.status() == SyncStatus.SYNCED) {
        unmodified.add(each.key());
      }
      if (each.status() != null) {
        resources.add(
            new Resource(
                each.key(), each.status().toString(), each.requiresPruning(), isKept(each, owned)));
      }
      list.add(listed(each));
    }
    var namespace = managedNamespace();
    var outOfSync =
        compared.status() == SyncStatus.OUT_OF_SYNC
            || namespace != null && isOtherThanManaged(namespace);
    var conditions =
        compared.warnings().stream()
            .map(warning -> new Condition(warning.type(), warning.message(), now))
            .toList();
    var foreign =
        conditions.stream()
            .filter(condition -> condition.type().equals("SharedResourceWarning"))
            .map(Condition::message)
            .findFirst()
            .orElse(null);
    return new Result(
        (outOfSync ? SyncStatus.OUT_OF_SYNC : compared.status()).toString(),
        applicationHealth(pairs),
        pairs,
        desired.hooks(),
        unmodified,
        resources,
        list,
        conditions,
        namespace,
        foreign,
        desired.objects().size());
  }

  private Way way(Predicate<JsonNode> permitted) {
    var options = Annotations.of(application.json(), COMPARE_OPTIONS);
    var asked = Annotations.valueOf(options, "ServerSideDiff");
    var dryRuns =
        asked.map("true"::equals).orElse(serverSideDiff)
            ? (DryRuns) destination::predict
            : DryRuns.NONE;
    return new Way(permitted, dryRuns, Annotations.has(options, "IncludeMutationWebhook=true"));
  }

  /// Pairs whose wanted side has the live values of what a comparison ignores.
  List<Pair> respecting(List<Pair> pairs) {
    var differ = new Differ(settings, IgnoreRules.of(application.spec().ignoreDifferences()));
    return pairs.stream()
        .map(
            pair ->
                pair.target() instanceof ObjectNode target && pair.live() instanceof ObjectNode live
                    ? new Pair(differ.respecting(target, live), live)
                    : pair)
        .toList();
  }

  /// Whether no sync prunes it: nothing proves that it is ours, or it says so itself.
  private boolean isKept(Compared compared, Map<ObjectKey, String> owned) {
    var live = compared.live();
    var option =
        live == null
            ? ""
            : Annotations.optionValue(live, "Prune").orElse(has("Prune=false") ? "false" : "");
    return !owned.containsKey(compared.key()) || option.equals("false");
  }

  private record Place(String apiVersion, String kind, String namespace) {
    static Place of(JsonNode object) {
      return new Place(
          object.path("apiVersion").asText(""),
          object.path("kind").asText(""),
          object.path("metadata").path("namespace").asText(""));
    }
  }

  /// Live objects of all kinds and in all namespaces that matter: one question for each.
  private Collection<ObjectNode> live(DesiredState desired, Map<ObjectKey, String> owned) {
    Set<Place> places = new LinkedHashSet<>();
    desired.objects().forEach(object -> places.add(Place.of(object)));
    desired.hooks().forEach(hook -> places.add(Place.of(hook)));
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
    return live.values();
  }

  private @Nullable JsonNode managedNamespace() {
    if (scope.namespace().isEmpty() || !has(SyncSettings.CREATE_NAMESPACE)) {
      return null;
    }
    var like =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Namespace");
    like.putObject("metadata").put("name", scope.namespace());
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

  /// What the summary of the application has of an object (C153).
  private static void summarize(JsonNode live, ObjectNode entry) {
    var images = NodeFacts.images(live);
    var urls = NodeFacts.urls(live);
    if (!images.isEmpty() || !urls.isEmpty()) {
      var facts = entry.putObject(NodeFacts.SUMMARY);
      images.forEach(facts.putArray("images")::add);
      urls.forEach(facts.putArray("externalURLs")::add);
    }
  }

  private ObjectNode listed(Compared compared) {
    var key = compared.key();
    var object = compared.desired() != null ? compared.desired() : compared.live();
    var apiVersion = object == null ? "" : object.path("apiVersion").asText("");
    var entry = JsonNodeFactory.instance.objectNode();
    if (!key.group().isEmpty()) {
      entry.put("group", key.group());
    }
    entry.put("version", apiVersion.substring(apiVersion.indexOf('/') + 1)).put("kind", key.kind());
    if (!key.namespace().isEmpty()) {
      entry.put("namespace", key.namespace());
    }
    entry.put("name", key.name());
    if (compared.live() != null) {
      summarize(compared.live(), entry);
    }
    if (compared.status() != null) {
      entry.put("status", compared.status().toString());
    }
    healthOf(compared.live())
        .ifPresent(
            found -> {
              var shown = entry.putObject("health").put("status", found.status().toString());
              if (!found.message().isEmpty()) {
                shown.put("message", found.message());
              }
            });
    if (compared.hook()) {
      entry.put("hook", true);
    }
    if (compared.requiresPruning()) {
      entry.put("requiresPruning", true);
    }
    if (compared.requiresDeletionConfirmation()) {
      entry.put("requiresDeletionConfirmation", true);
    }
    if (compared.wave() != 0) {
      entry.put("syncWave", compared.wave());
    }
    return entry;
  }

  private Optional<Health> healthOf(@Nullable JsonNode live) {
    return live == null ? Optional.of(new Health(HealthStatus.MISSING, "")) : health.assess(live);
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
