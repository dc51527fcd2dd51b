package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.doorway.ApplicationSets;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.language.application.ApplicationSet;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The ApplicationSets of a host.
///
/// @param kept as they are written
public record SetResources(KeptResources kept) implements ApplicationSets {
  private static final System.Logger LOG = System.getLogger(SetResources.class.getName());

  /// @param documents what stands in files
  public static SetResources of(JsonObjects stored, List<JsonNode> documents) {
    return new SetResources(new KeptResources("ApplicationSet", stored, documents));
  }

  /// Which set an object is.
  public static SetId id(JsonNode set) {
    return new SetId(
        DeliveryResources.namespace(set),
        DeliveryResources.name(set),
        set.path("metadata").path("uid").asText(""));
  }

  /// The set of that name, whichever it is.
  public Optional<ObjectNode> get(String namespace, String name) {
    return kept.get(namespace, name);
  }

  @Override
  public Optional<ApplicationSet> find(SetId set) {
    return kept.get(set.namespace(), set.name())
        .filter(object -> object.path("metadata").path("uid").asText().equals(set.uid()))
        .map(ApplicationSet::from);
  }

  @Override
  public Map<SetId, ApplicationSet> all() {
    Map<SetId, ApplicationSet> all = new LinkedHashMap<>();
    for (var object : kept.list()) {
      try {
        all.put(id(object), ApplicationSet.from(object));
      } catch (IllegalArgumentException e) {
        LOG.log(
            Level.WARNING,
            "set {0} is left out: {1}",
            DeliveryResources.name(object),
            e.getMessage());
      }
    }
    return all;
  }
}
