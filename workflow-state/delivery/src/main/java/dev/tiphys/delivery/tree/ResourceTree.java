package dev.tiphys.delivery.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Finds what objects own, and what that owns (C154): by owner references, and where Kubernetes
/// writes none, by name.
public final class ResourceTree {
  private static final int NODES_MAX = 20_000;

  /// A live object and whom it belongs to.
  ///
  /// @param parents empty for an object of the application itself
  public record Node(ObjectNode object, List<ObjectNode> parents) {
    public Node {
      parents = List.copyOf(parents);
    }

    /// As a node of Argo CD's `resource-tree`, without health.
    public void write(ObjectNode into) {
      var key = ObjectKey.of(object);
      name(key, object, into);
      if (!parents.isEmpty()) {
        var references = into.putArray("parentRefs");
        for (var parent : parents) {
          var reference = references.addObject();
          name(ObjectKey.of(parent), parent, reference);
          reference.remove("version");
          reference.put("uid", parent.at("/metadata/uid").asText());
        }
      }
      NodeFacts.write(object, into);
    }

    private static void name(ObjectKey key, JsonNode object, ObjectNode into) {
      var version = object.path("apiVersion").asText();
      if (!key.group().isEmpty()) {
        into.put("group", key.group());
      }
      into.put("version", version.substring(version.indexOf('/') + 1)).put("kind", key.kind());
      if (!key.namespace().isEmpty()) {
        into.put("namespace", key.namespace());
      }
      into.put("name", key.name());
    }
  }

  private ResourceTree() {}

  /// The roots and all that grows from them, each object once, parents before what they own.
  ///
  /// @param live whatever may be owned by them
  /// @param permitted what the project lets be seen; what is not hides all below it
  public static List<Node> of(
      Collection<ObjectNode> roots, Collection<ObjectNode> live, Predicate<ObjectNode> permitted) {
    Map<String, List<ObjectNode>> owned = new HashMap<>();
    for (var object : live) {
      for (var owner : owners(object)) {
        owned.computeIfAbsent(owner, _ -> new ArrayList<>()).add(object);
      }
    }
    var nodes = new ArrayList<Node>();
    var seen = new HashSet<String>();
    var open = new ArrayDeque<Node>();
    roots.forEach(root -> open.add(new Node(root, List.of())));
    // A root that another one owns is a root still.
    roots.forEach(root -> seen.add(uid(root)));
    while (!open.isEmpty() && nodes.size() < NODES_MAX) {
      var node = open.remove();
      nodes.add(node);
      for (var name : List.of(uid(node.object()), named(node.object()))) {
        for (var child : owned.getOrDefault(name, List.of())) {
          if (permitted.test(child) && seen.add(uid(child))) {
            open.add(new Node(child, List.of(node.object())));
          }
        }
      }
    }
    return nodes;
  }

  private static String uid(JsonNode object) {
    return object.at("/metadata/uid").asText();
  }

  /// How objects are called that own others by name.
  private static String named(JsonNode object) {
    var key = ObjectKey.of(object);
    return key.kind() + " " + key.namespace() + " " + key.name();
  }

  /// Whether somebody owns it.
  public static boolean isOwned(JsonNode object) {
    return !owners(object).isEmpty();
  }

  private static List<String> owners(JsonNode object) {
    var owners = new ArrayList<String>();
    object
        .at("/metadata/ownerReferences")
        .forEach(reference -> owners.add(reference.path("uid").asText()));
    var key = ObjectKey.of(object);
    if (!owners.isEmpty() || !key.group().isEmpty()) {
      return owners;
    }
    switch (key.kind()) {
      case "Endpoints" -> owners.add("Service " + key.namespace() + " " + key.name());
      case "Secret" -> {
        var account =
            object.at("/metadata/annotations").path("kubernetes.io/service-account.name").asText();
        if (object.path("type").asText().equals("kubernetes.io/service-account-token")) {
          owners.add("ServiceAccount " + key.namespace() + " " + account);
        }
      }
      case "PersistentVolumeClaim" -> {
        // <template>-<set>-<number>, where both names may have dashes.
        var name = key.name().replaceFirst("-[0-9]+$", "");
        if (!name.equals(key.name())) {
          for (var dash = name.indexOf('-'); dash >= 0; dash = name.indexOf('-', dash + 1)) {
            owners.add("StatefulSet " + key.namespace() + " " + name.substring(dash + 1));
          }
        }
      }
      default -> {}
    }
    return owners;
  }
}
