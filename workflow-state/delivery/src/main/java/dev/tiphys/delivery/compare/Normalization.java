package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.merge.Typed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Brings wanted and live objects into the one form in which they are compared (§4.3).
final class Normalization {
  private final CompareSettings settings;
  private final IgnoreRules rules;

  /// @param rules of the application; those of the settings hold too
  Normalization(CompareSettings settings, IgnoreRules rules) {
    this.settings = settings;
    this.rules = rules.with(settings.ignoreRules());
  }

  IgnoreRules rules() {
    return rules;
  }

  /// A copy of `object` in that form, with all its fields.
  ObjectNode written(ObjectNode object) {
    var normal = Typed.object(object).orElseGet(object::deepCopy);
    if (normal.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("creationTimestamp");
    }
    switch (kind(normal)) {
      case "/Secret" -> secret(normal);
      case "rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole" ->
          role(normal);
      case "/Endpoints" -> endpoints(normal);
      default -> {}
    }
    return normal;
  }

  /// `normal`, changed, without the fields that are left out.
  ObjectNode ignored(ObjectNode normal, ObjectKey key) {
    var left = rules.applyTo(normal, key);
    KnownTypes.normalize(left, settings.knownTypeFields(key.group(), key.kind()));
    return left;
  }

  private static String kind(JsonNode object) {
    var key = ObjectKey.of(object);
    return key.group() + "/" + key.kind();
  }

  /// What a Secret is given as text is data in the end. What is no text stays what it is, so that
  /// an apply of it fails.
  private static void secret(ObjectNode secret) {
    if (secret.get("data") instanceof ObjectNode data) {
      for (var entry : data.properties()) {
        if (entry.getValue().isNull()) {
          entry.setValue(JsonNodeFactory.instance.textNode(""));
        }
      }
    }
    if (secret.remove("stringData") instanceof ObjectNode text) {
      var data = secret.get("data") instanceof ObjectNode known ? known : secret.putObject("data");
      for (var entry : text.properties()) {
        var value = entry.getValue();
        if (value.isTextual()) {
          data.put(
              entry.getKey(),
              Base64.getEncoder().encodeToString(value.asText().getBytes(StandardCharsets.UTF_8)));
        } else {
          data.set(entry.getKey(), value);
        }
      }
    }
  }

  private void role(ObjectNode role) {
    var aggregated = settings.ignoreAggregatedRoles() && role.hasNonNull("aggregationRule");
    if (aggregated || role.path("rules").isEmpty()) {
      role.remove("rules");
    }
  }

  /// As the server packs them: each address once for the same ports, everything in order.
  private static void endpoints(ObjectNode endpoints) {
    if (!(endpoints.get("subsets") instanceof ArrayNode subsets)) {
      return;
    }
    Map<String, ObjectNode> packed = new TreeMap<>();
    for (var subset : subsets) {
      if (!(subset instanceof ObjectNode object)) {
        return;
      }
      var ports = sorted(object.path("ports"), Normalization::port);
      var into =
          packed.computeIfAbsent(
              ports.toString(),
              _ -> {
                var one = JsonNodeFactory.instance.objectNode();
                one.set("ports", ports);
                return one;
              });
      for (var list : List.of("addresses", "notReadyAddresses")) {
        if (object.get(list) instanceof ArrayNode addresses && !addresses.isEmpty()) {
          into.withArray(list).addAll(addresses);
        }
      }
    }
    subsets.removeAll();
    for (var subset : packed.values()) {
      for (var list : List.of("addresses", "notReadyAddresses")) {
        if (subset.has(list)) {
          subset.set(list, sorted(subset.get(list), address -> address.path("ip").asText()));
        }
      }
      subsets.add(subset);
    }
  }

  private static String port(JsonNode port) {
    if (port instanceof ObjectNode object && !object.hasNonNull("protocol")) {
      object.put("protocol", "TCP");
    }
    return "%s %s %s".formatted(port.path("protocol"), port.path("port"), port.path("name"));
  }

  private static ArrayNode sorted(JsonNode list, java.util.function.Function<JsonNode, String> by) {
    List<JsonNode> elements = new ArrayList<>();
    list.forEach(elements::add);
    elements.sort(Comparator.comparing(by));
    return JsonNodeFactory.instance.arrayNode().addAll(elements);
  }
}
