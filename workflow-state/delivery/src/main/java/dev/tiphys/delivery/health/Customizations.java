package dev.tiphys.delivery.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.lua.LuaScript;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The health rules that users keep in the ConfigMap `argocd-cm` (C158): the keys
/// `resource.customizations.health.<group_kind>` and `…useOpenLibs.<group_kind>`, and the older key
/// `resource.customizations`, whose names are `group/Kind` and may have `*` and `?`.
public final class Customizations {
  /// None.
  public static final Customizations NONE = new Customizations(Map.of(), Map.of());

  private static final String HEALTH = "resource.customizations.health.";
  private static final String OPEN = "resource.customizations.useOpenLibs.";

  private final Map<String, LuaScript> exact;
  private final Map<Pattern, LuaScript> wild;

  private Customizations(Map<String, LuaScript> exact, Map<Pattern, LuaScript> wild) {
    this.exact = exact;
    this.wild = wild;
  }

  /// What the data of `argocd-cm` says.
  ///
  /// @param older the value of `resource.customizations`, read from its YAML; missing if there is
  ///   none
  /// @throws dev.tiphys.delivery.lua.LuaFailure if a script is no Lua
  public static Customizations of(Map<String, String> data, JsonNode older) {
    var exact = new HashMap<String, LuaScript>();
    var wild = new HashMap<Pattern, LuaScript>();
    older
        .properties()
        .forEach(
            field -> {
              var script = field.getValue().path("health.lua").asText();
              if (!script.isEmpty()) {
                var open = field.getValue().path("health.lua.useOpenLibs").asBoolean(false);
                put(field.getKey().replace('/', '_'), script, open, exact, wild);
              }
            });
    new TreeMap<>(data)
        .forEach(
            (key, script) -> {
              if (key.startsWith(HEALTH)) {
                var kind = key.substring(HEALTH.length());
                var open = Boolean.parseBoolean(data.getOrDefault(OPEN + kind, "false"));
                put(kind, script, open, exact, wild);
              }
            });
    return new Customizations(exact, wild);
  }

  private static void put(
      String kind,
      String text,
      boolean open,
      Map<String, LuaScript> exact,
      Map<Pattern, LuaScript> wild) {
    var script = LuaScript.compile(HEALTH + kind, text, open);
    if (kind.contains("*") || kind.contains("?")) {
      wild.put(glob(kind), script);
    } else {
      exact.put(kind, script);
    }
  }

  private static Pattern glob(String text) {
    var pattern = new StringBuilder();
    for (var c : text.toCharArray()) {
      switch (c) {
        case '*' -> pattern.append(".*");
        case '?' -> pattern.append('.');
        default -> pattern.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(pattern.toString());
  }

  /// The rule for a kind: the exact one, else one with wildcards.
  Optional<LuaScript> of(GroupKind kind) {
    return Optional.ofNullable(exact.get(kind.key()))
        .or(
            () ->
                wild.entrySet().stream()
                    .filter(
                        entry -> entry.getKey().matcher(kind.group() + "_" + kind.kind()).matches())
                    .map(Map.Entry::getValue)
                    .findFirst());
  }
}
