package dev.tiphys.delivery.actions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.actions.Action.Parameter;
import dev.tiphys.delivery.actions.Impact.Operation;
import dev.tiphys.delivery.lua.LuaFailure;
import dev.tiphys.delivery.lua.LuaScript;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds the actions of live objects, and does them.
public final class ResourceActions {
  private static final int IMPACTS_MAX = 100;

  private final Configured configured;

  /// @param data of `argocd-cm`
  /// @throws IllegalArgumentException if a customisation is none
  public ResourceActions(Map<String, String> data) {
    configured = new Configured(data);
  }

  /// What can be done with an object, by name.
  ///
  /// @throws ActionFailure if a script fails
  public List<Action> discover(JsonNode object, Instant now) {
    var key = key(object);
    var actions = new LinkedHashMap<String, Action>();
    var own = configured.of(key);
    if (own.isEmpty() || own.get().merged()) {
      BuiltIn.of(key).ifPresent(script -> add(evaluate(script, object, Map.of(), now), actions));
    }
    own.flatMap(Configured.Scripts::discovery)
        .ifPresent(script -> add(evaluate(script, object, Map.of(), now), actions));
    return List.copyOf(actions.values());
  }

  /// Does an action.
  ///
  /// @param parameters texts by name
  /// @throws ActionFailure if there is no such action, or it fails
  public List<Impact> run(
      JsonNode object, String action, Map<String, String> parameters, Instant now) {
    var key = key(object);
    var given = JsonNodeFactory.instance.objectNode();
    parameters.forEach(given::put);
    var globals = new LinkedHashMap<String, JsonNode>();
    globals.put("actionParams", given);
    var own = configured.of(key).map(scripts -> scripts.definitions().get(action));
    LuaScript script;
    if (own.isPresent()) {
      script = own.get();
    } else {
      globals.put("action", JsonNodeFactory.instance.textNode(action));
      script =
          BuiltIn.of(key)
              .orElseThrow(
                  () -> new ActionFailure("there is no action %s for %s".formatted(action, key)));
    }
    return impacts(evaluate(script, object, globals, now), object);
  }

  private static String key(JsonNode object) {
    var key = ObjectKey.of(object);
    return key.group().isEmpty() ? key.kind() : key.group() + "_" + key.kind();
  }

  private static JsonNode evaluate(
      LuaScript script, JsonNode object, Map<String, JsonNode> globals, Instant now) {
    try {
      return script.evaluate(object, globals, now);
    } catch (LuaFailure e) {
      throw new ActionFailure(String.valueOf(e.getMessage()));
    }
  }

  private static void add(JsonNode found, Map<String, Action> actions) {
    for (var field : found.properties()) {
      var value = field.getValue();
      var params = new ArrayList<Parameter>();
      for (var param : value.path("params")) {
        params.add(new Parameter(param.path("name").asText(), param.path("default").asText()));
      }
      actions.put(
          field.getKey(),
          new Action(
              field.getKey(),
              value.path("disabled").asBoolean(),
              value.path("displayName").asText(),
              value.path("iconClass").asText(),
              params));
    }
  }

  /// An object is what the action was for, changed; a list says of each what to do with it.
  private static List<Impact> impacts(JsonNode result, JsonNode object) {
    if (result instanceof ObjectNode changed) {
      return List.of(new Impact(Operation.PATCH, checked(changed, object)));
    }
    if (!result.isArray() || result.size() > IMPACTS_MAX) {
      throw new ActionFailure(
          "expected an object or a list of at most %d operations, found %s"
              .formatted(IMPACTS_MAX, result.getNodeType()));
    }
    var impacts = new ArrayList<Impact>();
    for (var impact : result) {
      var resource = impact.path("resource");
      switch (impact.path("operation").asText()) {
        case "create" -> impacts.add(new Impact(Operation.CREATE, resource));
        case "patch" -> impacts.add(new Impact(Operation.PATCH, checked(resource, object)));
        default ->
            throw new ActionFailure("unsupported operation: " + impact.path("operation").asText());
      }
    }
    return impacts;
  }

  private static JsonNode checked(JsonNode changed, JsonNode object) {
    if (!ObjectKey.of(changed).equals(ObjectKey.of(object))) {
      throw new ActionFailure(
          "an action may change %s alone, it returned %s"
              .formatted(ObjectKey.of(object), ObjectKey.of(changed)));
    }
    return changed;
  }
}
