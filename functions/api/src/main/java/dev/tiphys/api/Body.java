package dev.tiphys.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON object that a client sent. Its getters check types and say where one is wrong; an absent
/// field and a null are the same, as in protobuf's JSON.
final class Body {
  static final int DEPTH_MAX = 128;

  /// `1e999999999` is short, but whoever makes an integer of it needs a gigabyte.
  private static final int EXPONENT_MAX = 400;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNumberLength(EXPONENT_MAX)
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNameLength(64 * 1024)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // A parameter's 1.10 has to stay what it is.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final String path;
  private final ObjectNode json;

  private Body(String path, ObjectNode json) {
    this.path = path;
    this.json = json;
  }

  /// Reads a body; an empty one is `{}`.
  static Body read(byte[] content, String... fields) {
    if (content.length == 0) {
      return new Body("", JsonNodeFactory.instance.objectNode());
    }
    return switch (tree(content)) {
      case ObjectNode object -> new Body("", object).checked(fields);
      case JsonNode other ->
          throw Refusal.invalid("the body: expected a JSON object, found " + kind(other));
    };
  }

  /// The object that a whole body is.
  ///
  /// @param name what messages call it
  static ObjectNode object(byte[] content, String name) {
    return switch (tree(content)) {
      case ObjectNode object -> object;
      case JsonNode other ->
          throw Refusal.invalid("the body: expected %s, found %s".formatted(name, kind(other)));
    };
  }

  /// What stands in a field of something that is no body itself.
  static Body of(String field, ObjectNode value) {
    var json = JsonNodeFactory.instance.objectNode();
    json.set(field, value);
    return new Body("", json);
  }

  /// A JSON value of any kind within the limits.
  static JsonNode tree(byte[] content) {
    try {
      var node = JSON.readTree(content);
      checkNumbers(node);
      return node;
    } catch (MismatchedInputException e) {
      throw Refusal.invalid("the body is not good JSON: something follows its first value");
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw Refusal.invalid(
          "the body is not good JSON%s: %s"
              .formatted(
                  at == null
                      ? ""
                      : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr()),
                  firstLine(e.getOriginalMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private static String firstLine(@Nullable String message) {
    var text = message == null ? "" : message.lines().findFirst().orElse("");
    // Where a limit is set in the code is nothing to a client.
    text = text.replaceAll(",? from `[^`]*`| ?\\(start marker at \\[.*?]\\)", "");
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }

  private static void checkNumbers(JsonNode node) {
    if (node.isBigDecimal() && Math.abs((long) node.decimalValue().scale()) > EXPONENT_MAX) {
      throw Refusal.invalid(
          "the body has the number %s: exponents up to %d are allowed"
              .formatted(Refusal.shown(node.asText()), EXPONENT_MAX));
    }
    node.forEach(Body::checkNumbers);
  }

  /// A field that is not known may be a slip of the pen, and what it was to restrict (such as a
  /// selector) would silently not be restricted.
  private Body checked(String... fields) {
    var known = Arrays.asList(fields);
    for (var names = json.fieldNames(); names.hasNext(); ) {
      var name = names.next();
      if (!known.contains(name)) {
        throw Refusal.invalid(
            "%s is not a field here: expected %s"
                .formatted(
                    at(Refusal.shown(name)), known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
    return this;
  }

  private String at(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  /// Whether a field is there at all.
  boolean has(String field) {
    return found(field) != null;
  }

  private @Nullable JsonNode found(String field) {
    var node = json.get(field);
    return node == null || node.isNull() ? null : node;
  }

  /// Empty if it is not there.
  String text(String field) {
    var node = found(field);
    if (node != null && !node.isTextual()) {
      throw wrong(at(field), "a string", node);
    }
    return node == null ? "" : node.textValue();
  }

  /// Null if it is not there or empty: protobuf cannot tell these apart.
  @Nullable String textOrNull(String field) {
    var text = text(field);
    return text.isEmpty() ? null : text;
  }

  boolean flag(String field) {
    var node = found(field);
    if (node != null && !node.isBoolean()) {
      throw wrong(at(field), "true or false", node);
    }
    return node != null && node.booleanValue();
  }

  @Nullable Integer number(String field) {
    var node = found(field);
    if (node != null && !(node.isIntegralNumber() && node.canConvertToInt())) {
      throw wrong(at(field), "a whole number of 32 bits", node);
    }
    return node == null ? null : node.intValue();
  }

  /// Whole numbers of 32 bits; none if the list is not there.
  List<Integer> numbers(String field) {
    var node = found(field);
    if (node == null) {
      return List.of();
    }
    var numbers = new ArrayList<Integer>();
    for (var element : node) {
      if (!element.isIntegralNumber() || !element.canConvertToInt()) {
        throw wrong("%s[%d]".formatted(at(field), numbers.size()), "a whole number", element);
      }
      numbers.add(element.intValue());
    }
    return numbers;
  }

  /// As it came.
  ObjectNode json() {
    return json;
  }

  /// Strings; none if it is not there.
  List<String> texts(String field) {
    var node = found(field);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw wrong(at(field), "an array of strings", node);
    }
    var texts = new String[node.size()];
    for (var i = 0; i < texts.length; i++) {
      var element = node.get(i);
      if (!element.isTextual()) {
        throw wrong("%s[%d]".formatted(at(field), i), "a string", element);
      }
      texts[i] = element.textValue();
    }
    return List.of(texts);
  }

  /// Strings such as `name=value`, by name; a later one of a name counts.
  Map<String, String> pairs(String field) {
    return pairs(field, texts(field));
  }

  /// One string such as `a=1,b=2`.
  Map<String, String> commaPairs(String field) {
    var text = text(field);
    return text.isEmpty() ? Map.of() : pairs(field, List.of(text.split(",")));
  }

  private Map<String, String> pairs(String field, List<String> texts) {
    var pairs = new LinkedHashMap<String, String>();
    for (var text : texts) {
      var equals = text.indexOf('=');
      if (equals < 1) {
        throw Refusal.invalid(
            "%s: expected name=value, found '%s'".formatted(at(field), Refusal.shown(text)));
      }
      pairs.put(text.substring(0, equals).strip(), text.substring(equals + 1));
    }
    return pairs;
  }

  /// A string that holds a JSON object of strings, such as `{"a":"1"}`.
  Map<String, String> jsonPairs(String field) {
    var text = text(field);
    var pairs = new LinkedHashMap<String, String>();
    if (text.isEmpty()) {
      return pairs;
    }
    try {
      var node = JSON.readTree(text);
      if (node instanceof ObjectNode object) {
        for (var entry : object.properties()) {
          if (!entry.getValue().isValueNode()) {
            throw wrong(
                at(field) + "." + Refusal.shown(entry.getKey()), "a scalar", entry.getValue());
          }
          pairs.put(entry.getKey(), entry.getValue().asText());
        }
        return pairs;
      }
    } catch (JsonProcessingException e) {
      throw Refusal.invalid(
          "%s: expected a JSON object as text, found '%s'"
              .formatted(at(field), Refusal.shown(text)));
    }
    throw Refusal.invalid(
        "%s: expected a JSON object as text, found '%s'".formatted(at(field), Refusal.shown(text)));
  }

  /// An object with no other fields than these; an empty one if it is not there.
  Body object(String field, String... fields) {
    return new Body(at(field), objectAt(field)).checked(fields);
  }

  /// Objects with no other fields than these; none if the list is not there.
  List<Body> objects(String field, String... fields) {
    var node = found(field);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw wrong(at(field), "an array of objects", node);
    }
    var objects = new ArrayList<Body>();
    for (var element : node) {
      var path = "%s[%d]".formatted(at(field), objects.size());
      if (!(element instanceof ObjectNode object)) {
        throw wrong(path, "an object", element);
      }
      objects.add(new Body(path, object).checked(fields));
    }
    return objects;
  }

  /// An object of any fields; an empty one if it is not there.
  ObjectNode objectAt(String field) {
    var node = found(field);
    return switch (node) {
      case null -> JsonNodeFactory.instance.objectNode();
      case ObjectNode object -> object;
      default -> throw wrong(at(field), "an object", node);
    };
  }

  private static Refusal wrong(String path, String expected, JsonNode found) {
    return Refusal.invalid("%s: expected %s, found %s".formatted(path, expected, kind(found)));
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case STRING -> "the string '%s'".formatted(Refusal.shown(node.textValue()));
      case NUMBER -> "the number " + Refusal.shown(node.asText());
      case BOOLEAN -> node.asText();
      case NULL -> "null";
      case BINARY, MISSING -> "nothing";
    };
  }
}
