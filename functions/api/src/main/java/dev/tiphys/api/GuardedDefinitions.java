package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The projects and sets of applications that a caller may see and change (C222, C270, C302). No
/// other kind is any caller's but those who may do everything.
record GuardedDefinitions(Definitions inner, Caller caller) implements Definitions {
  private static final List<String> LISTS =
      List.of(
          "clusterResourceWhitelist",
          "clusterResourceBlacklist",
          "namespaceResourceWhitelist",
          "namespaceResourceBlacklist");

  private static String resource(Kind kind) {
    return switch (kind) {
      case APP_PROJECT -> "projects";
      case APPLICATION_SET -> "applicationsets";
      default -> kind.resource();
    };
  }

  private static String object(Kind kind, JsonNode definition) {
    return kind == Kind.APPLICATION_SET
        ? definition.at("/spec/template/spec/project").asText() + "/" + Resources.name(definition)
        : Resources.name(definition);
  }

  private boolean isSeen(Kind kind, JsonNode definition) {
    return caller.may(resource(kind), "get", object(kind, definition));
  }

  private void require(Kind kind, String action, JsonNode definition) {
    caller.require(resource(kind), action, object(kind, definition));
  }

  @Override
  public List<ObjectNode> list(Kind kind, String namespace) {
    return inner.list(kind, namespace).stream().filter(one -> isSeen(kind, one)).toList();
  }

  @Override
  public Optional<ObjectNode> get(Kind kind, String namespace, String name) {
    return inner.get(kind, namespace, name).filter(one -> isSeen(kind, one));
  }

  @Override
  public void validate(Kind kind, String namespace, ObjectNode definition) {
    require(kind, "create", definition);
    inner.validate(kind, namespace, definition);
  }

  @Override
  public ObjectNode create(Kind kind, String namespace, ObjectNode definition) {
    require(kind, "create", definition);
    return inner.create(kind, namespace, definition);
  }

  @Override
  public ObjectNode replace(Kind kind, String namespace, ObjectNode definition) {
    var before = inner.get(kind, namespace, Resources.name(definition));
    before.ifPresent(old -> require(kind, "update", old));
    require(kind, "update", definition);
    if (kind == Kind.APP_PROJECT && before.isPresent()) {
      requireWider(before.get(), definition);
    }
    return inner.replace(kind, namespace, definition);
  }

  /// A project that permits more needs more than the right to change it.
  private void requireWider(JsonNode before, JsonNode after) {
    var servers = servers(after);
    servers.removeAll(servers(before));
    servers.forEach(server -> caller.require("clusters", "update", server));
    var sources = sources(after);
    sources.removeAll(sources(before));
    sources.forEach(source -> caller.require("repositories", "update", source));
    if (LISTS.stream()
        .anyMatch(list -> !before.at("/spec/" + list).equals(after.at("/spec/" + list)))) {
      servers(after).forEach(server -> caller.require("clusters", "update", server));
    }
  }

  private static Set<String> servers(JsonNode project) {
    var servers = new LinkedHashSet<String>();
    project.at("/spec/destinations").forEach(one -> servers.add(one.path("server").asText()));
    return servers;
  }

  private static Set<String> sources(JsonNode project) {
    var sources = new LinkedHashSet<String>();
    project.at("/spec/sourceRepos").forEach(one -> sources.add(one.asText()));
    return sources;
  }

  @Override
  public boolean delete(Kind kind, String namespace, String name) {
    var there = get(kind, namespace, name);
    there.ifPresent(one -> require(kind, "delete", one));
    return there.isPresent() && inner.delete(kind, namespace, name);
  }
}
