package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A set of fields of an object, each a path of steps as `fieldsV1` writes them: `f:name` is a
/// field, `k:{…}` the element of a list with these keys, `v:…` a value of a set.
///
/// @param paths steps joined by [#SEPARATOR]
public record Fields(NavigableSet<String> paths) {
  public static final String SEPARATOR = "\u0000";
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Fields that belong to the server, or say which object it is.
  private static final Set<String> NOBODYS =
      Set.of(
          "f:apiVersion",
          "f:kind",
          "f:metadata" + SEPARATOR + "f:name",
          "f:metadata" + SEPARATOR + "f:namespace",
          "f:metadata" + SEPARATOR + "f:generateName",
          "f:metadata" + SEPARATOR + "f:uid",
          "f:metadata" + SEPARATOR + "f:resourceVersion",
          "f:metadata" + SEPARATOR + "f:generation",
          "f:metadata" + SEPARATOR + "f:creationTimestamp",
          "f:metadata" + SEPARATOR + "f:deletionTimestamp",
          "f:metadata" + SEPARATOR + "f:deletionGracePeriodSeconds",
          "f:metadata" + SEPARATOR + "f:selfLink",
          "f:metadata" + SEPARATOR + "f:managedFields");

  public static Fields none() {
    return new Fields(new TreeSet<>());
  }

  /// All fields that `object` has.
  public static Fields of(JsonNode object, Schema schema) {
    var fields = none();
    fields.add("", object, schema);
    fields.paths.removeIf(
        path -> NOBODYS.stream().anyMatch(n -> path.equals(n) || path.startsWith(n + SEPARATOR)));
    return fields;
  }

  private void add(String at, JsonNode value, Schema schema) {
    if (value instanceof ObjectNode object && !object.isEmpty() && !schema.atomic()) {
      for (var field : object.properties()) {
        add(join(at, "f:" + field.getKey()), field.getValue(), schema.child(field.getKey()));
      }
    } else if (value.isArray() && !schema.keys().isEmpty()) {
      for (var element : value) {
        var path = join(at, key(element, schema.keys()));
        paths.add(path);
        add(path, element, schema.element());
      }
    } else if (value.isArray() && schema.set()) {
      value.forEach(element -> paths.add(join(at, "v:" + element)));
    } else if (!at.isEmpty()) {
      paths.add(at);
    }
  }

  static String join(String at, String step) {
    return at.isEmpty() ? step : at + SEPARATOR + step;
  }

  /// What tells an element of a list from the others.
  static String key(JsonNode element, List<String> names) {
    return "k:" + keyOf(element, names);
  }

  /// The fields that tell it from the others.
  static ObjectNode keyOf(JsonNode element, List<String> names) {
    var key = JsonNodeFactory.instance.objectNode();
    for (var name : names) {
      if (element.has(name)) {
        key.set(name, element.get(name));
      } else if (name.equals("protocol")) {
        // The one key field of Kubernetes that has a default.
        key.put(name, "TCP");
      }
    }
    return key;
  }

  public static List<String> steps(String path) {
    return List.of(path.split(SEPARATOR));
  }

  /// Whether a field below `path`, or it itself, is among these.
  public boolean reaches(String path) {
    return paths.contains(path) || reachesBelow(path);
  }

  /// Whether a field below `path` is among these.
  public boolean reachesBelow(String path) {
    var below = paths.ceiling(path + SEPARATOR);
    return below != null && below.startsWith(path + SEPARATOR);
  }

  /// As `managedFields[].fieldsV1`.
  ObjectNode json() {
    var root = JsonNodeFactory.instance.objectNode();
    for (var path : paths) {
      var at = root;
      for (var step : steps(path)) {
        at = at.get(step) instanceof ObjectNode known ? known : at.putObject(step);
      }
      if (steps(path).getLast().startsWith("k:")) {
        at.putObject(".");
      }
    }
    return root;
  }

  /// Reads `fieldsV1`.
  ///
  /// @throws MergeFailure if keys in it are no JSON
  public static Fields read(JsonNode json) {
    var fields = none();
    fields.read("", json);
    return fields;
  }

  private void read(String at, JsonNode json) {
    if (json.isEmpty() || json.has(".")) {
      if (!at.isEmpty()) {
        paths.add(at);
      }
    }
    for (var step : json.properties()) {
      if (!step.getKey().equals(".")) {
        read(join(at, step.getKey()), step.getValue());
      }
    }
  }

  /// What `object` has at `path`, or null.
  public static JsonNode value(JsonNode object, String path) {
    var at = object;
    for (var step : steps(path)) {
      at =
          switch (step.substring(0, 2)) {
            case "f:" -> at.path(step.substring(2));
            case "k:" -> element(at, parse(step.substring(2)));
            default -> contains(at, parse(step.substring(2)));
          };
    }
    return at;
  }

  private static JsonNode element(JsonNode list, JsonNode key) {
    for (var element : list) {
      if (matches(element, key)) {
        return element;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  static boolean matches(JsonNode element, JsonNode key) {
    for (var field : key.properties()) {
      var value = element.path(field.getKey());
      var same =
          value.isMissingNode() && field.getKey().equals("protocol")
              ? field.getValue().asText().equals("TCP")
              : Values.same(value, field.getValue());
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode contains(JsonNode list, JsonNode value) {
    for (var element : list) {
      if (Values.same(element, value)) {
        return element;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  /// @throws MergeFailure if it is no JSON
  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw MergeFailure.senseless("managedFields: '%s' is no JSON".formatted(json));
    }
  }

  /// Gives `object` the value at `path`, and whatever holds it. A container that is there already
  /// takes an empty one as itself; an element of a list gets only the fields of its key.
  public static void put(ObjectNode object, String path, JsonNode value) {
    JsonNode at = object;
    var steps = steps(path);
    for (var i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      var last = i == steps.size() - 1;
      if (step.startsWith("f:") && at instanceof ObjectNode fields) {
        at = field(fields, step.substring(2), last ? value : null, last ? "" : steps.get(i + 1));
      } else if (at instanceof ArrayNode list && !step.startsWith("f:")) {
        at = element(list, step);
      } else {
        return;
      }
    }
  }

  private static JsonNode field(
      ObjectNode fields, String name, @Nullable JsonNode value, String next) {
    var known = fields.path(name);
    if (value == null) {
      return known.isContainerNode()
          ? known
          : next.startsWith("f:") ? fields.putObject(name) : fields.putArray(name);
    }
    var same = value.isContainerNode() && value.isEmpty() && known.isContainerNode();
    if (!same) {
      fields.set(name, value.deepCopy());
    }
    return fields.get(name);
  }

  private static JsonNode element(ArrayNode list, String step) {
    var key = parse(step.substring(2));
    var known = step.startsWith("k:") ? element((JsonNode) list, key) : contains(list, key);
    if (known.isMissingNode()) {
      list.add(key);
      return list.get(list.size() - 1);
    }
    return known;
  }

  /// Takes away from `object` what is at `path`.
  public static void remove(ObjectNode object, String path) {
    var steps = new ArrayList<>(steps(path));
    var last = steps.removeLast();
    var parent = steps.isEmpty() ? object : value(object, String.join(SEPARATOR, steps));
    if (last.startsWith("f:") && parent instanceof ObjectNode fields) {
      fields.remove(last.substring(2));
    } else if (parent.isArray()) {
      var key = parse(last.substring(2));
      var elements = parent.elements();
      while (elements.hasNext()) {
        var element = elements.next();
        if (last.startsWith("k:") ? matches(element, key) : Values.same(element, key)) {
          elements.remove();
        }
      }
    }
  }
}
