package dev.tiphys.language.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value in a file, and where it stood. Lines and columns count from 1.
///
/// What an alias repeats is one object that stands in several places, at the position of its
/// anchor.
public sealed interface YamlNode {
  int line();

  int column();

  /// A text, number, boolean or null, as Argo's parser resolves it. A number may be infinite or
  /// NaN.
  record Scalar(JsonNode value, int line, int column) implements YamlNode {}

  /// A list.
  record Sequence(List<YamlNode> elements, int line, int column) implements YamlNode {}

  /// A map, in the order in which it was written.
  record Mapping(Map<String, Entry> entries, int line, int column) implements YamlNode {
    /// The value of that key, or null.
    public @Nullable YamlNode get(String key) {
      var entry = entries.get(key);
      return entry == null ? null : entry.value();
    }
  }

  /// A value of a map, and where its key stood.
  record Entry(YamlNode value, int line, int column) {}

  /// The same value without positions. An infinite number or NaN stays one.
  default JsonNode toJson() {
    var json = JsonNodeFactory.instance;
    return switch (this) {
      case Scalar scalar -> scalar.value();
      case Sequence sequence -> {
        var array = json.arrayNode(sequence.elements().size());
        sequence.elements().forEach(element -> array.add(element.toJson()));
        yield array;
      }
      case Mapping mapping -> {
        var object = json.objectNode();
        mapping.entries().forEach((key, entry) -> object.set(key, entry.value().toJson()));
        yield object;
      }
    };
  }

  /// What a message calls this: `a map`, `the number 3`, …
  default String described() {
    return switch (this) {
      case Mapping mapping -> "a map";
      case Sequence sequence -> "a list";
      case Scalar scalar ->
          switch (scalar.value().getNodeType()) {
            case NUMBER -> "the number " + scalar.value().asText();
            case BOOLEAN -> scalar.value().asText();
            case NULL -> "nothing";
            default -> "the string \"" + shortened(scalar.value().asText()) + "\"";
          };
    };
  }

  private static String shortened(String text) {
    var line = text.lines().findFirst().orElse("");
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }

  /// The node at a path such as `spec.templates[3].name`, or the closest one above it that exists.
  ///
  /// Keys that hold dots or brackets are found as well, as long as they stand in the path
  /// unchanged.
  default Position locate(String path) {
    return Position.of(this, path);
  }

  /// A line and a column, from 1.
  record Position(int line, int column) {
    private static Position of(YamlNode root, String path) {
      var node = root;
      var position = new Position(root.line(), root.column());
      var at = 0;
      while (at < path.length()) {
        switch (node) {
          case Mapping mapping -> {
            var from = path.charAt(at) == '.' ? at + 1 : at;
            var key = longestKey(mapping, path, from);
            if (key == null) {
              return position;
            }
            var entry = mapping.entries().get(key);
            position = new Position(entry.line(), entry.column());
            node = entry.value();
            at = from + key.length();
          }
          case Sequence sequence -> {
            var end = path.indexOf(']', at);
            if (path.charAt(at) != '[' || end < 0) {
              return position;
            }
            var index = Integer.parseInt(path, at + 1, end, 10);
            if (index >= sequence.elements().size()) {
              return position;
            }
            node = sequence.elements().get(index);
            position = new Position(node.line(), node.column());
            at = end + 1;
          }
          case Scalar scalar -> {
            return position;
          }
        }
      }
      return position;
    }

    private static @Nullable String longestKey(Mapping mapping, String path, int from) {
      String longest = null;
      for (var key : mapping.entries().keySet()) {
        var end = from + key.length();
        if (path.startsWith(key, from)
            && (end == path.length() || path.charAt(end) == '.' || path.charAt(end) == '[')
            && (longest == null || key.length() > longest.length())) {
          longest = key;
        }
      }
      return longest;
    }
  }
}
