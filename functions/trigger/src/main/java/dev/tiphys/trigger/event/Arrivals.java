package dev.tiphys.trigger.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.events.Digest;
import dev.tiphys.trigger.webhook.Provider;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was posted, as CloudEvents: one, or one for each record of an S3 notification.
public final class Arrivals {
  private static final int RECORDS_MAX = 1000;
  private static final int HEADER_CHARS_MAX = 16 * 1024;

  private Arrivals() {}

  /// Where and when something was posted.
  ///
  /// @param unique an id that no other request has
  public record Post(String namespace, String discriminator, Instant at, String unique) {}

  /// @param headers names in lower case
  /// @throws IllegalArgumentException if the body is no JSON, or a notification that cannot be read
  public static List<CloudEvent> of(Post post, Map<String, List<String>> headers, byte[] body) {
    var payload = Outside.read(body);
    var records = records(payload);
    if (records == null) {
      return List.of(event(post, headers, body));
    }
    if (records.size() > RECORDS_MAX) {
      throw new IllegalArgumentException(
          "Records: expected at most %d (limit RECORDS_MAX), found %d"
              .formatted(RECORDS_MAX, records.size()));
    }
    var events = new ArrayList<CloudEvent>();
    records.forEach(record -> events.add(s3(post, headers, record)));
    return events;
  }

  /// A CloudEvent that was posted to an address with a namespace, which counts.
  public static CloudEvent placed(CloudEvent event, Post post) {
    return CloudEventBuilder.v1(event)
        .withExtension(Outside.NAMESPACE, post.namespace())
        .withExtension(Outside.DISCRIMINATOR, post.discriminator())
        .build();
  }

  /// The events that one carries: each record of a notification of S3, or itself.
  ///
  /// @throws IllegalArgumentException if it is a notification that cannot be read
  public static List<CloudEvent> split(CloudEvent event) {
    var data = event.getData();
    var type = event.getDataContentType();
    if (data == null || type != null && !type.contains("json")) {
      return List.of(event);
    }
    var bytes = data.toBytes();
    if (records(Outside.read(bytes)) == null) {
      return List.of(event);
    }
    var time = event.getTime();
    var at = time == null ? Instant.EPOCH : time.toInstant();
    return of(
        new Post(
            extension(event, Outside.NAMESPACE, "default"),
            extension(event, Outside.DISCRIMINATOR, ""),
            at,
            event.getSource() + " " + event.getId()),
        Map.of(),
        bytes);
  }

  private static String extension(CloudEvent event, String name, String otherwise) {
    var value = event.getExtension(name);
    return value == null || value.toString().isEmpty() ? otherwise : value.toString();
  }

  /// The resource that an event is about.
  ///
  /// @throws IllegalArgumentException if it carries none
  public static JsonNode resource(CloudEvent event) {
    var data = event.getData();
    var resource = data == null ? null : Outside.read(data.toBytes());
    if (resource == null || !resource.isObject()) {
      throw new IllegalArgumentException("data: expected a resource, found none");
    }
    return resource;
  }

  private static CloudEvent event(Post post, Map<String, List<String>> headers, byte[] body) {
    var provider = Provider.of(headers);
    var type = provider.map(p -> "dev.tiphys.webhook." + p).orElse("dev.tiphys.event.received");
    var delivery = provider.map(p -> first(headers, p.delivery())).orElse(null);
    return builder(post, headers)
        .withId(delivery == null ? post.unique() : delivery)
        .withType(type)
        .withSource(source(post))
        .withData("application/json", body)
        .build();
  }

  private static CloudEventBuilder builder(Post post, Map<String, List<String>> headers) {
    return CloudEventBuilder.v1()
        .withTime(OffsetDateTime.ofInstant(post.at(), ZoneOffset.UTC))
        .withExtension(Outside.NAMESPACE, post.namespace())
        .withExtension(Outside.DISCRIMINATOR, post.discriminator())
        .withExtension(Outside.METADATA, metadata(headers));
  }

  private static URI source(Post post) {
    return URI.create("/events/%s/%s".formatted(post.namespace(), post.discriminator()));
  }

  /// Signatures and tokens stay out: whoever writes a binding may not be who knows them.
  private static String metadata(Map<String, List<String>> headers) {
    var metadata = JsonNodeFactory.instance.objectNode();
    headers.forEach(
        (name, values) -> {
          if (name.startsWith("x-") && !name.contains("signature") && !name.contains("token")) {
            var list = metadata.putArray(name);
            values.forEach(list::add);
          }
        });
    var text = metadata.toString();
    if (text.length() > HEADER_CHARS_MAX) {
      throw new IllegalArgumentException(
          "the x-… headers have %d characters: at most %d are allowed (limit HEADER_CHARS_MAX)"
              .formatted(text.length(), HEADER_CHARS_MAX));
    }
    return text;
  }

  private static @Nullable String first(Map<String, List<String>> headers, String name) {
    var values = headers.get(name);
    return values == null || values.isEmpty() || values.getFirst().isBlank()
        ? null
        : values.getFirst();
  }

  /// The records of a notification, as AWS and MinIO send them; null if it is something else.
  private static @Nullable JsonNode records(JsonNode payload) {
    var records = payload.path("Records");
    if (!records.isArray() || records.isEmpty()) {
      return null;
    }
    for (var record : records) {
      if (!record.path("s3").isObject()) {
        return null;
      }
    }
    return records;
  }

  /// As the CloudEvents adapter for AWS S3 names it.
  private static CloudEvent s3(Post post, Map<String, List<String>> headers, JsonNode record) {
    var bucket = record.at("/s3/bucket/name").asText();
    var key = record.at("/s3/object/key").asText();
    var name = record.path("eventName").asText();
    if (bucket.isEmpty() || key.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException(
          "Records: expected eventName, s3.bucket.name and s3.object.key in each");
    }
    var bytes = record.toString().getBytes(StandardCharsets.UTF_8);
    return builder(post, headers)
        .withTime(time(record, post.at()))
        .withId(id(record, bytes))
        .withType("com.amazonaws.s3." + name.replaceFirst("^s3:", "").replace(':', '.'))
        .withSource(URI.create("/s3/" + segment(bucket)))
        .withSubject(decoded(key))
        .withData("application/json", bytes)
        .build();
  }

  /// The same record is the same event, however often it is sent.
  private static String id(JsonNode record, byte[] bytes) {
    var request = record.at("/responseElements/x-amz-request-id").asText();
    var sequencer = record.at("/s3/object/sequencer").asText();
    return request.isEmpty() || sequencer.isEmpty() ? Digest.of(bytes) : request + "." + sequencer;
  }

  private static OffsetDateTime time(JsonNode record, Instant otherwise) {
    try {
      return OffsetDateTime.parse(record.path("eventTime").asText());
    } catch (DateTimeException e) {
      return OffsetDateTime.ofInstant(otherwise, ZoneOffset.UTC);
    }
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// Keys are sent as in a form.
  private static String decoded(String key) {
    try {
      return URLDecoder.decode(key, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return key;
    }
  }
}
