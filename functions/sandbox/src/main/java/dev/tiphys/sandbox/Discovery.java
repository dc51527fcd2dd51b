package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the sandbox says it has, in the documents that clients look at first.
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  /// What kubectl means by `all`.
  private static final Set<String> ALL =
      Set.of(
          "pods",
          "services",
          "replicationcontrollers",
          "deployments.apps",
          "statefulsets.apps",
          "daemonsets.apps",
          "replicasets.apps",
          "horizontalpodautoscalers.autoscaling",
          "jobs.batch",
          "cronjobs.batch");

  private final Kinds kinds;

  Discovery(Kinds kinds) {
    this.kinds = kinds;
  }

  /// The document at `path`, if there is one.
  Optional<ObjectNode> at(List<String> path) {
    return Optional.ofNullable(
        switch (path.isEmpty() ? "" : path.getFirst()) {
          case "version" -> path.size() == 1 ? version() : null;
          case "api" ->
              path.size() == 1
                  ? versions()
                  : path.equals(List.of("api", "v1")) ? resources("", "v1") : null;
          case "apis" ->
              switch (path.size()) {
                case 1 -> groups();
                case 2 -> group(path.get(1));
                case 3 -> resources(path.get(1), path.get(2));
                default -> null;
              };
          case "openapi" -> new OpenApi(kinds).at(path);
          default -> null;
        });
  }

  private static ObjectNode document(String kind) {
    return JsonNodeFactory.instance.objectNode().put("kind", kind).put("apiVersion", "v1");
  }

  private static ObjectNode version() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("major", "1")
        .put("minor", "36")
        .put("gitVersion", "v1.36.2+tiphys-sandbox")
        .put("platform", "memory");
  }

  private static ObjectNode versions() {
    var document = document("APIVersions");
    document.putArray("versions").add("v1");
    return document;
  }

  private ObjectNode groups() {
    var document = document("APIGroupList");
    var groups = document.putArray("groups");
    kinds.all().stream()
        .map(Kind::group)
        .filter(group -> !group.isEmpty())
        .distinct()
        .forEach(group -> describe(group, groups.addObject()));
    return document;
  }

  private ObjectNode group(String name) {
    if (name.isEmpty() || kinds.all().stream().noneMatch(kind -> kind.group().equals(name))) {
      return null;
    }
    var document = document("APIGroup");
    describe(name, document);
    return document;
  }

  private void describe(String group, ObjectNode into) {
    into.put("name", group);
    ArrayNode versions = into.putArray("versions");
    kinds.all().stream()
        .filter(kind -> kind.group().equals(group))
        .map(Kind::version)
        .distinct()
        .forEach(
            version ->
                versions
                    .addObject()
                    .put("groupVersion", group + "/" + version)
                    .put("version", version));
    into.set("preferredVersion", versions.get(0));
  }

  private ObjectNode resources(String group, String version) {
    var found =
        kinds.all().stream()
            .filter(kind -> kind.group().equals(group) && kind.version().equals(version))
            .toList();
    if (found.isEmpty()) {
      return null;
    }
    var document = document("APIResourceList");
    document.put("groupVersion", found.getFirst().apiVersion());
    var resources = document.putArray("resources");
    for (var kind : found) {
      var resource = resources.addObject();
      resource.put("name", kind.plural());
      resource.put("singularName", kind.kind().toLowerCase(Locale.ROOT));
      resource.put("namespaced", kind.namespaced()).put("kind", kind.kind());
      var verbs = resource.putArray("verbs");
      VERBS.forEach(verbs::add);
      if (!kind.shortNames().isEmpty()) {
        var names = resource.putArray("shortNames");
        kind.shortNames().forEach(names::add);
      }
      if (ALL.contains(kind.resource())) {
        resource.putArray("categories").add("all");
      }
      if (kind.status()) {
        var status = resources.addObject();
        status.put("name", kind.plural() + "/status").put("singularName", "");
        status.put("namespaced", kind.namespaced()).put("kind", kind.kind());
        List.of("get", "patch", "update").forEach(status.putArray("verbs")::add);
      }
    }
    return document;
  }
}
