package dev.tiphys.delivery.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.language.application.ApplicationSpec;
import dev.tiphys.language.application.Operation;
import dev.tiphys.language.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Whether a sync begins by itself after a comparison (alg §6, C063–C067, C123, C124).
public final class AutoSync {
  private static final int RETRIES = 5;

  private AutoSync() {}

  /// An object as it compares.
  ///
  /// @param status `Synced`, `OutOfSync`, `Unknown`, or empty for what does not count
  /// @param requiresPruning whether it is there and nothing wants it
  /// @param kept whether no sync would prune it all the same
  public record Resource(ObjectKey key, String status, boolean requiresPruning, boolean kept) {
    boolean differs() {
      return !status.isEmpty() && !status.equals("Synced");
    }

    boolean isBeyondHealing() {
      return requiresPruning && kept;
    }
  }

  /// What a comparison found.
  ///
  /// @param status of the whole application
  public record Comparison(String status, List<ResolvedSource> sources, List<Resource> resources) {
    public Comparison {
      sources = List.copyOf(sources);
      resources = List.copyOf(resources);
    }
  }

  /// What is to be done.
  public sealed interface Verdict {}

  /// Nothing.
  public record Nothing() implements Verdict {}

  /// Nothing, and people should know why.
  public record Refuse(String message) implements Verdict {}

  /// Look again then.
  public record WaitUntil(Instant due) implements Verdict {}

  /// Begin this operation.
  public record Start(ObjectNode operation) implements Verdict {}

  /// How long to wait before what has drifted again is healed again (C066).
  ///
  /// @param fixed what counts if `first` is zero
  /// @param first the first wait; each further one is `factor` times as long, up to `max`
  public record Healing(Duration fixed, Duration first, long factor, Duration max) {
    /// As Argo CD does without any configuration.
    public static final Healing DEFAULT = of(Map.of());

    /// @param parameters the data of the ConfigMap `argocd-cmd-params-cm`
    /// @throws IllegalArgumentException naming what makes no sense in it
    public static Healing of(Map<String, String> parameters) {
      return new Healing(
          Duration.ofSeconds(number(parameters, "timeout.seconds", 0)),
          Duration.ofSeconds(number(parameters, "backoff.timeout.seconds", 2)),
          number(parameters, "backoff.factor", 3),
          Duration.ofSeconds(number(parameters, "backoff.cap.seconds", 300)));
    }

    private static long number(Map<String, String> parameters, String name, long otherwise) {
      var key = "controller.self.heal." + name;
      var text = parameters.getOrDefault(key, "").strip();
      if (text.isEmpty()) {
        return otherwise;
      }
      if (!text.matches("[0-9]{1,9}")) {
        throw new IllegalArgumentException(
            "argocd-cmd-params-cm: %s: expected a whole number, found '%s'".formatted(key, text));
      }
      return Long.parseLong(text);
    }

    /// @param attempts how often it was healed in a row
    Duration pause(long attempts) {
      if (attempts == 0) {
        return Duration.ZERO;
      }
      return first.isZero()
          ? fixed
          : Durations.growing(first, factor, (int) Math.min(attempts - 1, 60), max);
    }
  }

  /// @param allowed whether no sync window forbids it
  /// @param healing how long to wait before healing again
  public static Verdict decide(
      ApplicationSpec spec,
      AppState state,
      Comparison comparison,
      boolean allowed,
      Healing healing,
      Instant now) {
    var policy = spec.syncPolicy();
    var automated = policy == null ? null : policy.automated();
    if (!allowed
        || policy == null
        || automated == null
        || !automated.enabled()
        || state.operation() != null
        || state.deletion() != null
        || !comparison.status().equals("OutOfSync")) {
      return new Nothing();
    }
    var different = comparison.resources().stream().filter(Resource::differs).toList();
    if (!automated.prune() && different.stream().allMatch(Resource::requiresPruning)) {
      return new Nothing();
    }
    var operation = operation(spec, comparison.sources(), automated.prune());
    var last = state.last();
    if (last != null && attempted(last, comparison.sources())) {
      if (last.end().phase().bad()) {
        return new Refuse(
            "Failed last sync attempt to %s: %s"
                .formatted(revisions(comparison.sources()), last.end().message()));
      }
      // What no sync would change would be synced for ever.
      if (!automated.selfHeal() || different.stream().allMatch(Resource::isBeyondHealing)) {
        return new Nothing();
      }
      var attempts = attempts(last);
      var due = last.end().at().plus(healing.pause(attempts));
      if (now.isBefore(due)) {
        return new WaitUntil(due);
      }
      heal(operation, different, attempts + 1);
    }
    if (automated.prune()
        && !automated.allowEmpty()
        && comparison.resources().stream().allMatch(Resource::requiresPruning)) {
      return new Refuse(
          "Skipping sync attempt to %s: auto-sync will wipe out all resources"
              .formatted(revisions(comparison.sources())));
    }
    return new Start(operation);
  }

  private static boolean attempted(AppState.Ended last, List<ResolvedSource> sources) {
    return last.request().sources().equals(sources);
  }

  private static long attempts(AppState.Ended last) {
    var sync = Operation.from(last.request().operation()).sync();
    return sync == null ? 0 : sync.autoHealAttemptsCount();
  }

  /// Only what differs is brought back, whatever its namespace.
  private static void heal(ObjectNode operation, List<Resource> different, long attempt) {
    var sync = operation.withObject("/sync");
    var resources = sync.putArray("resources");
    for (var each : different) {
      resources
          .addObject()
          .put("group", each.key().group())
          .put("kind", each.key().kind())
          .put("name", each.key().name());
    }
    sync.put("autoHealAttemptsCount", attempt);
  }

  private static ObjectNode operation(
      ApplicationSpec spec, List<ResolvedSource> sources, boolean prune) {
    var operation = JsonNodeFactory.instance.objectNode();
    var sync = operation.putObject("sync");
    revisions(sync, spec.multiSource(), sources);
    if (prune) {
      sync.put("prune", true);
    }
    var policy = spec.json().path("syncPolicy");
    if (policy.path("syncOptions").size() > 0) {
      sync.set("syncOptions", policy.path("syncOptions").deepCopy());
    }
    operation.putObject("initiatedBy").put("automated", true);
    if (policy.path("retry").isObject()) {
      operation.set("retry", policy.path("retry").deepCopy());
    } else {
      operation.putObject("retry").put("limit", RETRIES);
    }
    return operation;
  }

  /// Writes what the sources resolved to into `sync` of an operation, or into a status.
  public static void revisions(ObjectNode sync, boolean several, List<ResolvedSource> sources) {
    if (several) {
      var revisions = sync.putArray("revisions");
      var copies = sync.putArray("sources");
      for (var each : sources) {
        revisions.add(each.revision());
        copies.add(each.source().deepCopy());
      }
    } else if (!sources.isEmpty()) {
      sync.put("revision", sources.getFirst().revision());
      sync.set("source", sources.getFirst().source().deepCopy());
    }
  }

  private static String revisions(List<ResolvedSource> sources) {
    return sources.stream()
        .map(ResolvedSource::revision)
        .collect(Collectors.joining(" ", "[", "]"));
  }
}
