package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Argo's `fields=`: `metadata.name,status.phase` keeps only these, `-status.nodes` keeps all but
/// that. Arrays do not count as a step, so `items.metadata` means each of a list.
///
/// @param paths none: keep everything
record FieldMask(boolean exclude, List<String> paths) {
  private static final int PATHS_MAX = 64;

  FieldMask {
    paths = List.copyOf(paths);
  }

  static FieldMask parse(String text) {
    if (text.isBlank()) {
      return new FieldMask(true, List.of());
    }
    var exclude = text.startsWith("-");
    var paths =
        Stream.of(text.split(",")).map(String::strip).filter(path -> !path.isEmpty()).toList();
    if (paths.size() > PATHS_MAX) {
      throw Refusal.invalid(
          "fields: %d paths, at most %d are allowed".formatted(paths.size(), PATHS_MAX));
    }
    if (!exclude && paths.stream().anyMatch(path -> path.startsWith("-"))) {
      throw Refusal.invalid(
          "fields: '-' before the first path excludes them all; it can't be mixed");
    }
    return new FieldMask(
        exclude, paths.stream().map(path -> exclude ? path.replaceFirst("^-", "") : path).toList());
  }

  /// Whether anything at or under `path` is kept.
  boolean keeps(String path) {
    return exclude
        ? paths.stream().noneMatch(given -> within(path, given))
        : paths.stream().anyMatch(given -> within(path, given) || within(given, path));
  }

  /// `node` without what is not wanted. Leaves `node` as it is.
  JsonNode apply(JsonNode node) {
    return paths.isEmpty() ? node : kept(node, "");
  }

  private JsonNode kept(JsonNode node, String path) {
    return switch (node) {
      case ArrayNode array -> {
        var kept = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(element -> kept.add(kept(element, path)));
        yield kept;
      }
      case ObjectNode object -> {
        var kept = JsonNodeFactory.instance.objectNode();
        for (var entry : object.properties()) {
          var value =
              keptAt(
                  entry.getValue(), path.isEmpty() ? entry.getKey() : path + "." + entry.getKey());
          if (value != null) {
            kept.set(entry.getKey(), value);
          }
        }
        yield kept;
      }
      default -> node;
    };
  }

  /// Compares whole paths, because keys such as those of labels have dots themselves.
  private @Nullable JsonNode keptAt(JsonNode value, String path) {
    var named = paths.contains(path);
    if (named) {
      return exclude ? null : value;
    }
    var deeper = paths.stream().anyMatch(given -> within(given, path));
    if (deeper && value.isContainerNode()) {
      return kept(value, path);
    }
    return exclude ? value : null;
  }

  private static boolean within(String path, String outer) {
    return path.startsWith(outer)
        && (path.length() == outer.length() || path.charAt(outer.length()) == '.');
  }
}
