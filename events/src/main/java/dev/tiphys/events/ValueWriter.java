package dev.tiphys.events;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tiphys.events.RunCommand.ContainerEnd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes the fields of one fact. What has its default value is not written.
final class ValueWriter {
  /// Numbers keep the digits that they were written with: a loop names its nodes by them.
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final JsonGenerator out;
  private final LargeValues large;
  private final @Nullable Instant before;

  ValueWriter(JsonGenerator out, LargeValues large) {
    this(out, large, null);
  }

  /// @param before when the fact before happened
  ValueWriter(JsonGenerator out, LargeValues large, @Nullable Instant before) {
    this.out = out;
    this.large = large;
    this.before = before;
  }

  ValueWriter text(String field, @Nullable String value) throws IOException {
    if (value != null) {
      out.writeFieldName(field);
      element(value);
    }
    return this;
  }

  ValueWriter number(String field, int value, int unlessIs) throws IOException {
    if (value != unlessIs) {
      out.writeNumberField(field, value);
    }
    return this;
  }

  ValueWriter flag(String field, boolean value) throws IOException {
    if (value) {
      out.writeBooleanField(field, true);
    }
    return this;
  }

  ValueWriter time(String field, @Nullable Instant value) throws IOException {
    if (value != null) {
      out.writeNumberField(field, value.toEpochMilli());
    }
    return this;
  }

  /// When the fact happened, unless the one before it says so.
  ValueWriter at(Instant value) throws IOException {
    return value.equals(before) ? this : time("at", value);
  }

  ValueWriter phase(Phase value, Phase unlessIs) throws IOException {
    if (value != unlessIs) {
      out.writeStringField("phase", value.toString());
    }
    return this;
  }

  /// Sorted, because such a map has no order of its own and the stored form should have one.
  ValueWriter texts(String field, Map<String, String> values) throws IOException {
    return textsInOrder(field, values.size() > 1 ? new TreeMap<>(values) : values);
  }

  private ValueWriter textsInOrder(String field, Map<String, String> values) throws IOException {
    if (!values.isEmpty()) {
      out.writeObjectFieldStart(field);
      for (var entry : values.entrySet()) {
        out.writeFieldName(entry.getKey());
        element(entry.getValue());
      }
      out.writeEndObject();
    }
    return this;
  }

  ValueWriter json(String field, JsonNode value) throws IOException {
    out.writeFieldName(field);
    element(value);
    return this;
  }

  ValueWriter jsons(String field, Map<String, JsonNode> values) throws IOException {
    return jsonsInOrder(field, values.size() > 1 ? new TreeMap<>(values) : values);
  }

  /// Names, by the numbers of nodes.
  ValueWriter names(String field, Map<Integer, List<String>> names) throws IOException {
    var values = new TreeMap<String, JsonNode>();
    names.forEach(
        (node, list) -> {
          var array = MAPPER.createArrayNode();
          list.forEach(array::add);
          values.put(node.toString(), array);
        });
    return jsonsInOrder(field, values);
  }

  private ValueWriter jsonsInOrder(String field, Map<String, JsonNode> values) throws IOException {
    if (!values.isEmpty()) {
      out.writeObjectFieldStart(field);
      for (var entry : values.entrySet()) {
        out.writeFieldName(entry.getKey());
        element(entry.getValue());
      }
      out.writeEndObject();
    }
    return this;
  }

  /// The list is one value: a loop of many small items is as large as one large item.
  ValueWriter items(List<JsonNode> items) throws IOException {
    return json("items", MAPPER.createArrayNode().addAll(items));
  }

  ValueWriter list(String field, List<String> values) throws IOException {
    if (!values.isEmpty()) {
      out.writeArrayFieldStart(field);
      for (var value : values) {
        out.writeString(value);
      }
      out.writeEndArray();
    }
    return this;
  }

  ValueWriter numbers(String field, List<Integer> values) throws IOException {
    if (!values.isEmpty()) {
      out.writeArrayFieldStart(field);
      for (var value : values) {
        out.writeNumber(value);
      }
      out.writeEndArray();
    }
    return this;
  }

  ValueWriter outputs(Outputs outputs) throws IOException {
    if (!outputs.isEmpty()) {
      out.writeObjectFieldStart("outputs");
      textsInOrder("parameters", outputs.parameters());
      text("result", outputs.result());
      text("exitCode", outputs.exitCode());
      jsonsInOrder("artifacts", outputs.artifacts());
      out.writeEndObject();
    }
    return this;
  }

  /// The list is one value: many small samples are as large as one large value.
  ValueWriter samples(List<MetricSample> samples) throws IOException {
    if (samples.isEmpty()) {
      return this;
    }
    var list = MAPPER.createArrayNode();
    for (var sample : samples) {
      var json = list.addObject();
      json.put("name", sample.name()).put("help", sample.help());
      json.put("kind", ValueReader.text(sample.kind())).put("value", sample.value());
      if (!sample.labels().isEmpty()) {
        var labels = json.putObject("labels");
        new TreeMap<>(sample.labels()).forEach(labels::put);
      }
      if (!sample.buckets().isEmpty()) {
        var buckets = json.putArray("buckets");
        sample.buckets().forEach(buckets::add);
      }
    }
    return json("samples", list);
  }

  ValueWriter containers(Map<String, ContainerEnd> ends) throws IOException {
    if (!ends.isEmpty()) {
      out.writeObjectFieldStart("containers");
      for (var end : new TreeMap<>(ends).entrySet()) {
        out.writeObjectFieldStart(end.getKey());
        phase(end.getValue().phase(), Phase.PENDING).text("message", end.getValue().message());
        out.writeEndObject();
      }
      out.writeEndObject();
    }
    return this;
  }

  private void element(String value) throws IOException {
    if (value.length() > large.inlineMax()) {
      reference(value.getBytes(StandardCharsets.UTF_8));
    } else {
      out.writeString(value);
    }
  }

  private void element(JsonNode value) throws IOException {
    if (value.isContainerNode() || value.isTextual()) {
      var bytes = MAPPER.writeValueAsBytes(value);
      // A user's own value of the form of a reference would be taken for one when it is read.
      if (bytes.length > large.inlineMax() || value.has(ValueReader.DATAREF)) {
        reference(bytes);
        return;
      }
    }
    MAPPER.writeTree(out, value);
  }

  private void reference(byte[] bytes) throws IOException {
    out.writeStartObject();
    out.writeStringField(ValueReader.DATAREF, large.store(bytes));
    out.writeEndObject();
  }
}
