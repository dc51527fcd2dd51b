package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.cluster.ObjectWriter;
import dev.tiphys.cluster.ObjectWriter.Propagation;
import dev.tiphys.cluster.Resource;
import dev.tiphys.cluster.WriteOptions;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A cluster behind Kubernetes' API.
///
/// @param reactionTime how long its controllers are given
public record ClusterDestination(KubeApi api, ObjectWriter writer, Duration reactionTime)
    implements Destination {
  private static final int PAGE = 1_000;
  private static final String STATUS = "status";
  private static final String CLIENT_SIDE = "kubectl-client-side-apply";

  public ClusterDestination(KubeApi api, Duration reactionTime) {
    this(api, new ObjectWriter(api), reactionTime);
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
          var path =
              namespace.isEmpty() || !resource.get().namespaced()
                  ? resource.get().everywhere()
                  : resource.get().path(namespace);
          return pages(path, resource.get());
        });
  }

  private List<ObjectNode> pages(String path, Resource resource) throws InterruptedException {
    var found = new ArrayList<ObjectNode>();
    Map<String, String> query = new HashMap<>();
    query.put("limit", Integer.toString(PAGE));
    while (true) {
      var page = api.get(path, query);
      for (var item : page.path("items")) {
        if (item instanceof ObjectNode object) {
          object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
          found.add(object);
        }
      }
      var next = page.path("metadata").path("continue").asText("");
      if (next.isEmpty()) {
        return found;
      }
      query.put("continue", next);
    }
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
          var message = write(object, way, options).message();
          if (!way.dryRun() && object.path("kind").asText().equals("CustomResourceDefinition")) {
            writer.awaitEstablished(object);
          }
          return message;
        });
  }

  private ObjectWriter.Written write(ObjectNode object, Way way, WriteOptions options)
      throws InterruptedException {
    if (way.replace()) {
      return writer.replace(object, options);
    }
    if (!way.serverSide()) {
      return writer.apply(object, options);
    }
    if (writer.find(object).isPresent()) {
      writer.migrate(object, CLIENT_SIDE, options.manager());
    }
    return writer.serverSideApply(object, options);
  }

  @Override
  public void change(JsonNode before, JsonNode after) {
    asking(
        () -> {
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
    put(path, next);
  }

  private JsonNode put(String path, JsonNode object) throws InterruptedException {
    return api.call("PUT", path, Map.of(), "application/json", object.toString());
  }

  @Override
  public boolean delete(JsonNode object, String propagation) {
    var way = Propagation.valueOf(propagation.toUpperCase(Locale.ROOT));
    return asking(() -> writer.delete(object, way, false)).isPresent();
  }

  @Override
  public void release(JsonNode object, String finalizer) {
    asking(
        () -> {
          var live = writer.find(object);
          if (live.isPresent()) {
            release(live.get(), finalizer);
          }
          return true;
        });
  }

  private void release(ObjectNode live, String finalizer) throws InterruptedException {
    var metadata = live.path("metadata");
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
    api.call("PATCH", place(live), Map.of(), "application/merge-patch+json", patch.toString());
  }
}
