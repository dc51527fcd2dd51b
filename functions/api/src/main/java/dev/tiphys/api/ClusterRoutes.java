package dev.tiphys.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Registrations.Registration;
import dev.tiphys.api.Registrations.Type;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Registers, shows and forgets clusters: Argo CD's routes below `/api/v1/clusters`. How to log in
/// comes in and never goes out.
record ClusterRoutes(Registrations registrations) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Reply list(Call call) {
    var list = JsonNodeFactory.instance.objectNode();
    list.putObject("metadata");
    var items = list.putArray("items");
    for (var cluster : registrations.list(Type.CLUSTER)) {
      if (isWanted(cluster, call.text("server"), call.text("name"))) {
        items.add(shown(cluster));
      }
    }
    return Reply.of(list);
  }

  private static boolean isWanted(Registration cluster, String server, String name) {
    return (server.isEmpty() || server.equals(cluster.data().get("server")))
        && (name.isEmpty() || name.equals(cluster.data().get("name")));
  }

  Reply get(Call call) {
    return Reply.of(shown(found(call)));
  }

  /// By its server, or with `?id.type=name` by its name.
  private Registration found(Call call) {
    var id = call.variables().getOrDefault("id", "");
    var byName = call.text("id.type").equals("name");
    return find(byName ? "" : id, byName ? id : "")
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Code.NOT_FOUND, "cluster '%s' not found".formatted(Refusal.shown(id))));
  }

  private Optional<Registration> find(String server, String name) {
    return registrations.list(Type.CLUSTER).stream()
        .filter(cluster -> isWanted(cluster, server, name))
        .findFirst();
  }

  private ObjectNode shown(Registration cluster) {
    var shown = JsonNodeFactory.instance.objectNode();
    var data = cluster.data();
    for (var field : List.of("server", "name", "project")) {
      if (data.containsKey(field)) {
        shown.put(field, data.get(field));
      }
    }
    if (data.containsKey("namespaces")) {
      var namespaces = shown.putArray("namespaces");
      List.of(data.get("namespaces").split(",")).forEach(one -> namespaces.add(one.strip()));
      shown.put("clusterResources", Boolean.parseBoolean(data.get("clusterResources")));
    }
    texts(shown, "labels", cluster.labels());
    texts(shown, "annotations", cluster.annotations());
    var insecure = insecure(data.getOrDefault("config", "{}"));
    shown.putObject("config").putObject("tlsClientConfig").put("insecure", insecure);
    var connection = registrations.test(Type.CLUSTER, cluster);
    shown
        .putObject("connectionState")
        .put("status", connection.status())
        .put("message", connection.message());
    return shown;
  }

  private static void texts(ObjectNode shown, String field, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      texts.forEach(shown.putObject(field)::put);
    }
  }

  private static boolean insecure(String config) {
    try {
      return JSON.readTree(config).at("/tlsClientConfig/insecure").asBoolean();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  Reply create(Call call) {
    var body =
        call.body(
            "server",
            "name",
            "config",
            "namespaces",
            "clusterResources",
            "project",
            "labels",
            "annotations",
            "shard",
            "connectionState");
    var server = body.text("server").strip().replaceAll("/+$", "");
    if (!server.matches("https?://[^\\s/]+.*")) {
      throw Refusal.invalid(
          "server: expected the URL of an API server, found '%s'".formatted(Refusal.shown(server)));
    }
    var data = new LinkedHashMap<String, String>();
    data.put("server", server);
    data.put("name", body.text("name").isEmpty() ? server : body.text("name"));
    data.put("config", body.objectAt("config").toString());
    data.put("project", body.text("project"));
    data.put("namespaces", String.join(",", body.texts("namespaces")));
    data.put("clusterResources", body.flag("clusterResources") ? "true" : "");
    data.values().removeIf(String::isEmpty);
    var cluster =
        new Registration(name(server), texts(body, "labels"), texts(body, "annotations"), data);
    var there = find(server, "");
    if (there.isPresent() && !there.get().data().equals(cluster.data()) && !call.flag("upsert")) {
      throw Refusal.invalid("existing cluster spec is different; use upsert flag to force update");
    }
    registrations.put(
        Type.CLUSTER,
        there
            .map(
                old ->
                    new Registration(
                        old.name(), cluster.labels(), cluster.annotations(), cluster.data()))
            .orElse(cluster));
    return Reply.of(shown(cluster));
  }

  private static Map<String, String> texts(Body body, String field) {
    var texts = new LinkedHashMap<String, String>();
    for (var entry : body.objectAt(field).properties()) {
      JsonNode value = entry.getValue();
      if (!value.isTextual()) {
        throw Refusal.invalid(
            "%s.%s: expected a string".formatted(field, Refusal.shown(entry.getKey())));
      }
      texts.put(entry.getKey(), value.textValue());
    }
    return texts;
  }

  /// As Argo CD calls such a Secret.
  private static String name(String server) {
    var host = URI.create(server).getHost();
    return "cluster-%s-%s"
        .formatted(host == null ? "unknown" : host, RegistrationRoutes.digest(server));
  }

  Reply delete(Call call) {
    registrations.delete(Type.CLUSTER, found(call).name());
    return Reply.empty();
  }

  /// The rows of the API.
  List<Route> rows() {
    var base = "/api/v1/clusters";
    return List.of(
        Route.get(base, this::list),
        Route.post(base, this::create),
        Route.get(base + "/{id}", this::get),
        Route.delete(base + "/{id}", this::delete));
  }
}
