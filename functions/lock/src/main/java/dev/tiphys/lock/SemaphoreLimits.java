package dev.tiphys.lock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.doorway.ConfigMaps;
import dev.tiphys.events.RunId;
import java.util.Optional;
import java.util.OptionalInt;

/// The limits of semaphores (F127): from ConfigMaps, and those of the database from the
/// configuration, as are those on how many runs go on at once (F133).
///
/// @param config in which `synchronization.limits` has `<namespace>/<key>` → number, as the table
///   `sync_limit` of Argo's database, and `parallelism` and `namespaceParallelism` are numbers
/// @param database what is asked for limits that the configuration does not have
public record SemaphoreLimits(
    ConfigMaps configMaps, Namespaces namespaces, JsonNode config, Database database)
    implements LockLimits {
  private static final String LABEL = "workflows.argoproj.io/parallelism-limit";

  /// The namespaces that there are.
  @FunctionalInterface
  public interface Namespaces {
    /// None has labels.
    Namespaces NONE = name -> Optional.empty();

    Optional<JsonNode> find(String name);
  }

  /// Limits that people set while a host is up.
  @FunctionalInterface
  public interface Database {
    /// Has none.
    Database NONE = (namespace, key) -> OptionalInt.empty();

    OptionalInt limit(String namespace, String key);
  }

  /// @throws IllegalArgumentException if a limit is no number
  public SemaphoreLimits {
    for (var limit : config.path("synchronization").path("limits").properties()) {
      if (!limit.getKey().contains("/") || limit(limit.getValue()).isEmpty()) {
        throw new IllegalArgumentException(
            "configuration: synchronization.limits: expected <namespace>/<key>: <number from 0>,"
                + " found %s: %s".formatted(limit.getKey(), limit.getValue()));
      }
    }
  }

  @Override
  public OptionalInt limit(RunId run, LockName semaphore) {
    return switch (semaphore.kind()) {
      case "ConfigMap" -> ofConfigMap(semaphore);
      case "Database" -> {
        var configured = ofConfiguration(config, semaphore.namespace(), semaphore.name());
        yield configured.isPresent()
            ? configured
            : database.limit(semaphore.namespace(), semaphore.name());
      }
      case "Parallelism" ->
          OptionalInt.of(
              semaphore.name().equals("all")
                  ? runs(config, "parallelism")
                  : ofNamespace(semaphore.namespace()));
      default -> OptionalInt.empty();
    };
  }

  /// Whether the configuration limits how many runs go on at once.
  ///
  /// @throws IllegalArgumentException if what it says is no number
  public static boolean hasLimit(JsonNode config, String field) {
    return runs(config, field) != Integer.MAX_VALUE;
  }

  /// A limit that is gone, or 0, is none, also for who still waits for room.
  private static int runs(JsonNode config, String field) {
    var value = config.path(field);
    var limit = limit(value);
    if (limit.isEmpty() && !value.isMissingNode() && !value.isNull()) {
      throw new IllegalArgumentException(
          "configuration: %s: expected a number from 0, found %s".formatted(field, value));
    }
    return limit.isEmpty() || limit.getAsInt() == 0 ? Integer.MAX_VALUE : limit.getAsInt();
  }

  /// The label of a namespace counts instead of what is said for all.
  private int ofNamespace(String namespace) {
    return namespaces
        .find(namespace)
        .map(found -> limit(found.at("/metadata/labels").path(LABEL)))
        .filter(OptionalInt::isPresent)
        .map(limit -> limit.getAsInt() == 0 ? Integer.MAX_VALUE : limit.getAsInt())
        .orElseGet(() -> runs(config, "namespaceParallelism"));
  }

  private OptionalInt ofConfigMap(LockName semaphore) {
    var parts = semaphore.name().split("/", 2);
    return configMaps
        .find(semaphore.namespace(), parts[0])
        .map(map -> limit(map.path("data").path(parts.length < 2 ? "" : parts[1])))
        .orElse(OptionalInt.empty());
  }

  /// The limit that `synchronization.limits` of a configuration has.
  public static OptionalInt ofConfiguration(JsonNode config, String namespace, String key) {
    return limit(config.path("synchronization").path("limits").path(namespace + "/" + key));
  }

  /// The limit that a value of a ConfigMap is, if it is one.
  public static OptionalInt limit(JsonNode value) {
    var text = value.asText("");
    return text.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }
}
