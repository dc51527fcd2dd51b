package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.application.DeliveryResource;
import java.util.Optional;

/// Whose an application is: the references to owners that Kubernetes knows.
///
/// @param set the set that asks
public record Ownership(ApplicationSet set) {
  private static final String REFERENCES = "ownerReferences";

  /// `application` as one of the set.
  ObjectNode owned(ObjectNode application) {
    var owner = ((ObjectNode) application.get("metadata")).putArray(REFERENCES).addObject();
    owner
        .put("apiVersion", DeliveryResource.API_VERSION)
        .put("kind", set.kind())
        .put("name", set.name())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    if (set.metadata().uid() != null) {
      owner.put("uid", set.metadata().uid());
    }
    return application;
  }

  /// Whether an application is the set's, and not that of another one which had its name.
  public boolean isOurs(JsonNode application) {
    for (var owner : application.path("metadata").path(REFERENCES)) {
      if (isUs(owner)) {
        return true;
      }
    }
    return false;
  }

  private boolean isUs(JsonNode owner) {
    var uid = owner.path("uid").asText();
    return owner.path("kind").asText().equals(set.kind())
        && owner.path("name").asText().equals(set.name())
        && (uid.isEmpty() || set.metadata().uid() == null || uid.equals(set.metadata().uid()));
  }

  /// Who else owns an application, if somebody does.
  Optional<String> otherOwner(JsonNode application) {
    for (var owner : application.path("metadata").path(REFERENCES)) {
      if (!isUs(owner)
          && (owner.path("controller").asBoolean()
              || owner.path("kind").asText().equals(set.kind()))) {
        return Optional.of(
            "%s %s".formatted(owner.path("kind").asText(), owner.path("name").asText()));
      }
    }
    return Optional.empty();
  }

  /// `application` as one that is not the set's any more.
  public ObjectNode released(JsonNode application) {
    ObjectNode released = application.deepCopy();
    var metadata = (ObjectNode) released.get("metadata");
    var others = metadata.arrayNode();
    metadata
        .path(REFERENCES)
        .forEach(
            owner -> {
              if (!isUs(owner)) {
                others.add(owner);
              }
            });
    metadata.remove(REFERENCES);
    if (!others.isEmpty()) {
      metadata.set(REFERENCES, others);
    }
    return released;
  }
}
