package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.validation.Document;
import dev.tiphys.trigger.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The resources of `near`, and those of `far` where it has none.
record LayeredResources(Resources near, Resources far) implements Resources {
  @Override
  public Optional<JsonNode> find(Kind kind, String namespace, String name) {
    return near.find(kind, namespace, name).or(() -> far.find(kind, namespace, name));
  }

  @Override
  public List<JsonNode> all(Kind kind) {
    var all = new LinkedHashMap<String, JsonNode>();
    far.all(kind).forEach(json -> all.put(key(json), json));
    near.all(kind).forEach(json -> all.put(key(json), json));
    return List.copyOf(all.values());
  }

  private static String key(JsonNode json) {
    var metadata = json.path("metadata");
    return metadata.path("namespace").asText("default") + "/" + metadata.path("name").asText();
  }

  @Override
  public Optional<Document> document(Kind kind, String namespace, String name) {
    return near.document(kind, namespace, name).or(() -> far.document(kind, namespace, name));
  }
}
