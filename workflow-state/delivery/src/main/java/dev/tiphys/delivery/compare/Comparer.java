package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.sync.Annotations;
import dev.tiphys.delivery.sync.Hooks;
import dev.tiphys.delivery.sync.SyncSettings;
import dev.tiphys.delivery.sync.SyncTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Compares all objects of an application (cd-sync-algorithm §3–§5): pairs what is wanted with what
/// is live, and tells of each and of all whether they are in sync. Safe for many threads.
public final class Comparer {
  private static final String OPTIONS = "argocd.argoproj.io/compare-options";

  private final Differ differ;
  private final Tracking tracking;

  /// What a server answers to a dry run of an apply; empty if it was not asked.
  @FunctionalInterface
  public interface DryRuns {
    /// Nobody is asked.
    DryRuns NONE = _ -> Optional.empty();

    Optional<ObjectNode> of(ObjectNode desired);
  }

  /// How objects are compared.
  ///
  /// @param permitted which objects the project lets be seen
  /// @param dryRuns asked for objects that are both wanted and live
  /// @param webhooks whether what admission webhooks change counts, of a dry run
  public record Way(Predicate<JsonNode> permitted, DryRuns dryRuns, boolean webhooks) {
    /// Everything is permitted, and nobody asked.
    public static final Way PLAIN = new Way(_ -> true, DryRuns.NONE, false);
  }

  /// @param rules of the application; those of the settings hold too
  public Comparer(CompareSettings settings, IgnoreRules rules) {
    this.differ = new Differ(settings, rules);
    this.tracking = new Tracking(settings);
  }

  /// Whether a live object may matter to the application: it is its own, or one that it wants.
  public boolean concerns(JsonNode live, DesiredState desired) {
    return desired.wants(ObjectKey.of(live))
        || tracking.isOwnedBy(desired.scope().instance(), live);
  }

  /// Compares what is wanted with what is live. What was compared before in the same version is
  /// not compared again.
  ///
  /// @param live objects that [#concerns] accepts; others do no harm if they are wanted by key
  /// @throws CompareFailure if an expression that says what to ignore has no end
  public Comparison compare(DesiredState desired, List<ObjectNode> live, Way way) {
    var found = live(desired, live, way.permitted());
    List<Compared> all = new ArrayList<>(found.size());
    List<Warning> warnings = new ArrayList<>(desired.warnings());
    for (var wanted : desired.wanted()) {
      var there = found.remove(wanted.key());
      if (there != null) {
        shared(there, desired.scope()).ifPresent(warnings::add);
      }
      if (!Hooks.isSkipped(wanted.object())) {
        all.add(pair(wanted, there, desired.scope(), way));
      }
    }
    for (var extra : found.values()) {
      all.add(extra(extra, desired.scope(), way));
    }
    return new Comparison(status(all), all, warnings);
  }

  /// What is live by key; of an object that is served in two groups only the one that is wanted.
  private Map<ObjectKey, ObjectNode> live(
      DesiredState desired, List<ObjectNode> live, Predicate<JsonNode> permitted) {
    Map<ObjectKey, ObjectNode> found = new LinkedHashMap<>();
    Map<String, ObjectKey> uids = new HashMap<>();
    Set<ObjectKey> doubles = new HashSet<>();
    for (var object : live) {
      var key = ObjectKey.of(object);
      if (!permitted.test(object)) {
        continue;
      }
      found.put(key, object);
      var uid = object.path("metadata").path("uid").asText("");
      var other = uid.isEmpty() ? null : uids.putIfAbsent(uid, key);
      if (other != null && !other.equals(key)) {
        doubles.add(desired.wants(key) ? other : key);
        uids.put(uid, desired.wants(key) ? key : other);
      }
    }
    doubles.stream().filter(key -> !desired.wants(key)).forEach(found::remove);
    return found;
  }

  private Optional<Warning> shared(JsonNode live, Scope scope) {
    return owner(live, scope)
        .filter(owner -> !owner.equals(scope.instance()) && tracking.isSelfReferenced(live))
        .map(
            owner ->
                new Warning(
                    "SharedResourceWarning",
                    "%s/%s is part of applications %s and %s"
                        .formatted(
                            live.path("kind").asText(),
                            live.path("metadata").path("name").asText(),
                            scope.instance(),
                            owner)));
  }

  /// Most objects plainly say that they are the application's own.
  private Optional<String> owner(JsonNode live, Scope scope) {
    return Tracking.annotation(live, Tracking.ID).startsWith(scope.instance() + ":")
        ? Optional.empty()
        : tracking.ownerOf(live);
  }

  private Compared pair(
      DesiredState.Wanted wanted, @Nullable ObjectNode live, Scope scope, Way way) {
    var object = wanted.object();
    var difference =
        live == null ? differ.diff(object, null, false) : diff(wanted, live, scope, way);
    var status =
        !way.permitted().test(object)
            ? SyncStatus.UNKNOWN
            : difference.modified() ? SyncStatus.OUT_OF_SYNC : SyncStatus.SYNCED;
    return new Compared(
        wanted.key(),
        object,
        live,
        difference,
        status,
        false,
        confirms(object, live, scope),
        SyncTask.waveOf(object),
        false);
  }

  private Difference diff(DesiredState.Wanted wanted, ObjectNode live, Scope scope, Way way) {
    var known = wanted.remembered(this, live);
    if (known != null) {
      return known;
    }
    var object = wanted.object();
    var answer = way.dryRuns().of(object);
    var structured =
        scope.serverSideApply() || Annotations.option(object, SyncSettings.SERVER_SIDE_APPLY);
    var difference =
        answer.isPresent()
            ? differ.serverSide(object, live, answer.get(), way.webhooks())
            : differ.diff(object, live, structured);
    wanted.remember(this, live, difference);
    return difference;
  }

  /// What is live and not wanted: to be pruned, unless it is a hook, or a copy that somebody made.
  private Compared extra(ObjectNode live, Scope scope, Way way) {
    var hook = Hooks.isHook(live);
    var own =
        tracking.isSelfReferenced(live)
            && tracking.ownerOf(live).filter(scope.instance()::equals).isPresent();
    return new Compared(
        ObjectKey.of(live),
        null,
        live,
        differ.diff(null, live, false),
        hook || !own ? null : SyncStatus.OUT_OF_SYNC,
        own && !hook,
        confirms(null, live, scope),
        SyncTask.waveOf(live),
        hook);
  }

  private static boolean confirms(
      @Nullable JsonNode desired, @Nullable JsonNode live, Scope scope) {
    return scope.confirmsDeletion() || confirms(desired) || confirms(live);
  }

  private static boolean confirms(@Nullable JsonNode object) {
    return object != null
        && (Annotations.option(object, "Delete=confirm")
            || Annotations.option(object, "Prune=confirm"));
  }

  private static SyncStatus status(List<Compared> all) {
    var outOfSync =
        all.stream()
            .filter(object -> object.status() == SyncStatus.OUT_OF_SYNC)
            .anyMatch(object -> !object.requiresPruning() || !isIgnored(object.live()));
    return outOfSync ? SyncStatus.OUT_OF_SYNC : SyncStatus.SYNCED;
  }

  private static boolean isIgnored(@Nullable JsonNode live) {
    return live != null && Annotations.has(Annotations.of(live, OPTIONS), "IgnoreExtraneous");
  }
}
