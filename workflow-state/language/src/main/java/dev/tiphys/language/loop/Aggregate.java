package dev.tiphys.language.loop;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The outputs of all items of a loop as one JSON list, which a `withParam` can take again.
public final class Aggregate {
  private Aggregate() {}

  /// `outputs.result`: each result is a JSON value of its own. Empty ones are left out.
  ///
  /// @throws LoopException if a result is not JSON
  public static String results(List<String> results) {
    return list(
        results.stream().filter(result -> !result.isEmpty()).map(JsonReader::compact).toList());
  }

  /// `outputs.parameters.P`: texts; but if all values are JSON objects or lists, these.
  public static String parameters(List<String> values) {
    var embedded = new ArrayList<String>();
    for (var value : values) {
      var json = container(value);
      if (json == null) {
        return list(values.stream().map(text -> TextNode.valueOf(text).toString()).toList());
      }
      embedded.add(json);
    }
    return list(embedded);
  }

  private static @Nullable String container(String value) {
    var text = value.strip();
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return null;
    }
    try {
      return JsonReader.compact(text);
    } catch (LoopException e) {
      return null;
    }
  }

  private static String list(List<String> elements) {
    return "[" + String.join(",", elements) + "]";
  }
}
