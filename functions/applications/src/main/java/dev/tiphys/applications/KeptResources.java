package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/// The resources of one kind that a host keeps: those in its store, and those that stand in the
/// files that it was started with.
public final class KeptResources {
  private final String kind;
  private final JsonObjects stored;
  private final Map<String, ObjectNode> given = new LinkedHashMap<>();
  private final List<BiConsumer<String, String>> listeners = new CopyOnWriteArrayList<>();

  /// @param documents what stands in files, of all kinds
  KeptResources(String kind, JsonObjects stored, List<JsonNode> documents) {
    this.kind = kind;
    this.stored = stored;
    for (var document : documents) {
      if (document.path("kind").asText().equals(kind)
          && document.path("apiVersion").asText().startsWith("argoproj.io/")) {
        var object = named((ObjectNode) document.deepCopy());
        given.put(key(DeliveryResources.namespace(object), DeliveryResources.name(object)), object);
      }
    }
  }

  /// The same file is the same resource with every start.
  private ObjectNode named(ObjectNode document) {
    var metadata = document.withObject("/metadata");
    if (metadata.path("namespace").asText("").isEmpty()) {
      metadata.put("namespace", DeliveryResources.CONTROL_NAMESPACE);
    }
    if (metadata.path("uid").asText("").isEmpty()) {
      var id =
          kind
              + " "
              + DeliveryResources.namespace(document)
              + " "
              + DeliveryResources.name(document);
      metadata.put(
          "uid",
          "file-"
              + Digest.of(id.getBytes(StandardCharsets.UTF_8)).substring("sha256:".length(), 27));
    }
    return document;
  }

  private static String key(String namespace, String name) {
    return namespace + " " + name;
  }

  /// Whether it stands in a file.
  public boolean isGiven(String namespace, String name) {
    return given.containsKey(key(namespace, name));
  }

  /// One as it is written.
  public Optional<ObjectNode> get(String namespace, String name) {
    var own = given.get(key(namespace, name));
    return own != null ? Optional.of(own.deepCopy()) : stored.find(kind, namespace, name);
  }

  /// All as they are written.
  public List<ObjectNode> list() {
    var all = new LinkedHashMap<String, ObjectNode>();
    stored
        .list(kind, "")
        .forEach(
            object ->
                all.put(
                    key(DeliveryResources.namespace(object), DeliveryResources.name(object)),
                    object));
    given.forEach((key, object) -> all.put(key, object.deepCopy()));
    return new ArrayList<>(all.values());
  }

  /// Keeps one, in the place of the one of its name.
  public void put(ObjectNode object) {
    var namespace = DeliveryResources.namespace(object);
    var name = DeliveryResources.name(object);
    stored.put(kind, namespace, name, object);
    listeners.forEach(listener -> listener.accept(namespace, name));
  }

  /// Keeps it no longer.
  public void delete(String namespace, String name) {
    stored.delete(kind, namespace, name);
    listeners.forEach(listener -> listener.accept(namespace, name));
  }

  /// Calls `written` with namespace and name whenever one was kept, replaced or deleted.
  public void listen(BiConsumer<String, String> written) {
    listeners.add(written);
  }
}
