package dev.tiphys.delivery.actions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.lua.LuaScript;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The scripts of users, from `argocd-cm` (C159).
final class Configured {
  private static final String KEY = "resource.customizations.actions.";

  /// @param merged whether our own actions are there as well
  record Scripts(
      Optional<LuaScript> discovery, Map<String, LuaScript> definitions, boolean merged) {}

  private final Map<String, Scripts> byKind = new HashMap<>();

  /// @throws IllegalArgumentException if an entry is no YAML of that form, or no Lua
  Configured(Map<String, String> data) {
    data.forEach(
        (key, text) -> {
          if (key.startsWith(KEY)) {
            byKind.put(key.substring(KEY.length()), scripts(key, text));
          }
        });
  }

  private static Scripts scripts(String key, String text) {
    JsonNode json;
    try {
      var documents = YamlReader.readLastOfKeys(text.getBytes(StandardCharsets.UTF_8), key);
      if (documents.isEmpty()) {
        return new Scripts(Optional.empty(), Map.of(), false);
      }
      json = documents.getFirst().toJson();
    } catch (MalformedYamlException e) {
      throw new IllegalArgumentException(key + ": " + e.problem(), e);
    }
    var definitions = new LinkedHashMap<String, LuaScript>();
    for (var definition : json.path("definitions")) {
      var name = definition.path("name").asText();
      definitions.put(
          name, LuaScript.compile(key + "/" + name, definition.path("action.lua").asText(), false));
    }
    var discovery = json.path("discovery.lua").asText();
    return new Scripts(
        discovery.isEmpty()
            ? Optional.empty()
            : Optional.of(LuaScript.compile(key + "/discovery", discovery, false)),
        definitions,
        json.path("mergeBuiltinActions").asBoolean());
  }

  Optional<Scripts> of(String key) {
    return Optional.ofNullable(byKind.get(key));
  }
}
