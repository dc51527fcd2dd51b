package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.JsonObjects;
import dev.tiphys.log.store.Keys;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.trigger.Resources;
import java.util.List;
import java.util.Optional;

/// Workflow templates that were created through the API.
final class StoredResources implements Resources {
  private final JsonObjects objects;

  StoredResources(ObjectStore store) {
    this.objects = new JsonObjects(store);
  }

  @Override
  public Optional<JsonNode> find(Kind kind, String namespace, String name) {
    return objects.find(kind.toString(), where(kind, namespace), name).map(found -> found);
  }

  @Override
  public List<JsonNode> all(Kind kind) {
    return List.copyOf(list(kind, ""));
  }

  /// All of a kind; of one namespace, or with the empty text of every one.
  List<ObjectNode> list(Kind kind, String namespace) {
    var where = where(kind, namespace);
    return objects.list(kind.toString(), where.isEmpty() ? "" : Keys.segment(where) + "/");
  }

  void put(Kind kind, String namespace, String name, ObjectNode resource) {
    objects.put(kind.toString(), where(kind, namespace), name, resource);
  }

  void delete(Kind kind, String namespace, String name) {
    objects.delete(kind.toString(), where(kind, namespace), name);
  }

  private static String where(Kind kind, String namespace) {
    return kind.clusterScoped() ? "" : namespace;
  }
}
