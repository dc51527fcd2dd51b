package dev.tiphys.delivery.rbac;

import java.util.Map;
import java.util.Set;

/// Something that somebody wants to do.
///
/// @param object such as `project/application` (C303)
public record Request(String resource, String action, String object) {
  private static final Set<String> CRUD = Set.of("get", "create", "update", "delete");
  private static final Map<String, Set<String>> ACTIONS =
      Map.ofEntries(
          Map.entry(
              "applications", Set.of("get", "create", "update", "delete", "sync", "override")),
          Map.entry("applicationsets", CRUD),
          Map.entry("clusters", CRUD),
          Map.entry("projects", CRUD),
          Map.entry("repositories", CRUD),
          Map.entry("write-repositories", CRUD),
          Map.entry("accounts", Set.of("get", "update")),
          Map.entry("certificates", CRUD),
          Map.entry("gpgkeys", Set.of("get", "create", "delete")),
          Map.entry("logs", Set.of("get")),
          Map.entry("exec", Set.of("create")),
          Map.entry("extensions", Set.of("invoke")));
  private static final Set<String> BOUND =
      Set.of("applications", "applicationsets", "logs", "exec");

  /// Whether there is such a resource, and such an action on it (C302).
  public static boolean isKnown(String resource, String action) {
    var actions = ACTIONS.getOrDefault(resource, Set.of());
    var slash = action.indexOf('/');
    return actions.contains(action)
        || resource.equals("applications")
            && slash > 0
            && Set.of("action", "update", "delete").contains(action.substring(0, slash));
  }

  /// The names of all resources.
  public static Set<String> resources() {
    return ACTIONS.keySet();
  }

  /// Whether objects of a resource belong to a project.
  public static boolean isBound(String resource) {
    return BOUND.contains(resource);
  }

  /// The project that its object belongs to; empty for none.
  String project() {
    return switch (resource) {
      case "projects" -> object;
      case "applications",
          "applicationsets",
          "logs",
          "exec",
          "clusters",
          "repositories",
          "write-repositories" -> {
        var slash = object.indexOf('/');
        yield slash < 0 ? "" : object.substring(0, slash);
      }
      default -> "";
    };
  }
}
