package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.validation.Document;
import dev.tiphys.stepdispatch.runner.ConfigValues;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ConfigMaps and Secrets among documents, for steps. They stay in memory: a Secret is in no
/// store, event or message.
final class DocumentValues implements ConfigValues {
  private static final String EVERYWHERE = "";

  private final Map<String, Map<String, byte[]>> values = new HashMap<>();

  DocumentValues(List<Document> documents) {
    for (var document : documents) {
      var json = document.json();
      var kind = json.path("kind").asText();
      if (kind.equals("ConfigMap") || kind.equals("Secret")) {
        var metadata = json.path("metadata");
        values.put(
            key(
                kind,
                metadata.path("namespace").asText(EVERYWHERE),
                metadata.path("name").asText()),
            kind.equals("Secret") ? secret(json) : configMap(json));
      }
    }
  }

  private static Map<String, byte[]> configMap(JsonNode json) {
    Map<String, byte[]> data = new HashMap<>();
    texts(json.path("data"), data);
    encoded(json.path("binaryData"), json, data);
    return data;
  }

  private static Map<String, byte[]> secret(JsonNode json) {
    Map<String, byte[]> data = new HashMap<>();
    encoded(json.path("data"), json, data);
    texts(json.path("stringData"), data);
    return data;
  }

  private static void texts(JsonNode from, Map<String, byte[]> to) {
    from.properties()
        .forEach(
            entry ->
                to.put(entry.getKey(), entry.getValue().asText().getBytes(StandardCharsets.UTF_8)));
  }

  private static void encoded(JsonNode from, JsonNode resource, Map<String, byte[]> to) {
    for (var entry : from.properties()) {
      try {
        to.put(entry.getKey(), Base64.getMimeDecoder().decode(entry.getValue().asText()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s %s: data.%s should be base64"
                .formatted(
                    resource.path("kind").asText(),
                    resource.path("metadata").path("name").asText(),
                    entry.getKey()),
            e);
      }
    }
  }

  private static String key(String kind, String namespace, String name) {
    return kind + "/" + namespace + "/" + name;
  }

  private @Nullable Map<String, byte[]> find(String kind, String namespace, String name) {
    var own = values.get(key(kind, namespace, name));
    return own != null ? own : values.get(key(kind, EVERYWHERE, name));
  }

  @Override
  public @Nullable Map<String, byte[]> configMap(String namespace, String name) {
    return find("ConfigMap", namespace, name);
  }

  @Override
  public @Nullable Map<String, byte[]> secret(String namespace, String name) {
    return find("Secret", namespace, name);
  }
}
