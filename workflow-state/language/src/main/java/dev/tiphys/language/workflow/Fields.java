package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The fields of one JSON object, read by type. It remembers where it stands only to say so in
/// errors.
public final class Fields {
  private final JsonNode node;
  private final @Nullable Fields parent;
  private final String key;

  private Fields(JsonNode node, @Nullable Fields parent, String key) {
    this.node = node;
    this.parent = parent;
    this.key = key;
    if (!node.isObject() && !node.isMissingNode()) {
      throw wrong("", "a map", node);
    }
  }

  public static Fields of(JsonNode json) {
    return new Fields(json, null, "");
  }

  public JsonNode node() {
    return node;
  }

  public boolean has(String name) {
    return node.hasNonNull(name);
  }

  public @Nullable JsonNode json(String name) {
    return node.hasNonNull(name) ? node.get(name) : null;
  }

  public @Nullable String text(String name) {
    var value = json(name);
    return value == null ? null : text(value, name);
  }

  public String required(String name) {
    var value = text(name);
    if (value == null) {
      throw new MalformedResourceException(path(), name + " is required");
    }
    return value;
  }

  public String textOrEmpty(String name) {
    var value = text(name);
    return value == null ? "" : value;
  }

  public boolean flag(String name) {
    return flag(name, false);
  }

  public boolean flag(String name, boolean otherwise) {
    var value = json(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "true or false", value);
    }
    return value.booleanValue();
  }

  public @Nullable Long integer(String name) {
    var value = json(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToLong()) {
      throw wrong(name, "a 64-bit integer", value);
    }
    return value.longValue();
  }

  /// The object under `name`, or nothing when it is absent.
  public <T> @Nullable T object(String name, Function<Fields, T> read) {
    var value = json(name);
    return value == null ? null : read.apply(new Fields(value, this, name));
  }

  /// The object under `name`; an absent one is read as an empty one.
  public <T> T objectOrEmpty(String name, Function<Fields, T> read) {
    var value = json(name);
    return read.apply(new Fields(value == null ? MissingNode.getInstance() : value, this, name));
  }

  public <T> List<T> objects(String name, Function<Fields, T> read) {
    return list(name, (element, at) -> read.apply(new Fields(element, this, at)));
  }

  <T> List<List<T>> objectLists(String name, Function<Fields, T> read) {
    return list(
        name,
        (group, at) -> {
          if (!group.isArray()) {
            throw wrong(at, "a list", group);
          }
          return elements(
              group, at, (element, inner) -> read.apply(new Fields(element, this, inner)));
        });
  }

  public List<String> texts(String name) {
    return list(name, (element, at) -> text(element, at));
  }

  List<Double> numbers(String name) {
    return list(
        name,
        (element, at) -> {
          if (!element.isNumber()) {
            throw wrong(at, "a number", element);
          }
          return element.doubleValue();
        });
  }

  public List<JsonNode> jsons(String name) {
    return list(name, (element, at) -> element);
  }

  public Map<String, String> textMap(String name) {
    return map(name, (value, at) -> text(value, at));
  }

  public <T> Map<String, T> objectMap(String name, Function<Fields, T> read) {
    return map(name, (value, at) -> read.apply(new Fields(value, this, at)));
  }

  private interface Element<T> {
    T read(JsonNode node, String at);
  }

  private <T> List<T> list(String name, Element<T> element) {
    var value = json(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(name, "a list", value);
    }
    return elements(value, name, element);
  }

  private static <T> List<T> elements(JsonNode array, String name, Element<T> element) {
    var elements = new ArrayList<T>(array.size());
    for (var i = 0; i < array.size(); i++) {
      elements.add(element.read(array.get(i), name + "[" + i + "]"));
    }
    return Collections.unmodifiableList(elements);
  }

  /// Keeps the order in which the user wrote the entries.
  private <T> Map<String, T> map(String name, Element<T> element) {
    var value = json(name);
    if (value == null) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw wrong(name, "a map", value);
    }
    var entries = new LinkedHashMap<String, T>();
    value
        .properties()
        .forEach(e -> entries.put(e.getKey(), element.read(e.getValue(), name + "." + e.getKey())));
    return Collections.unmodifiableMap(entries);
  }

  private String text(JsonNode value, String at) {
    if (!value.isValueNode() || value.isNull()) {
      throw wrong(at, "a string", value);
    }
    return AnyString.of(value);
  }

  private MalformedResourceException wrong(String at, String expected, JsonNode found) {
    var here = path();
    var where = here.isEmpty() ? at : at.isEmpty() ? here : here + "." + at;
    return new MalformedResourceException(
        where, "expected " + expected + ", found " + described(found));
  }

  private static String described(JsonNode found) {
    return switch (found.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "a map";
      case STRING -> "the string " + found;
      case NUMBER -> "the number " + found;
      case BOOLEAN -> found.toString();
      case NULL, MISSING -> "nothing";
      case BINARY -> "bytes";
    };
  }

  String path() {
    if (parent == null) {
      return key;
    }
    var above = parent.path();
    return above.isEmpty() ? key : above + "." + key;
  }
}
