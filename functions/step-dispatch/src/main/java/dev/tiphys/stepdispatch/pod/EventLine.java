package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// An event as a line of the companion's log: CloudEvents' JSON format.
final class EventLine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String START = "{\"specversion\":\"1.0\"";

  private EventLine() {}

  static String write(CloudEvent event) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("specversion", "1.0").put("id", event.getId());
    json.put("source", event.getSource().toString()).put("type", event.getType());
    if (event.getTime() != null) {
      json.put("time", event.getTime().toString());
    }
    for (var name : event.getExtensionNames()) {
      json.put(name, String.valueOf(event.getExtension(name)));
    }
    var data = event.getData();
    if (data != null) {
      json.put("datacontenttype", "application/json");
      try {
        json.set("data", JSON.readTree(data.toBytes()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return json.toString();
  }

  /// The last event among the lines of a log.
  static Optional<CloudEvent> last(byte[] log) {
    var lines = new String(log, StandardCharsets.UTF_8).split("\n");
    for (var number = lines.length - 1; number >= 0; number--) {
      if (lines[number].startsWith(START)) {
        return read(lines[number]);
      }
    }
    return Optional.empty();
  }

  private static Optional<CloudEvent> read(String line) {
    try {
      var json = JSON.readTree(line);
      var event =
          CloudEventBuilder.v1()
              .withId(json.path("id").asText())
              .withSource(URI.create(json.path("source").asText()))
              .withType(json.path("type").asText())
              .withTime(OffsetDateTime.parse(json.path("time").asText()))
              .withExtension("partitioningkey", json.path("partitioningkey").asText())
              .withData("application/json", bytes(json.path("data")));
      return Optional.of(event.build());
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(JsonNode data) throws JsonProcessingException {
    return JSON.writeValueAsBytes(data);
  }
}
