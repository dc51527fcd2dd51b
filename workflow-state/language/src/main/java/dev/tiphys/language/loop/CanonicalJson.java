package dev.tiphys.language.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tiphys.language.expression.GoValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;

/// A JSON value in one line with its keys sorted, so that equal values are equal texts.
final class CanonicalJson {
  /// By code points, as sorting UTF-8 does.
  static final Comparator<String> KEYS =
      (left, right) -> {
        var length = Math.min(left.length(), right.length());
        for (var i = 0; i < length; i++) {
          var a = left.charAt(i);
          var b = right.charAt(i);
          if (a != b) {
            var surrogates = Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
            return surrogates == 0 ? Character.compare(a, b) : surrogates;
          }
        }
        return left.length() - right.length();
      };

  private CanonicalJson() {}

  static String write(JsonNode value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(JsonNode value, StringBuilder out) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        var entries = new ArrayList<>(value.properties());
        entries.sort(Map.Entry.comparingByKey(KEYS));
        var separator = '{';
        for (var entry : entries) {
          out.append(separator).append(TextNode.valueOf(entry.getKey())).append(':');
          write(entry.getValue(), out);
          separator = ',';
        }
        out.append(entries.isEmpty() ? "{}" : "}");
      }
      case ARRAY -> {
        var separator = '[';
        for (var element : value) {
          out.append(separator);
          write(element, out);
          separator = ',';
        }
        out.append(value.isEmpty() ? "[]" : "]");
      }
      case NUMBER -> out.append(number(value));
      default -> out.append(value);
    }
  }

  private static String number(JsonNode number) {
    if (number.isDouble() || number.isFloat()) {
      return GoValues.number(number.doubleValue());
    }
    return number.asText().replace("E+", "e").replace('E', 'e');
  }
}
