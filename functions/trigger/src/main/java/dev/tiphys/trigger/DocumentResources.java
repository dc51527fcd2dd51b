package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.validation.Document;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Resources that stand in files.
final class DocumentResources implements Resources {
  private static final String EVERYWHERE = "";

  private record Key(String kind, String namespace, String name) {}

  private final Map<Key, Document> documents = new HashMap<>();

  DocumentResources(List<Document> documents) {
    for (var document : documents) {
      var metadata = document.json().path("metadata");
      this.documents.put(
          new Key(
              document.json().path("kind").asText(),
              metadata.path("namespace").asText(EVERYWHERE),
              metadata.path("name").asText()),
          document);
    }
  }

  @Override
  public Optional<JsonNode> find(Kind kind, String namespace, String name) {
    return document(kind, namespace, name)
        .map(Document::json)
        .map(json -> kind == Kind.SECRET ? withoutValues(json) : json);
  }

  @Override
  public List<JsonNode> all(Kind kind) {
    return documents.entrySet().stream()
        .filter(entry -> entry.getKey().kind().equals(kind.toString()))
        .map(entry -> entry.getValue().json())
        .map(json -> kind == Kind.SECRET ? withoutValues(json) : json)
        .toList();
  }

  private static JsonNode withoutValues(JsonNode secret) {
    return ((ObjectNode) secret.deepCopy()).without(List.of("data", "stringData"));
  }

  @Override
  public Optional<Document> document(Kind kind, String namespace, String name) {
    var anywhere = Optional.ofNullable(documents.get(new Key(kind.toString(), EVERYWHERE, name)));
    if (kind.clusterScoped()) {
      return anywhere;
    }
    return Optional.ofNullable(documents.get(new Key(kind.toString(), namespace, name)))
        .or(() -> anywhere);
  }
}
