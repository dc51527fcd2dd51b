package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.SyncLimits;
import dev.tiphys.applications.JsonObjects;
import dev.tiphys.lock.SemaphoreLimits;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Resources.Kind;
import java.util.Optional;
import java.util.OptionalInt;

/// The limits of semaphores that were set through the API: in ConfigMaps of the store, and, for
/// those that Argo has in a database, as objects of their own beside them.
///
/// What a file or the configuration says stays as it is there; it is changed where it stands.
final class HostSyncLimits implements SyncLimits, SemaphoreLimits.Database {
  private static final String LIMIT = "SyncLimit";

  private final Resources files;
  private final StoredResources stored;
  private final JsonObjects objects;
  private final JsonNode config;
  private final Runnable changed;

  /// @param changed lets whoever waits for room look again
  HostSyncLimits(
      Resources files,
      StoredResources stored,
      ObjectStore store,
      JsonNode config,
      Runnable changed) {
    this.files = files;
    this.stored = stored;
    this.objects = new JsonObjects(store);
    this.config = config;
    this.changed = changed;
  }

  /// Of the database alone: ConfigMaps are found where all resources are.
  @Override
  public OptionalInt limit(String namespace, String key) {
    return objects
        .find(LIMIT, namespace, key)
        .map(found -> OptionalInt.of(found.path("limit").asInt()))
        .orElse(OptionalInt.empty());
  }

  @Override
  public Optional<Integer> get(Key key) {
    var given = given(key);
    var limit = given.isPresent() ? given : set(key);
    return limit.isPresent() ? Optional.of(limit.getAsInt()) : Optional.empty();
  }

  /// What a file or the configuration says.
  private OptionalInt given(Key key) {
    return switch (key.type()) {
      case CONFIGMAP ->
          files
              .find(Kind.CONFIG_MAP, key.namespace(), configMap(key))
              .map(map -> SemaphoreLimits.limit(map.path("data").path(key.key())))
              .orElse(OptionalInt.empty());
      case DATABASE -> SemaphoreLimits.ofConfiguration(config, key.namespace(), key.key());
    };
  }

  /// What was set through the API.
  private OptionalInt set(Key key) {
    return switch (key.type()) {
      case CONFIGMAP -> SemaphoreLimits.limit(map(key).path("data").path(key.key()));
      case DATABASE -> limit(key.namespace(), key.key());
    };
  }

  @Override
  public void set(Key key, int limit) {
    requireOurs(key);
    switch (key.type()) {
      case CONFIGMAP -> {
        var map = map(key);
        map.withObject("/data").put(key.key(), Integer.toString(limit));
        stored.put(Kind.CONFIG_MAP, key.namespace(), configMap(key), map);
      }
      case DATABASE ->
          objects.put(
              LIMIT,
              key.namespace(),
              key.key(),
              JsonNodeFactory.instance.objectNode().put("limit", limit));
    }
    changed.run();
  }

  @Override
  public boolean delete(Key key) {
    if (get(key).isEmpty()) {
      return false;
    }
    requireOurs(key);
    switch (key.type()) {
      case CONFIGMAP -> {
        var map = map(key);
        map.withObject("/data").remove(key.key());
        stored.put(Kind.CONFIG_MAP, key.namespace(), configMap(key), map);
      }
      case DATABASE -> objects.delete(LIMIT, key.namespace(), key.key());
    }
    return true;
  }

  /// The ConfigMap of the store, or a new one.
  private ObjectNode map(Key key) {
    var found = stored.find(Kind.CONFIG_MAP, key.namespace(), configMap(key));
    if (found.isPresent()) {
      return found.get().deepCopy();
    }
    var map =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata").put("name", configMap(key)).put("namespace", key.namespace());
    return map;
  }

  /// A ConfigMap of a file hides one of the store.
  private void requireOurs(Key key) {
    var inFile =
        key.type() == Type.CONFIGMAP
            ? files.find(Kind.CONFIG_MAP, key.namespace(), configMap(key)).isPresent()
            : given(key).isPresent();
    if (inFile) {
      throw new Refusal(
          Refusal.Code.FAILED_PRECONDITION,
          "the limit %s stands in a file that this server was started with: change it there"
              .formatted(key.key()));
    }
  }

  private static String configMap(Key key) {
    return String.valueOf(key.configMap());
  }
}
