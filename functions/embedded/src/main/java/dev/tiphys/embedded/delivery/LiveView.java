package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications.ObjectRef;
import dev.tiphys.applications.ApplicationStatus;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.Destination;
import dev.tiphys.applications.OrphanedObjects;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.health.Health;
import dev.tiphys.delivery.project.ProjectRules;
import dev.tiphys.delivery.sync.Hooks;
import dev.tiphys.delivery.tree.ResourceTree;
import dev.tiphys.delivery.tree.ResourceTree.Node;
import dev.tiphys.language.application.Application;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The objects of an application as they are in its cluster now, for who wants to look. The values
/// of Secrets are not shown.
record LiveView(DeliveryChain chain, ObjectNode object) {
  /// As `managed-resources` of Argo CD.
  ///
  /// @param wanted what is to be compared instead of what was rendered last, if something is
  List<ObjectNode> managed(@Nullable List<? extends JsonNode> wanted) {
    var application = Application.from(object);
    var state = chain.apps().load(DeliveryResources.id(object)).state();
    var lists = new ApplicationStatus(chain.apps().large());
    var rendered = state.rendered() == null ? null : state.rendered().manifests();
    var namespace = application.spec().destination().namespace();
    Map<ObjectKey, JsonNode> targets = new HashMap<>();
    for (var each : wanted == null ? lists.array(rendered) : wanted) {
      var key = ObjectKey.of(each);
      targets.put(key, each);
      if (key.namespace().isEmpty()) {
        targets.putIfAbsent(key.withNamespace(namespace), each);
      }
    }
    var destination = chain.clusters().destination(application);
    var states = new ObjectStates(application, chain.clusters().comparing());
    var all = new ArrayList<ObjectNode>();
    var told = new HashSet<ObjectKey>();
    if (state.compared() != null) {
      for (var entry : lists.array(state.compared().resources())) {
        var shown = managed(entry, targets, destination, states);
        told.add(ObjectKey.of(ApplicationStatus.like(entry)));
        if (wanted == null || !shown.path("targetState").equals(shown.path("liveState"))) {
          all.add(shown);
        }
      }
    }
    for (var each : wanted == null ? List.<JsonNode>of() : wanted) {
      var entry = entry(each, destination, namespace);
      if (told.add(ObjectKey.of(ApplicationStatus.like(entry)))) {
        all.add(managed(entry, targets, destination, states));
      }
    }
    return all;
  }

  /// An object as lists of resources name it.
  private static ObjectNode entry(JsonNode object, Destination destination, String namespace) {
    var key = ObjectKey.of(object);
    var apiVersion = object.path("apiVersion").asText("");
    var placed =
        key.namespace().isEmpty() && destination.namespaced(apiVersion, key.kind()).orElse(true)
            ? namespace
            : key.namespace();
    return JsonNodeFactory.instance
        .objectNode()
        .put("group", key.group())
        .put("version", apiVersion.substring(apiVersion.indexOf('/') + 1))
        .put("kind", key.kind())
        .put("namespace", placed)
        .put("name", key.name())
        .put("hook", Hooks.isHook(object));
  }

  private static ObjectNode managed(
      JsonNode entry,
      Map<ObjectKey, JsonNode> targets,
      Destination destination,
      ObjectStates states) {
    var key =
        new ObjectKey(
            entry.path("group").asText(""),
            entry.path("kind").asText(""),
            entry.path("namespace").asText(""),
            entry.path("name").asText(""));
    var shown =
        JsonNodeFactory.instance
            .objectNode()
            .put("group", key.group())
            .put("version", entry.path("version").asText(""))
            .put("kind", key.kind())
            .put("namespace", key.namespace())
            .put("name", key.name())
            .put("hook", entry.path("hook").asBoolean(false));
    states.write(
        shown, targets.get(key), destination.find(ApplicationStatus.like(entry)).orElse(null));
    return shown;
  }

  /// One live object, as it may be shown.
  Optional<JsonNode> live(ObjectRef object) {
    return find(object).map(found -> ObjectStates.masked(found, chain.clusters().comparing()));
  }

  /// One live object with all that is in it. Only what belongs to the application is found.
  Optional<ObjectNode> find(ObjectRef object) {
    var key = new ObjectKey(object.group(), object.kind(), object.namespace(), object.name());
    var roots = new ArrayList<ObjectNode>();
    for (var entry : entries()) {
      var live = destination().find(ApplicationStatus.like(entry));
      if (live.isPresent() && ObjectKey.of(live.get()).equals(key)) {
        return live;
      }
      live.ifPresent(roots::add);
    }
    return grown(roots).stream()
        .map(Node::object)
        .filter(one -> ObjectKey.of(one).equals(key))
        .findFirst();
  }

  /// As `resource-tree` of Argo CD: the objects of the application, what they own, and what nobody
  /// manages.
  ObjectNode tree() {
    var tree = JsonNodeFactory.instance.objectNode();
    var nodes = tree.putArray("nodes");
    var orphans = tree.putArray("orphanedNodes");
    var roots = new ArrayList<ObjectNode>();
    for (var entry : entries()) {
      var live = destination().find(ApplicationStatus.like(entry));
      live.ifPresent(roots::add);
      if (live.isEmpty()) {
        var node = nodes.addObject();
        for (var field : List.of("group", "version", "kind", "namespace", "name")) {
          if (entry.has(field)) {
            node.set(field, entry.get(field));
          }
        }
        node.putObject("health").put("status", "Missing");
      }
    }
    grown(roots).forEach(node -> write(node, nodes.addObject()));
    orphaned().forEach(one -> write(new Node(one, List.of()), orphans.addObject()));
    return tree;
  }

  private ArrayNode entries() {
    var compared = chain.apps().load(DeliveryResources.id(object)).state().compared();
    return new ApplicationStatus(chain.apps().large())
        .array(compared == null ? null : compared.resources());
  }

  private Destination destination() {
    return chain.clusters().destination(Application.from(object));
  }

  /// The objects of the application and all that grows from them, as far as its project lets it be
  /// seen.
  private List<Node> grown(List<ObjectNode> roots) {
    var application = Application.from(object);
    var destination = destination();
    var cluster = chain.clusters().cluster(application);
    var excluded = chain.clusters().comparing().excluded();
    var live = new ArrayList<ObjectNode>();
    roots.stream()
        .map(root -> ObjectKey.of(root).namespace())
        .filter(namespace -> !namespace.isEmpty())
        .distinct()
        .forEach(
            namespace ->
                live.addAll(
                    destination.everythingIn(
                        namespace,
                        (group, kind) -> excluded.excludes(group, kind, cluster.server()))));
    var rules = chain.clusters().project(application.spec().project()).map(ProjectRules::of);
    return ResourceTree.of(
        roots,
        live,
        child ->
            rules.isPresent()
                && rules.get().refusal(ObjectKey.of(child), true, cluster, List.of()).isEmpty());
  }

  private List<ObjectNode> orphaned() {
    var application = Application.from(object);
    var clusters = chain.clusters();
    return clusters
        .project(application.spec().project())
        .map(
            project ->
                OrphanedObjects.of(
                    application,
                    destination(),
                    clusters.cluster(application).server(),
                    ProjectRules.of(project),
                    clusters,
                    chain.resources().all().values()))
        .orElse(List.of());
  }

  private void write(Node node, ObjectNode shown) {
    node.write(shown);
    chain.clusters().health().assess(node.object()).ifPresent(found -> put(shown, found));
  }

  private static void put(ObjectNode node, Health health) {
    var shown = node.putObject("health").put("status", health.status().toString());
    if (!health.message().isEmpty()) {
      shown.put("message", health.message());
    }
  }
}
