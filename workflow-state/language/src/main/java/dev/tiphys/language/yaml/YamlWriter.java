package dev.tiphys.language.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.expression.GoValues;
import java.util.ArrayList;

/// Writes JSON as YAML the way Go's libraries do: keys in order, two blanks for each level, lists
/// not indented, quotes only where a reader would take a text for something else.
public final class YamlWriter {
  private static final String NOT_FIRST = "-?:,[]{}#&*!|>'\"%@`=<~";
  private static final int DEPTH_MAX = 200;

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /// The text of a document, which ends with a line break.
  public static String write(JsonNode json) {
    var writer = new YamlWriter();
    writer.value(json, 0, true);
    return writer.out.toString();
  }

  private void value(JsonNode json, int indent, boolean atLineStart) {
    if (indent > DEPTH_MAX) {
      throw new IllegalArgumentException(
          "value is nested too deeply: more than %d levels".formatted(DEPTH_MAX));
    }
    if (json.isObject() && !json.isEmpty()) {
      if (!atLineStart) {
        out.append('\n');
      }
      var keys = new ArrayList<String>();
      json.fieldNames().forEachRemaining(keys::add);
      keys.sort(null);
      var first = true;
      for (var key : keys) {
        if (!(first && atLineStart)) {
          indent(indent);
        }
        first = false;
        out.append(scalar(key, indent)).append(':');
        var inner = json.get(key);
        if (inner.isArray() && !inner.isEmpty()) {
          out.append('\n');
          list(inner, indent);
        } else {
          child(inner, indent + 1);
        }
      }
    } else if (json.isArray() && !json.isEmpty()) {
      if (!atLineStart) {
        out.append('\n');
      }
      list(json, indent);
    } else {
      out.append(leaf(json, indent)).append('\n');
    }
  }

  private void child(JsonNode json, int indent) {
    if (json.isContainerNode() && !json.isEmpty()) {
      value(json, indent, false);
    } else {
      out.append(' ').append(leaf(json, indent)).append('\n');
    }
  }

  private void list(JsonNode json, int indent) {
    for (var element : json) {
      indent(indent);
      out.append("- ");
      value(element, indent + 1, true);
    }
  }

  private void indent(int levels) {
    out.append("  ".repeat(levels));
  }

  private static String leaf(JsonNode json, int indent) {
    if (json.isTextual()) {
      return scalar(json.textValue(), indent);
    }
    if (json.isObject()) {
      return "{}";
    }
    if (json.isArray()) {
      return "[]";
    }
    return json.isFloatingPointNumber() ? GoValues.number(json.doubleValue()) : json.asText();
  }

  private static String scalar(String text, int indent) {
    if (text.contains("\n")
        && isPrintable(text)
        && !text.startsWith(" ")
        && !text.startsWith("\n")) {
      return block(text, indent);
    }
    if (text.isEmpty() || !GoScalars.resolve(text).isTextual() || looksLikeDate(text)) {
      return '"' + text + '"';
    }
    if (!isPrintable(text) || text.contains("\n")) {
      return GoValues.quote(text);
    }
    return isPlain(text) ? text : "'" + text.replace("'", "''") + "'";
  }

  private static boolean looksLikeDate(String text) {
    return text.matches("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?")
        || text.matches("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9]*)?");
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c != 0x7f || c == '\n');
  }

  private static boolean isPlain(String text) {
    var first = text.charAt(0);
    var indicator = NOT_FIRST.indexOf(first) >= 0;
    if (indicator
        && !((first == '-' || first == '?' || first == ':')
            && text.length() > 1
            && text.charAt(1) != ' ')
        && !(first == '=' || first == '<' || first == '~')) {
      return false;
    }
    return !text.contains(": ")
        && !text.contains(" #")
        && !text.endsWith(":")
        && !text.startsWith(" ")
        && !text.endsWith(" ")
        && !text.startsWith("---")
        && !text.equals("=")
        && !text.equals("<<")
        && !text.equals("~");
  }

  /// A text of several lines, each on its own.
  private static String block(String text, int indent) {
    var chomp = text.endsWith("\n\n") ? "+" : text.endsWith("\n") ? "" : "-";
    var body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    var pad = "  ".repeat(Math.max(1, indent));
    var lines = new StringBuilder("|" + chomp);
    for (var line : body.split("\n", -1)) {
      lines.append('\n').append(line.isEmpty() ? "" : pad + line);
    }
    return lines.toString();
  }
}
