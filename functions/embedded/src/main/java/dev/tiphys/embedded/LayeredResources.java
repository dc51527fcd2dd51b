package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.validation.Document;
import dev.tiphys.trigger.Resources;
import java.util.Optional;

/// The resources of `near`, and those of `far` where it has none.
record LayeredResources(Resources near, Resources far) implements Resources {
  @Override
  public Optional<JsonNode> find(Kind kind, String namespace, String name) {
    return near.find(kind, namespace, name).or(() -> far.find(kind, namespace, name));
  }

  @Override
  public Optional<Document> document(Kind kind, String namespace, String name) {
    return near.document(kind, namespace, name).or(() -> far.document(kind, namespace, name));
  }
}
