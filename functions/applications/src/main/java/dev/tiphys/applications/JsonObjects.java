package dev.tiphys.applications;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.log.LogFailure.CorruptLog;
import dev.tiphys.log.store.Keys;
import dev.tiphys.log.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Resources that were created through the API: each is one object below `resources/`, replaced as
/// a whole.
public record JsonObjects(ObjectStore store) {
  private static final String ROOT = "resources/";
  private static final String EVERYWHERE = "%cluster";
  private static final ObjectMapper JSON = new ObjectMapper();

  /// @param namespace empty for a kind that is in none
  public Optional<ObjectNode> find(String kind, String namespace, String name) {
    return store.get(key(kind, namespace, name)).map(bytes -> read(name, bytes));
  }

  /// All of a kind.
  ///
  /// @param prefix empty, or the namespace that they are in and a slash
  public List<ObjectNode> list(String kind, String prefix) {
    var root = ROOT + kind + "/" + prefix;
    var found = new ArrayList<ObjectNode>();
    var after = "";
    List<ObjectStore.Entry> page;
    do {
      page = store.list(root, after, ObjectStore.LIST_MAX);
      for (var entry : page) {
        store.get(entry.key()).ifPresent(bytes -> found.add(read(entry.key(), bytes)));
        after = entry.key();
      }
    } while (page.size() == ObjectStore.LIST_MAX);
    return found;
  }

  public void put(String kind, String namespace, String name, JsonNode resource) {
    try {
      store.put(key(kind, namespace, name), JSON.writeValueAsBytes(resource));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public void delete(String kind, String namespace, String name) {
    store.delete(key(kind, namespace, name));
  }

  private static ObjectNode read(String name, byte[] bytes) {
    try {
      return (ObjectNode) JSON.readTree(bytes);
    } catch (IOException | ClassCastException e) {
      throw new CorruptLog("resource %s: what is stored is no JSON object".formatted(name), e);
    }
  }

  private static String key(String kind, String namespace, String name) {
    var where = namespace.isEmpty() ? EVERYWHERE : Keys.segment(namespace);
    return ROOT + kind + "/" + where + "/" + Keys.segment(name);
  }
}
