package dev.tiphys.trigger.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.language.expression.Environment;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An event as a WorkflowEventBinding sees it (F181).
///
/// @param id source and id of the CloudEvent: two deliveries with the same one are the same event
/// @param discriminator which of several uses of one address; may be empty
/// @param metadata names in lower case: the `x-…` headers of a request, and `ce-…` attributes
/// @param at the same for each delivery, if the event says when
record Outside(
    String id,
    String namespace,
    String discriminator,
    JsonNode payload,
    Map<String, List<String>> metadata,
    Instant at) {
  static final String NAMESPACE = "namespace";
  static final String DISCRIMINATOR = "discriminator";
  static final String METADATA = "metadata";
  private static final int DEPTH_MAX = 128;
  private static final List<String> SHOWN = List.of("id", "source", "type", "subject", "time");

  static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNumberLength(400)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// @param now if the event does not say when
  /// @throws IllegalArgumentException if its data are no JSON
  static Outside of(CloudEvent event, Instant now) {
    return new Outside(
        event.getSource() + " " + event.getId(),
        extension(event, NAMESPACE, "default"),
        extension(event, DISCRIMINATOR, ""),
        payload(event),
        metadata(event),
        event.getTime() == null ? now : event.getTime().toInstant());
  }

  private static String extension(CloudEvent event, String name, String otherwise) {
    var value = event.getExtension(name);
    return value == null || value.toString().isEmpty() ? otherwise : value.toString();
  }

  private static JsonNode payload(CloudEvent event) {
    var data = event.getData();
    return data == null ? JsonNodeFactory.instance.nullNode() : read(data.toBytes());
  }

  /// @throws IllegalArgumentException if it is no JSON within the limits
  static JsonNode read(byte[] body) {
    if (body.length == 0) {
      return JsonNodeFactory.instance.nullNode();
    }
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("data: expected JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("data: expected JSON", e);
    }
  }

  private static Map<String, List<String>> metadata(CloudEvent event) {
    var metadata = new LinkedHashMap<String, List<String>>();
    for (var name : SHOWN) {
      var value = event.getAttribute(name);
      if (value != null) {
        metadata.put("ce-" + name, List.of(value.toString()));
      }
    }
    var headers = event.getExtension(METADATA);
    if (headers != null) {
      var json = read(headers.toString().getBytes(StandardCharsets.UTF_8));
      for (var entry : json.properties()) {
        metadata.put(entry.getKey(), entry.getValue().valueStream().map(JsonNode::asText).toList());
      }
    }
    return metadata;
  }

  Environment environment() {
    var values = new LinkedHashMap<String, @Nullable Object>();
    values.put("payload", Values.of(payload));
    values.put("metadata", metadata);
    values.put("namespace", namespace);
    values.put("discriminator", discriminator);
    return Environment.of(values);
  }
}
