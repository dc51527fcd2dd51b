package dev.tiphys.language.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.schema.FieldType.ListOf;
import dev.tiphys.language.schema.FieldType.MapOf;
import dev.tiphys.language.schema.FieldType.ObjectOf;
import dev.tiphys.language.schema.FieldType.Plain;
import dev.tiphys.language.workflow.AnyString;
import dev.tiphys.language.yaml.YamlNode;
import dev.tiphys.language.yaml.YamlNode.Mapping;
import dev.tiphys.language.yaml.YamlNode.Scalar;
import dev.tiphys.language.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A document held against the fields of its kind.
///
/// The JSON that comes out has strings where strings belong, no nulls in typed places, and no field
/// of a wrong type; unknown fields are left out of it too.
public final class Shape {
  /// One thing that is not as the kind wants it.
  public record Problem(String path, int line, String message) {}

  /// @param json what is usable of the document
  /// @param problems everything that is not, in the order of the document
  public record Shaped(JsonNode json, List<Problem> problems) {}

  /// Where the walk stands; becomes text only in problems.
  private record Path(@Nullable Path parent, String key) {
    @Override
    public String toString() {
      if (parent == null) {
        return key;
      }
      var above = parent.toString();
      return above.isEmpty() || key.startsWith("[") ? above + key : above + "." + key;
    }
  }

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final List<Problem> problems = new ArrayList<>();

  private Shape() {}

  /// Holds `document` against the type of that name in [FieldTable].
  public static Shaped of(YamlNode document, String type) {
    var shape = new Shape();
    var json = shape.typed(document, new ObjectOf(type), new Path(null, ""), document.line());
    return new Shaped(json == null ? JSON.objectNode() : json, List.copyOf(shape.problems));
  }

  /// A document of a kind that is not ours: taken as it is, except for numbers that JSON has not.
  public static Shaped ofAnything(YamlNode document) {
    var shape = new Shape();
    var json = shape.anything(document, new Path(null, ""), document.line());
    return new Shaped(json == null ? JSON.objectNode() : json, List.copyOf(shape.problems));
  }

  /// The JSON of a value, or null when it is unset or unusable.
  private @Nullable JsonNode typed(YamlNode node, FieldType type, Path path, int line) {
    if (node instanceof Scalar scalar && scalar.value().isNull() && type != Plain.ANYTHING) {
      return null;
    }
    return switch (type) {
      case Plain plain -> plain(node, plain, path, line);
      case ObjectOf object -> {
        if (node instanceof Mapping mapping) {
          yield fields(mapping, object.type(), path);
        }
        yield wrong(path, line, "a map", node);
      }
      case MapOf map -> {
        if (!(node instanceof Mapping mapping)) {
          yield wrong(path, line, "a map", node);
        }
        var object = JSON.objectNode();
        for (var entry : mapping.entries().entrySet()) {
          set(object, entry, map.value(), path);
        }
        yield object;
      }
      case ListOf list -> {
        if (!(node instanceof Sequence sequence)) {
          yield wrong(path, line, "a list", node);
        }
        var array = JSON.arrayNode(sequence.elements().size());
        for (var i = 0; i < sequence.elements().size(); i++) {
          var element = sequence.elements().get(i);
          var json = typed(element, list.element(), new Path(path, "[" + i + "]"), element.line());
          // A hole keeps its place, so that positions stay true.
          array.add(json == null ? hole(list.element()) : json);
        }
        yield array;
      }
    };
  }

  private static JsonNode hole(FieldType element) {
    return switch (element) {
      case ObjectOf object -> JSON.objectNode();
      case MapOf map -> JSON.objectNode();
      case ListOf list -> JSON.arrayNode();
      case Plain plain ->
          switch (plain) {
            case STRING, TEXT, ANY_STRING, INT_OR_STRING -> JSON.textNode("");
            case INTEGER, NUMBER -> JSON.numberNode(0);
            case BOOLEAN -> JSON.booleanNode(false);
            case ANYTHING -> NullNode.getInstance();
          };
    };
  }

  private ObjectNode fields(Mapping mapping, String type, Path path) {
    var fields = FieldTable.fields(type);
    var object = JSON.objectNode();
    for (var entry : mapping.entries().entrySet()) {
      var field = fields.get(entry.getKey());
      if (field == null) {
        var near = Spelling.nearest(entry.getKey(), fields.keySet());
        problems.add(
            new Problem(
                new Path(path, entry.getKey()).toString(),
                entry.getValue().line(),
                "unknown field \""
                    + entry.getKey()
                    + "\""
                    + (near == null ? "" : "; did you mean \"" + near + "\"?")));
      } else {
        set(object, entry, field, path);
      }
    }
    return object;
  }

  private void set(
      ObjectNode object, Map.Entry<String, YamlNode.Entry> entry, FieldType type, Path path) {
    var value = entry.getValue();
    var json = typed(value.value(), type, new Path(path, entry.getKey()), value.line());
    if (json != null) {
      object.set(entry.getKey(), json);
    }
  }

  private @Nullable JsonNode plain(YamlNode node, Plain type, Path path, int line) {
    if (type == Plain.ANYTHING) {
      return anything(node, path, line);
    }
    if (!(node instanceof Scalar scalar)) {
      return wrong(path, line, expected(type), node);
    }
    var value = scalar.value();
    var fits =
        switch (type) {
          case STRING -> true;
          case TEXT -> value.isTextual();
          case ANY_STRING -> !value.isNumber() || Double.isFinite(value.doubleValue());
          case INT_OR_STRING -> value.isTextual() || whole(value) && value.canConvertToInt();
          case INTEGER -> whole(value) && value.canConvertToLong();
          case NUMBER -> value.isNumber() && Double.isFinite(value.doubleValue());
          case BOOLEAN -> value.isBoolean();
          case ANYTHING -> true;
        };
    if (!fits) {
      return wrong(path, line, expected(type), node);
    }
    return switch (type) {
      case STRING -> JSON.textNode(GoText.of(value));
      case ANY_STRING -> JSON.textNode(AnyString.of(value));
      case INT_OR_STRING -> value.isTextual() ? value : JSON.numberNode(value.intValue());
      case INTEGER -> JSON.numberNode(value.longValue());
      case TEXT, NUMBER, BOOLEAN, ANYTHING -> value;
    };
  }

  private static boolean whole(JsonNode value) {
    return value.isNumber()
        && (value.isIntegralNumber()
            || Double.isFinite(value.doubleValue()) && value.canConvertToExactIntegral());
  }

  private static String expected(Plain type) {
    return switch (type) {
      case STRING, TEXT, ANY_STRING -> "a string";
      case INT_OR_STRING -> "a 32-bit integer or a string";
      case INTEGER -> "a 64-bit integer";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case ANYTHING -> "anything";
    };
  }

  private @Nullable JsonNode anything(YamlNode node, Path path, int line) {
    return switch (node) {
      case Scalar scalar -> {
        var value = scalar.value();
        if (value.isNumber() && !Double.isFinite(value.doubleValue())) {
          yield wrong(path, line, "a finite number", node);
        }
        yield value;
      }
      case Sequence sequence -> {
        var array = JSON.arrayNode(sequence.elements().size());
        for (var i = 0; i < sequence.elements().size(); i++) {
          var element = sequence.elements().get(i);
          var json = anything(element, new Path(path, "[" + i + "]"), element.line());
          array.add(json == null ? NullNode.getInstance() : json);
        }
        yield array;
      }
      case Mapping mapping -> {
        var object = JSON.objectNode();
        mapping
            .entries()
            .forEach(
                (key, entry) -> {
                  var json = anything(entry.value(), new Path(path, key), entry.line());
                  if (json != null) {
                    object.set(key, json);
                  }
                });
        yield object;
      }
    };
  }

  private @Nullable JsonNode wrong(Path path, int line, String expected, YamlNode found) {
    problems.add(
        new Problem(
            path.toString(), line, "expected " + expected + ", found " + found.described()));
    return null;
  }
}
