package dev.tiphys.language.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The items of a loop, and what each adds to the name and to the tags of its node.
public final class Items {
  private static final int SHOWN_MAX = 200;

  private Items() {}

  /// What `withParam` says, once its tags are replaced. The text `null` is a list without items.
  ///
  /// @throws LoopException if it is not a list of JSON values, or too large a one
  public static List<JsonNode> parse(String jsonList) {
    try {
      return JsonReader.list(jsonList);
    } catch (LoopException e) {
      throw new LoopException(
          "withParam value could not be parsed as a JSON list: %s: %s"
              .formatted(shortened(jsonList), e.getMessage()));
    }
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_MAX
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN_MAX / 2)) + "…";
  }

  /// What `withSequence` says, once the tags of its fields are replaced. An empty field is one that
  /// is not there.
  ///
  /// @param end the last number: with a `start` above it the numbers go down
  /// @param format for one integer, as Go's `fmt` takes it: `user%02X`
  /// @throws LoopException if a field is wrong, or there are too many numbers
  public static List<JsonNode> sequence(
      @Nullable String count,
      @Nullable String start,
      @Nullable String end,
      @Nullable String format) {
    var range = Range.of(count, start, end);
    var items = new ArrayList<JsonNode>(range.size());
    if (format == null || format.isEmpty()) {
      range.forEach(number -> items.add(TextNode.valueOf(Long.toString(number))));
      return items;
    }
    var numbers = GoNumberFormat.parse(format);
    var characters = new long[1];
    range.forEach(
        number -> {
          var text = numbers.apply(number);
          characters[0] += text.length();
          if (characters[0] > Limits.CHARACTERS_MAX) {
            throw new LoopException(
                "withSequence: expected items of at most %d characters together (limit"
                        .formatted(Limits.CHARACTERS_MAX)
                    + " CHARACTERS_MAX), found more");
          }
          items.add(TextNode.valueOf(text));
        });
    return items;
  }

  /// What an item adds to the name of its node: `(0:foo)`.
  public static String suffix(int index, JsonNode item) {
    return "(" + index + ":" + shown(item) + ")";
  }

  private static String shown(JsonNode item) {
    if (item.isObject()) {
      var pairs = new TreeMap<String, String>(CanonicalJson.KEYS);
      item.properties().forEach(entry -> pairs.put(entry.getKey(), inName(entry.getValue())));
      return pairs.entrySet().stream()
          .map(pair -> pair.getKey() + ":" + pair.getValue())
          .reduce((first, second) -> first + "," + second)
          .orElse("");
    }
    if (item.isArray() || item.isNull()) {
      var shown = new StringBuilder("[");
      for (var element : item) {
        shown.append(shown.length() > 1 ? " " : "").append(inName(element));
      }
      return shown.append(']').toString();
    }
    return inName(item).replace("(", "").replace(")", "");
  }

  /// In a name the escapes of JSON stay, so that it is one line.
  private static String inName(JsonNode value) {
    var json = CanonicalJson.write(value);
    return value.isTextual() ? json.substring(1, json.length() - 1) : json;
  }

  /// What tags of one item's node mean: `item`, and for a map `item.k` for each of its keys.
  public static Map<String, String> values(JsonNode item) {
    var values = new LinkedHashMap<String, String>();
    values.put("item", text(item));
    if (item.isObject()) {
      item.properties()
          .forEach(entry -> values.put("item." + entry.getKey(), text(entry.getValue())));
    }
    return values;
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : CanonicalJson.write(value);
  }
}
