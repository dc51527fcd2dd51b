package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications.Key;
import java.util.List;
import java.util.function.Consumer;

/// The sets of applications that a caller may delete, and what he may see of them (C302).
///
/// @param definitions where sets are, whoever asks
record GuardedSets(ApplicationSets inner, Definitions definitions, Caller caller)
    implements ApplicationSets {
  private static String object(String project, JsonNode resource) {
    return project + "/" + Resources.name(resource);
  }

  @Override
  public boolean delete(Key key, boolean orphan) {
    definitions
        .get(Definitions.Kind.APPLICATION_SET, key.namespace(), key.name())
        .ifPresent(
            set ->
                caller.require(
                    "applicationsets",
                    "delete",
                    object(set.at("/spec/template/spec/project").asText(), set)));
    return inner.delete(key, orphan);
  }

  @Override
  public List<ObjectNode> generate(ObjectNode set) {
    return inner.generate(set);
  }

  @Override
  public List<ObjectNode> applications(Key key) {
    return inner.applications(key).stream()
        .filter(
            one -> caller.may("applications", "get", object(one.at("/spec/project").asText(), one)))
        .toList();
  }

  @Override
  public Workflows.Subscription subscribe(Consumer<Key> changed) {
    return inner.subscribe(changed);
  }
}
