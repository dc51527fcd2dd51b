package dev.tiphys.language.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tiphys.language.yaml.YamlNode.Entry;
import dev.tiphys.language.yaml.YamlNode.Mapping;
import dev.tiphys.language.yaml.YamlNode.Scalar;
import dev.tiphys.language.yaml.YamlNode.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads JSON as JSON: a YAML parser refuses tabs between its tokens, and knows one document only.
final class JsonText {
  private final JsonParser tokens;
  private final String file;
  private int depth;
  private int nodes;

  private JsonText(JsonParser tokens, String file) {
    this.tokens = tokens;
    this.file = file;
  }

  static boolean looksLikeJson(String text) {
    return text.stripLeading().startsWith("{");
  }

  /// All documents of the text, or null when it is not JSON after all: YAML too may begin with a
  /// brace.
  static @Nullable List<YamlNode> read(String text, String file) {
    try (var tokens = new JsonFactory().createParser(text)) {
      var reader = new JsonText(tokens, file);
      var documents = new ArrayList<YamlNode>();
      for (var token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
        documents.add(reader.node(token));
      }
      return documents;
    } catch (JsonParseException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private YamlNode node(JsonToken token) throws IOException {
    var line = tokens.currentTokenLocation().getLineNr();
    var column = tokens.currentTokenLocation().getColumnNr();
    if (++nodes > Limits.NODES_MAX) {
      throw wrong(
          line,
          column,
          "expected at most " + Limits.NODES_MAX + " values (limit NODES_MAX), found more");
    }
    return switch (token) {
      case START_OBJECT, START_ARRAY -> {
        if (++depth > Limits.DEPTH_MAX) {
          throw wrong(
              line,
              column,
              "expected at most "
                  + Limits.DEPTH_MAX
                  + " maps and lists inside one another (limit DEPTH_MAX), found more");
        }
        var node = token == JsonToken.START_OBJECT ? mapping(line, column) : list(line, column);
        depth--;
        yield node;
      }
      default -> new Scalar(value(token), line, column);
    };
  }

  private Sequence list(int line, int column) throws IOException {
    var elements = new ArrayList<YamlNode>();
    for (var token = tokens.nextToken(); token != JsonToken.END_ARRAY; token = tokens.nextToken()) {
      elements.add(node(token));
    }
    return new Sequence(elements, line, column);
  }

  private Mapping mapping(int line, int column) throws IOException {
    var entries = new LinkedHashMap<String, Entry>();
    while (tokens.nextToken() != JsonToken.END_OBJECT) {
      var key = tokens.currentName();
      var keyLine = tokens.currentTokenLocation().getLineNr();
      var keyColumn = tokens.currentTokenLocation().getColumnNr();
      if (key.length() > Limits.KEY_CHARS_MAX) {
        throw wrong(
            keyLine,
            keyColumn,
            "expected a key of at most "
                + Limits.KEY_CHARS_MAX
                + " characters (limit KEY_CHARS_MAX), found "
                + key.length());
      }
      var earlier = entries.put(key, new Entry(node(tokens.nextToken()), keyLine, keyColumn));
      if (earlier != null) {
        throw wrong(
            keyLine,
            keyColumn,
            "expected each key once, found \""
                + key
                + "\" again (first in line "
                + earlier.line()
                + ")");
      }
    }
    return new Mapping(entries, line, column);
  }

  private JsonNode value(JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> TextNode.valueOf(tokens.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> GoScalars.resolve(tokens.getText());
      case VALUE_TRUE -> BooleanNode.TRUE;
      case VALUE_FALSE -> BooleanNode.FALSE;
      case VALUE_NULL -> NullNode.getInstance();
      default -> throw new IllegalStateException("no value starts with " + token);
    };
  }

  private MalformedYamlException wrong(int line, int column, String problem) {
    return new MalformedYamlException(file, line, column, problem);
  }
}
