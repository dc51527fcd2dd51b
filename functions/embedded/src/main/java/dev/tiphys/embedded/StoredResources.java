package dev.tiphys.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.log.LogFailure.CorruptLog;
import dev.tiphys.log.store.Keys;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.trigger.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Workflow templates that were created through the API: each is one object below `resources/`,
/// replaced as a whole.
final class StoredResources implements Resources {
  private static final String ROOT = "resources/";
  private static final String EVERYWHERE = "%cluster";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectStore store;

  StoredResources(ObjectStore store) {
    this.store = store;
  }

  @Override
  public Optional<JsonNode> find(Kind kind, String namespace, String name) {
    return store.get(key(kind, namespace, name)).map(bytes -> read(kind, name, bytes));
  }

  @Override
  public List<JsonNode> all(Kind kind) {
    return List.copyOf(list(kind, ""));
  }

  /// All of a kind; of one namespace, or with the empty text of every one.
  List<ObjectNode> list(Kind kind, String namespace) {
    var prefix =
        ROOT
            + kind
            + "/"
            + (namespace.isEmpty() || kind.clusterScoped() ? "" : Keys.segment(namespace) + "/");
    var found = new ArrayList<ObjectNode>();
    var after = "";
    List<ObjectStore.Entry> page;
    do {
      page = store.list(prefix, after, ObjectStore.LIST_MAX);
      for (var entry : page) {
        store
            .get(entry.key())
            .ifPresent(bytes -> found.add((ObjectNode) read(kind, entry.key(), bytes)));
        after = entry.key();
      }
    } while (page.size() == ObjectStore.LIST_MAX);
    return found;
  }

  void put(Kind kind, String namespace, String name, ObjectNode resource) {
    try {
      store.put(key(kind, namespace, name), JSON.writeValueAsBytes(resource));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  void delete(Kind kind, String namespace, String name) {
    store.delete(key(kind, namespace, name));
  }

  private static JsonNode read(Kind kind, String name, byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new CorruptLog("%s %s: what is stored is no JSON".formatted(kind, name), e);
    }
  }

  private static String key(Kind kind, String namespace, String name) {
    var where = kind.clusterScoped() ? EVERYWHERE : Keys.segment(namespace);
    return ROOT + kind + "/" + where + "/" + Keys.segment(name);
  }
}
