package dev.tiphys.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.Destination;
import dev.tiphys.applications.Surroundings;
import dev.tiphys.apply.DeletionRun.Trouble;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.compare.DesiredState;
import dev.tiphys.delivery.compare.Tracking;
import dev.tiphys.delivery.project.Cluster;
import dev.tiphys.delivery.project.ProjectRules;
import dev.tiphys.delivery.sync.Hooks;
import dev.tiphys.events.delivery.HookType;
import dev.tiphys.language.application.Application;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An application and its cluster for the sake of its deletion, which does not ask whether its
/// project still permits it: only what the project does not let be touched stays.
record Destined(
    Application application,
    Surroundings around,
    ProjectRules rules,
    Cluster cluster,
    Destination destination) {
  /// @throws Trouble if its project is missing
  /// @throws dev.tiphys.applications.DestinationFailure if the destination cannot be used
  static Destined of(Application application, Surroundings around) {
    var name = application.spec().project();
    var project =
        around
            .project(name)
            .orElseThrow(
                () ->
                    new Trouble(
                        "application references project %s which does not exist".formatted(name)));
    return new Destined(
        application,
        around,
        ProjectRules.of(project),
        around.cluster(application),
        around.destination(application));
  }

  /// Those of `keys` that are there.
  List<JsonNode> live(Map<ObjectKey, String> keys) {
    var found = new ArrayList<JsonNode>();
    keys.forEach(
        (key, version) -> destination.find(Inventory.like(key, version)).ifPresent(found::add));
    return found;
  }

  /// Those of `live` that say that they are the application's, and that it may delete.
  List<JsonNode> own(List<JsonNode> live) {
    var tracking = new Tracking(around.comparing());
    var instance = application.instanceName(around.controlNamespace());
    return live.stream()
        .filter(tracking::isSelfReferenced)
        .filter(each -> tracking.ownerOf(each).filter(instance::equals).isPresent())
        .filter(each -> !isItself(each) && refusal(each).isEmpty())
        .toList();
  }

  private boolean isItself(JsonNode live) {
    var key = ObjectKey.of(live);
    return key.group().equals("argoproj.io")
        && key.kind().equals("Application")
        && key.name().equals(application.name())
        && key.namespace().equals(application.json().at("/metadata/namespace").asText());
  }

  private java.util.Optional<String> refusal(JsonNode object) {
    return Looking.refusal(rules, destination, cluster, object);
  }

  /// The hooks of that type among what was rendered, ready to be created.
  ///
  /// @param revision what hooks without a name are named after
  List<ObjectNode> hooks(
      HookType type, List<ObjectNode> rendered, String revision, Instant startedAt) {
    var scope = Comparing.scope(application, destination, cluster.server(), around);
    return DesiredState.of(rendered, scope, around.comparing()).hooks().stream()
        .filter(hook -> Hooks.types(hook).contains(type))
        .map(hook -> Hooks.named(hook, type, revision, startedAt))
        .toList();
  }

  /// Creates a hook, unless it is there.
  ///
  /// @throws Trouble if the project does not permit it, or one of before is still on its way out
  void create(ObjectNode hook) {
    var refused = refusal(hook);
    if (refused.isPresent()) {
      throw new Trouble(refused.get());
    }
    var there = destination.find(hook);
    if (there.filter(live -> live.path("metadata").hasNonNull("deletionTimestamp")).isPresent()) {
      throw new Trouble("waiting for deletion of the hook " + ObjectKey.of(hook));
    }
    if (there.isEmpty()) {
      destination.write(hook, Destination.Way.PLAIN);
    }
  }

  /// Objects as inventories list them.
  static Map<ObjectKey, String> versions(List<? extends JsonNode> objects) {
    Map<ObjectKey, String> versions = new LinkedHashMap<>();
    for (var object : objects) {
      var apiVersion = object.path("apiVersion").asText("");
      versions.put(ObjectKey.of(object), apiVersion.substring(apiVersion.indexOf('/') + 1));
    }
    return versions;
  }
}
