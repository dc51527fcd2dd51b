package dev.tiphys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.events.delivery.ResolvedSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What people have pushed.
final class Repository {
  private static final List<String> POLICIES =
      List.of("", "HookSucceeded", "HookFailed", "BeforeHookCreation", "HookSucceeded,HookFailed");

  private final Chance chance;
  private final Map<String, Revision> revisions = new LinkedHashMap<>();
  private Revision newest = new Revision("r0", true, List.of());

  /// @param broken it cannot be rendered
  record Revision(String name, boolean broken, List<ObjectNode> objects) {}

  Repository(Chance chance) {
    this.chance = chance;
  }

  /// What the branch of the application points to.
  Revision newest() {
    return newest;
  }

  Revision at(String name) {
    var found = revisions.get(name);
    if (found == null) {
      throw new AssertionError("nobody pushed " + name);
    }
    return found;
  }

  List<ResolvedSource> sources() {
    var source =
        JsonNodeFactory.instance.objectNode().put("repoURL", "https://git/app").put("path", ".");
    return List.of(new ResolvedSource(source, newest.name()));
  }

  /// @param good whether it is one that can be delivered
  Revision push(boolean good) {
    var broken = !good && chance.of(150);
    var objects = good || !chance.of(80) ? some() : List.<ObjectNode>of();
    newest = new Revision("r" + (revisions.size() + 1), broken, broken ? List.of() : objects);
    revisions.put(newest.name(), newest);
    return newest;
  }

  private List<ObjectNode> some() {
    var objects = new ArrayList<ObjectNode>();
    for (var i = 0; i < 8; i++) {
      if (i == 0 || chance.of(600)) {
        var map = object("v1", "ConfigMap", "c" + i, i % 3 - 1);
        map.putObject("data").put("value", "v" + chance.below(3));
        objects.add(map);
      }
    }
    for (var i = 0; i < 3; i++) {
      if (chance.of(500)) {
        var deployment = object("apps/v1", "Deployment", "d" + i, i);
        deployment.putObject("spec").put("replicas", chance.between(1, 3));
        objects.add(deployment);
      }
    }
    for (var type : List.of("PreSync", "Sync", "PostSync", "SyncFail")) {
      if (chance.of(300)) {
        objects.add(hook(type));
      }
    }
    return objects;
  }

  private ObjectNode hook(String type) {
    var job = object("batch/v1", "Job", "on-" + type.toLowerCase(java.util.Locale.ROOT), 0);
    var annotations = (ObjectNode) job.at("/metadata/annotations");
    annotations.put("argocd.argoproj.io/hook", type);
    var policy = chance.any(POLICIES);
    if (!policy.isEmpty()) {
      annotations.put("argocd.argoproj.io/hook-delete-policy", policy);
    }
    job.putObject("spec").put("backoffLimit", 0);
    return job;
  }

  private static ObjectNode object(String apiVersion, String kind, String name, int wave) {
    var object =
        JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
    object
        .putObject("metadata")
        .put("name", name)
        .putObject("annotations")
        .put("argocd.argoproj.io/sync-wave", Integer.toString(wave));
    return object;
  }

  /// The key of an object in the cluster.
  static ObjectKey key(JsonNode object) {
    return ObjectKey.of(object).withNamespace(DeliveryWorld.NAMESPACE);
  }

  static int wave(JsonNode object) {
    return object.at("/metadata/annotations").path("argocd.argoproj.io/sync-wave").asInt();
  }
}
