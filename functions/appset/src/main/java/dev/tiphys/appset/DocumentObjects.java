package dev.tiphys.appset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.generators.GenerationException;
import dev.tiphys.delivery.generators.Sources.Cluster;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Objects that are documents: of files, or of a host's store.
///
/// @param documents all of them, whenever they are asked for
public record DocumentObjects(Supplier<List<? extends JsonNode>> documents)
    implements ControlObjects {
  private static final String TYPE = "argocd.argoproj.io/secret-type";

  @Override
  public List<Cluster> clusters() {
    var clusters = new ArrayList<Cluster>();
    for (var secret : documents.get()) {
      var labels = texts(secret.at("/metadata/labels"));
      if (isOfKind(secret, "Secret") && "cluster".equals(labels.get(TYPE))) {
        var data = data(secret);
        var server = data.getOrDefault("server", "");
        var name = data.getOrDefault("name", "");
        clusters.add(
            new Cluster(
                name.isEmpty() ? server : name,
                server.endsWith("/") ? server.substring(0, server.length() - 1) : server,
                data.getOrDefault("project", ""),
                labels,
                texts(secret.at("/metadata/annotations"))));
      }
    }
    return clusters;
  }

  @Override
  public Optional<Map<String, String>> configMap(String name) {
    return named("ConfigMap", name).map(object -> texts(object.path("data")));
  }

  @Override
  public Optional<Map<String, String>> secret(String name) {
    return named("Secret", name).map(DocumentObjects::data);
  }

  private Optional<? extends JsonNode> named(String kind, String name) {
    return documents.get().stream()
        .filter(object -> isOfKind(object, kind))
        .filter(object -> object.at("/metadata/name").asText().equals(name))
        .findFirst();
  }

  private static boolean isOfKind(JsonNode object, String kind) {
    return object.path("kind").asText().equals(kind)
        && object.path("apiVersion").asText().equals("v1");
  }

  private static Map<String, String> data(JsonNode secret) {
    var data = new LinkedHashMap<String, String>();
    for (var field : secret.path("data").properties()) {
      try {
        var bytes = Base64.getMimeDecoder().decode(field.getValue().asText());
        data.put(field.getKey(), new String(bytes, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new GenerationException(
            "Secret %s: %s: expected base64"
                .formatted(secret.at("/metadata/name").asText(), field.getKey()));
      }
    }
    data.putAll(texts(secret.path("stringData")));
    return data;
  }

  private static Map<String, String> texts(JsonNode object) {
    var texts = new LinkedHashMap<String, String>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  @Override
  public List<JsonNode> resources(String apiVersion, String resource) {
    var found = new ArrayList<JsonNode>();
    for (var object : documents.get()) {
      if (object.path("apiVersion").asText().equals(apiVersion)
          && isPlural(object.path("kind").asText().toLowerCase(Locale.ROOT), resource)) {
        found.add(object);
      }
    }
    return found;
  }

  private static boolean isPlural(String kind, String resource) {
    return resource.equals(kind + "s")
        || resource.equals(kind + "es")
        || resource.equals(kind)
        || kind.endsWith("y") && resource.equals(kind.substring(0, kind.length() - 1) + "ies");
  }
}
