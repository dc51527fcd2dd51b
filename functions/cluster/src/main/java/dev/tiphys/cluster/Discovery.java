package dev.tiphys.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which kinds a server has. What was found is kept; what was not is asked for again, as kinds can
/// be added at any time.
final class Discovery {
  private record Known(Resource resource, List<String> names, boolean listed) {}

  private final KubeApi api;
  private final Map<String, List<Known>> known = new ConcurrentHashMap<>();

  Discovery(KubeApi api) {
    this.api = api;
  }

  Resource ofKind(String apiVersion, String kind) throws InterruptedException {
    if (!apiVersion.matches("([-a-z0-9.]+/)?[a-z0-9]+")) {
      throw KubeFailure.senseless("apiVersion '%s' should be like v1 or apps/v1", apiVersion);
    }
    var found = find(of(apiVersion), kind);
    if (found.isEmpty()) {
      known.remove(apiVersion);
      found = find(of(apiVersion), kind);
    }
    return found.orElseThrow(
        () ->
            KubeFailure.senseless(
                "no matches for kind \"%s\" in version \"%s\"", kind, apiVersion));
  }

  private static Optional<Resource> find(List<Known> all, String kind) {
    return all.stream()
        .map(Known::resource)
        .filter(resource -> resource.kind().equals(kind))
        .findFirst();
  }

  Resource named(String name) throws InterruptedException {
    var lower = name.toLowerCase(Locale.ROOT);
    for (var version : api.groupVersions()) {
      for (var each : of(version)) {
        if (each.names().contains(lower)) {
          return each.resource();
        }
      }
    }
    throw KubeFailure.senseless("the server doesn't have a resource type \"%s\"", name);
  }

  /// Every kind that can be listed once, in the first version that has it.
  List<Resource> all() throws InterruptedException {
    Map<String, Resource> all = new LinkedHashMap<>();
    for (var version : api.groupVersions()) {
      for (var each : of(version)) {
        if (each.listed()) {
          all.putIfAbsent(each.resource().name(), each.resource());
        }
      }
    }
    return List.copyOf(all.values());
  }

  private List<Known> of(String apiVersion) throws InterruptedException {
    var before = known.get(apiVersion);
    if (before != null) {
      return before;
    }
    List<Known> all = new ArrayList<>();
    try {
      var list = api.get((apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion);
      for (var resource : list.path("resources")) {
        if (!resource.path("name").asText().contains("/")) {
          all.add(read(apiVersion, resource));
        }
      }
    } catch (KubeFailure e) {
      if (e.code() != 404) {
        throw e;
      }
      return List.of();
    }
    known.put(apiVersion, all);
    return all;
  }

  private static Known read(String apiVersion, JsonNode json) {
    var resource =
        new Resource(
            apiVersion,
            json.path("kind").asText(),
            json.path("name").asText(),
            json.path("namespaced").asBoolean());
    List<String> names = new ArrayList<>(List.of(resource.plural(), resource.name()));
    var singular = json.path("singularName").asText("");
    names.add(singular.isEmpty() ? resource.kind().toLowerCase(Locale.ROOT) : singular);
    json.path("shortNames").forEach(name -> names.add(name.asText()));
    var listed = false;
    for (var verb : json.path("verbs")) {
      listed |= verb.asText().equals("list");
    }
    return new Known(resource, names, listed);
  }
}
