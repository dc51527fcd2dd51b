package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.cluster.LiveObjects;
import dev.tiphys.cluster.ObjectWriter;
import dev.tiphys.cluster.ObjectWriter.Propagation;
import dev.tiphys.cluster.Resource;
import dev.tiphys.cluster.WriteOptions;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/// A cluster behind Kubernetes' API. What lives there is listed from what is at hand.
///
/// @param live what lives there, at hand
/// @param reach what of it may be looked at and written
/// @param reactionTime how long its controllers are given
public record ClusterDestination(
    KubeApi api, ObjectWriter writer, LiveObjects live, Reach reach, Duration reactionTime)
    implements Destination {
  private static final String STATUS = "status";

  /// What a server says of kinds that may not or cannot be listed.
  private static final Set<Integer> UNLISTED =
      Set.of(
          HttpURLConnection.HTTP_FORBIDDEN,
          HttpURLConnection.HTTP_NOT_FOUND,
          HttpURLConnection.HTTP_BAD_METHOD);

  /// What of a cluster is ours to look at (C285).
  ///
  /// @param namespaces the only ones; empty for all
  /// @param clusterWide whether what is in no namespace is ours as well
  public record Reach(List<String> namespaces, boolean clusterWide) {
    /// Everything.
    public static final Reach ALL = new Reach(List.of(), true);

    public Reach {
      namespaces = List.copyOf(namespaces);
    }

    void require(Resource resource, String namespace) {
      if (!resource.namespaced() && !clusterWide) {
        throw KubeFailure.senseless(
            "%s is in no namespace, and the Secret of the cluster names namespaces: it needs"
                + " clusterResources: \"true\" for it",
            resource.name());
      }
      if (resource.namespaced()
          && !namespaces.isEmpty()
          && !namespace.isEmpty()
          && !namespaces.contains(namespace)) {
        throw KubeFailure.senseless(
            "namespace %s for %s is not managed: the Secret of the cluster names %s",
            namespace, resource.name(), String.join(", ", namespaces));
      }
    }
  }

  public ClusterDestination(KubeApi api, LiveObjects live, Reach reach, Duration reactionTime) {
    this(api, new ObjectWriter(api), live, reach, reactionTime);
  }

  private interface Asking<T> {
    T ask() throws InterruptedException;
  }

  private static <T> T asking(Asking<T> asking) {
    try {
      return asking.ask();
    } catch (KubeFailure e) {
      throw new DestinationFailure(e.code(), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DestinationFailure(503, "interrupted");
    }
  }

  @Override
  public Optional<Boolean> namespaced(String apiVersion, String kind) {
    return asking(() -> resource(apiVersion, kind)).map(Resource::namespaced);
  }

  private Optional<Resource> resource(String apiVersion, String kind) throws InterruptedException {
    try {
      return Optional.of(api.resource(apiVersion, kind));
    } catch (KubeFailure e) {
      // Nothing was asked because the server has no such kind.
      if (e.code() == 0) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<ObjectNode> list(String apiVersion, String kind, String namespace) {
    return asking(
        () -> {
          var resource = resource(apiVersion, kind);
          if (resource.isEmpty()) {
            return List.of();
          }
          reach.require(resource.get(), namespace);
          return live.of(
              List.of(resource.get()),
              object ->
                  namespace.isEmpty()
                      || object.at("/metadata/namespace").asText("").equals(namespace));
        });
  }

  @Override
  public List<ObjectNode> everythingIn(String namespace, BiPredicate<String, String> excluded) {
    if (!reach.namespaces().isEmpty() && !reach.namespaces().contains(namespace)) {
      return List.of();
    }
    return asking(
        () -> {
          var kinds =
              api.resources().stream()
                  .filter(each -> each.namespaced() && !excluded.test(each.group(), each.kind()))
                  .toList();
          Predicate<ObjectNode> there =
              object -> object.at("/metadata/namespace").asText("").equals(namespace);
          try {
            return live.of(kinds, there);
          } catch (KubeFailure e) {
            return oneByOne(kinds, there);
          }
        });
  }

  /// What of it may be listed.
  private List<ObjectNode> oneByOne(List<Resource> kinds, Predicate<ObjectNode> wanted)
      throws InterruptedException {
    var found = new ArrayList<ObjectNode>();
    for (var kind : kinds) {
      try {
        found.addAll(live.of(List.of(kind), wanted));
      } catch (KubeFailure e) {
        if (!UNLISTED.contains(e.code())) {
          throw e;
        }
      }
    }
    return found;
  }

  @Override
  public Optional<ObjectNode> find(JsonNode like) {
    return asking(() -> writer.find(like));
  }

  @Override
  public String write(ObjectNode object, Way way) {
    var options =
        WriteOptions.DEFAULT
            .withDryRun(way.dryRun())
            .withValidate(way.validate())
            .withForce(way.force());
    return asking(
        () -> {
          require(object);
          var written = write(object, way, options);
          if (!way.dryRun()) {
            live.note(written.object());
          }
          var message = written.message();
          if (!way.dryRun() && object.path("kind").asText().equals("CustomResourceDefinition")) {
            writer.awaitEstablished(object);
          }
          return message;
        });
  }

  private void require(JsonNode object) throws InterruptedException {
    var resource = resource(object.path("apiVersion").asText(), object.path("kind").asText());
    if (resource.isPresent()) {
      reach.require(resource.get(), object.at("/metadata/namespace").asText(""));
    }
  }

  private ObjectWriter.Written write(ObjectNode object, Way way, WriteOptions options)
      throws InterruptedException {
    if (way.replace()) {
      return writer.replace(object, options);
    }
    if (!way.serverSide()) {
      return writer.apply(object, options);
    }
    var written = writer.serverSideApply(object, options);
    // Hardly any object was ever applied in the classic way, so that nobody asks before.
    if (options.dryRun()
        || way.migrated().isEmpty()
        || !isManagedBy(way.migrated(), written.object())) {
      return written;
    }
    writer.migrate(object, way.migrated(), options.manager());
    return writer.serverSideApply(object, options);
  }

  private static boolean isManagedBy(String manager, JsonNode object) {
    for (var entry : object.path("metadata").path("managedFields")) {
      if (entry.path("manager").asText().equals(manager)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<ObjectNode> predict(ObjectNode object) {
    var options = WriteOptions.DEFAULT.withDryRun(true).withForce(true);
    return asking(
        () -> {
          require(object);
          return Optional.of(writer.serverSideApply(object, options).object());
        });
  }

  @Override
  public void change(JsonNode before, JsonNode after) {
    asking(
        () -> {
          require(after);
          change(before, (ObjectNode) after.deepCopy(), place(after));
          return true;
        });
  }

  private String place(JsonNode object) throws InterruptedException {
    var metadata = object.path("metadata");
    return api.resource(object.path("apiVersion").asText(), object.path("kind").asText())
        .path(metadata.path("namespace").asText(""), metadata.path("name").asText());
  }

  private void change(JsonNode before, ObjectNode next, String path) throws InterruptedException {
    next.withObject("/metadata")
        .set("resourceVersion", before.path("metadata").get("resourceVersion"));
    if (!next.path(STATUS).equals(before.path(STATUS))) {
      try {
        var written = put(path + "/status", next);
        next.withObject("/metadata")
            .set("resourceVersion", written.path("metadata").get("resourceVersion"));
      } catch (KubeFailure e) {
        // Where the status has no place of its own it is written with all the rest.
        if (e.code() != HttpURLConnection.HTTP_NOT_FOUND) {
          throw e;
        }
      }
    }
    note(put(path, next));
  }

  private void note(JsonNode written) {
    if (written instanceof ObjectNode object) {
      live.note(object);
    }
  }

  private JsonNode put(String path, JsonNode object) throws InterruptedException {
    return api.call("PUT", path, Map.of(), "application/json", object.toString());
  }

  @Override
  public boolean delete(JsonNode object, String propagation) {
    var way = Propagation.valueOf(propagation.toUpperCase(Locale.ROOT));
    return asking(
        () -> {
          require(object);
          var there = writer.delete(object, way, false).isPresent();
          noteLeft(object);
          return there;
        });
  }

  /// What was deleted may be held back.
  private void noteLeft(JsonNode deleted) throws InterruptedException {
    var left = writer.find(deleted);
    if (left.isPresent()) {
      live.note(left.get());
    } else {
      live.noteGone(deleted);
    }
  }

  @Override
  public void release(JsonNode object, String finalizer) {
    asking(
        () -> {
          var there = writer.find(object);
          if (there.isPresent()) {
            release(there.get(), finalizer);
          }
          return true;
        });
  }

  private void release(ObjectNode object, String finalizer) throws InterruptedException {
    var metadata = object.path("metadata");
    var patch = JsonNodeFactory.instance.objectNode();
    var changed = patch.putObject("metadata");
    changed.set("resourceVersion", metadata.path("resourceVersion"));
    var left = changed.putArray("finalizers");
    for (var each : metadata.path("finalizers")) {
      if (!each.asText().equals(finalizer)) {
        left.add(each);
      }
    }
    if (left.size() == metadata.path("finalizers").size()) {
      return;
    }
    api.call("PATCH", place(object), Map.of(), "application/merge-patch+json", patch.toString());
    noteLeft(object);
  }
}
