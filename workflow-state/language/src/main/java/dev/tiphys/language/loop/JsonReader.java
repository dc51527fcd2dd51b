package dev.tiphys.language.loop;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Reads JSON that users made. It stops at a limit while it reads, so what is too large never lies
/// in memory, and numbers keep the digits they were written with.
final class JsonReader {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Limits.DEPTH_MAX).build())
          .build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser in;
  private int values;

  private JsonReader(JsonParser in) {
    this.in = in;
  }

  /// The elements of a list; none if the text is `null`.
  static List<JsonNode> list(String text) {
    return read(text, JsonReader::items);
  }

  /// The text without white space between its tokens, if it is JSON.
  static String compact(String text) {
    return read(
        text,
        in -> {
          for (var token = in.in.nextToken(); token != null; token = in.in.nextToken()) {
            in.count();
            if (token.isScalarValue()) {
              // Numbers are checked only when they are looked at.
              in.in.getText();
            }
            if (in.in.getParsingContext().inRoot()) {
              return in.atEnd(withoutSpace(text));
            }
          }
          throw new LoopException("unexpected end of JSON input");
        });
  }

  private static String withoutSpace(String text) {
    var out = new StringBuilder(text.length());
    var quoted = false;
    for (var i = 0; i < text.length(); i++) {
      var character = text.charAt(i);
      if (character == '"') {
        quoted = !quoted;
      } else if (character == '\\') {
        out.append(character);
        character = text.charAt(++i);
      } else if (!quoted && character <= ' ') {
        continue;
      }
      out.append(character);
    }
    return out.toString();
  }

  private interface Reading<T> {
    T from(JsonReader in) throws IOException;
  }

  private static <T> T read(String text, Reading<T> reading) {
    try (var parser = FACTORY.createParser(text)) {
      return reading.from(new JsonReader(parser));
    } catch (StreamConstraintsException e) {
      throw new LoopException(e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw malformed(text, e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  /// Users know Go's words for what is wrong with JSON.
  private static LoopException malformed(String text, JsonProcessingException problem) {
    try {
      GoValues.checkJson(text);
    } catch (ExpressionException e) {
      return new LoopException(String.valueOf(e.getMessage()));
    }
    return new LoopException(problem.getOriginalMessage());
  }

  private List<JsonNode> items() throws IOException {
    var token = in.nextToken();
    if (token == null) {
      throw new LoopException("unexpected end of JSON input");
    }
    if (token == JsonToken.VALUE_NULL) {
      return atEnd(List.of());
    }
    if (token != JsonToken.START_ARRAY) {
      in.skipChildren();
      throw atEnd(new LoopException("expected a list, found " + kind(token)));
    }
    var items = new ArrayList<JsonNode>();
    for (token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
      if (items.size() == Limits.ITEMS_MAX) {
        throw new LoopException(
            "expected at most %d items (limit ITEMS_MAX), found more".formatted(Limits.ITEMS_MAX));
      }
      items.add(token.isNumeric() ? item(in.getText()) : value(token));
    }
    return atEnd(items);
  }

  private <T> T atEnd(T result) throws IOException {
    if (in.nextToken() != null) {
      throw new JsonParseException(in, "expected one value, found more after it");
    }
    return result;
  }

  private static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      default -> "a boolean";
    };
  }

  /// As items, numbers and texts of the same characters mean the same, so a number that JSON
  /// libraries would write in other characters may as well be a text.
  private static JsonNode item(String number) {
    try {
      var integer = Long.parseLong(number);
      return Long.toString(integer).equals(number) ? integer(integer) : TextNode.valueOf(number);
    } catch (NumberFormatException e) {
      return TextNode.valueOf(number);
    }
  }

  /// The node that is read back where this one was written.
  private static JsonNode integer(long number) {
    return number == (int) number ? NODES.numberNode((int) number) : NODES.numberNode(number);
  }

  private static JsonNode decimal(String number) {
    try {
      return DecimalNode.valueOf(new BigDecimal(number));
    } catch (NumberFormatException e) {
      throw new LoopException("number %s is out of range".formatted(number));
    }
  }

  private void count() {
    if (++values > Limits.VALUES_MAX) {
      throw new LoopException(
          "expected at most %d values (limit VALUES_MAX), found more".formatted(Limits.VALUES_MAX));
    }
  }

  private JsonNode value(JsonToken token) throws IOException {
    count();
    return switch (token) {
      case START_OBJECT -> {
        var object = NODES.objectNode();
        for (var key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
          object.set(key, value(in.nextToken()));
        }
        yield object;
      }
      case START_ARRAY -> {
        var array = NODES.arrayNode();
        for (var next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
          array.add(value(next));
        }
        yield array;
      }
      case VALUE_STRING -> TextNode.valueOf(in.getText());
      case VALUE_NUMBER_INT ->
          in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? NODES.numberNode(in.getBigIntegerValue())
              : integer(in.getLongValue());
      case VALUE_NUMBER_FLOAT -> decimal(in.getText());
      case VALUE_TRUE -> BooleanNode.TRUE;
      case VALUE_FALSE -> BooleanNode.FALSE;
      case VALUE_NULL -> NullNode.getInstance();
      default -> throw new IllegalStateException("no value starts with " + token);
    };
  }
}
