package dev.tiphys.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.events.Digest;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.log.LogFailure.CorruptLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lists that lie beside the log: manifests, and what an application has in its cluster.
record Inventory(LargeValues large) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The objects of a list of manifests.
  ///
  /// @throws CorruptLog if there are not as many as the log says
  List<ObjectNode> manifests(Blob blob) {
    var objects = new ArrayList<ObjectNode>();
    for (var each : array(blob)) {
      if (!(each instanceof ObjectNode object)) {
        throw new CorruptLog("manifests %s: expected objects only".formatted(blob.dataref()));
      }
      objects.add(object);
    }
    return objects;
  }

  /// What is in an inventory, and the version that each was applied in.
  Map<ObjectKey, String> keys(@Nullable Blob blob) {
    Map<ObjectKey, String> keys = new LinkedHashMap<>();
    if (blob != null) {
      for (var each : array(blob)) {
        keys.put(
            new ObjectKey(
                each.path("group").asText(""),
                each.path("kind").asText(""),
                each.path("namespace").asText(""),
                each.path("name").asText("")),
            each.path("version").asText("v1"));
      }
    }
    return keys;
  }

  /// An object of that key, for who asks for it.
  static ObjectNode like(ObjectKey key, String version) {
    var like =
        JSON.createObjectNode()
            .put("apiVersion", key.group().isEmpty() ? version : key.group() + "/" + version)
            .put("kind", key.kind());
    var metadata = like.putObject("metadata").put("name", key.name());
    if (!key.namespace().isEmpty()) {
      metadata.put("namespace", key.namespace());
    }
    return like;
  }

  private JsonNode array(Blob blob) {
    try {
      var array = JSON.readTree(large.fetch(blob.dataref()));
      if (!array.isArray() || array.size() != blob.count()) {
        throw new CorruptLog(
            "list %s: expected %d elements, as the log says, found %d"
                .formatted(blob.dataref(), blob.count(), array.size()));
      }
      return array;
    } catch (IOException e) {
      throw new CorruptLog("list %s is no JSON".formatted(blob.dataref()), e);
    }
  }

  /// Stores an inventory.
  Blob store(Map<ObjectKey, String> keys) {
    var array = JSON.createArrayNode();
    keys.forEach(
        (key, version) ->
            array
                .addObject()
                .put("group", key.group())
                .put("version", version)
                .put("kind", key.kind())
                .put("namespace", key.namespace())
                .put("name", key.name()));
    return store(array);
  }

  /// Stores a list.
  Blob store(ArrayNode array) {
    return store(array, null);
  }

  /// Stores a list, unless it is `known`, which is stored already: an application that is looked
  /// at again and again without news writes nothing.
  Blob store(ArrayNode array, @Nullable Blob known) {
    try {
      var bytes = JSON.writeValueAsBytes(array);
      return known != null && known.dataref().equals(Digest.of(bytes))
          ? known
          : new Blob(large.store(bytes), array.size());
    } catch (IOException e) {
      throw new IllegalStateException("a list in memory could not be written", e);
    }
  }
}
