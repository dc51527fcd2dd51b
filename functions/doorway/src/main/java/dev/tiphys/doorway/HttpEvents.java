package dev.tiphys.doorway;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.http.HttpMessageFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Reads the event that an HTTP request carries, in binary or structured mode (CloudEvents 1.0).
public final class HttpEvents {
  private static final String STRUCTURED = "application/cloudevents";
  private static final String BATCH = "application/cloudevents-batch";
  private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
  private static final int MESSAGE_CHARS_MAX = 200;

  private HttpEvents() {}

  /// The event of a request with these headers and this body.
  ///
  /// @throws Refused with 400 if there is none, or if what it is can be read in two ways
  public static CloudEvent read(Map<String, List<String>> headers, byte[] body) {
    var single = single(headers);
    var contentType = single.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    if (contentType.startsWith(BATCH)) {
      throw refused("content-type: expected one event, found a batch");
    }
    var structured = contentType.startsWith(STRUCTURED);
    for (var attribute : REQUIRED) {
      var present = single.containsKey("ce-" + attribute);
      if (structured && present) {
        throw refused(
            "ce-%s: expected none beside an event in structured mode".formatted(attribute));
      }
      if (!structured && !present) {
        throw refused(
            "ce-%s: expected a value, found none; the request is no CloudEvent"
                .formatted(attribute));
      }
    }
    return parse(single, body);
  }

  private static CloudEvent parse(Map<String, String> headers, byte[] body) {
    try {
      var event = HttpMessageFactory.createReader(headers, body).toEvent();
      if (event.getSpecVersion() != SpecVersion.V1) {
        throw refused("specversion: expected 1.0, found " + event.getSpecVersion());
      }
      if (event.getId().isEmpty() || event.getType().isEmpty()) {
        throw refused("id and type: expected text, found nothing");
      }
      requirePrintable(event);
      return event;
    } catch (Refused e) {
      throw e;
    } catch (RuntimeException e) {
      throw refused("the event cannot be read: " + firstLine(e));
    }
  }

  /// The specification allows no control characters; a log or a header that shows one may break.
  private static void requirePrintable(CloudEvent event) {
    Stream.concat(
            event.getAttributeNames().stream().map(event::getAttribute),
            event.getExtensionNames().stream().map(event::getExtension))
        .filter(Objects::nonNull)
        .filter(value -> value.toString().chars().anyMatch(Character::isISOControl))
        .findFirst()
        .ifPresent(
            value -> {
              throw refused("attributes: expected no control characters, found one");
            });
  }

  /// Names in lower case, each attribute once. Whoever sees two ids might remember either.
  private static Map<String, String> single(Map<String, List<String>> headers) {
    var single = new LinkedHashMap<String, String>();
    headers.forEach(
        (name, values) -> {
          var lower = name.toLowerCase(Locale.ROOT);
          if (!lower.startsWith("ce-") && !lower.equals("content-type")) {
            return;
          }
          if (values.size() != 1 || single.containsKey(lower)) {
            throw refused(lower + ": expected it once, found it again");
          }
          var value = values.getFirst();
          single.put(lower, lower.startsWith("ce-") ? decoded(value) : value);
        });
    return single;
  }

  /// Attributes are percent-encoded in headers; what is no such code stands for itself.
  static String decoded(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    var bytes = new ByteArrayOutputStream(value.length());
    for (var i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '%' && i + 2 < value.length() && hex(value, i + 1) >= 0) {
        bytes.write(hex(value, i + 1));
        i += 2;
      } else {
        bytes.writeBytes(value.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int hex(String text, int at) {
    var high = Character.digit(text.charAt(at), 16);
    var low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /// `value` as it may stand in a header.
  static String encoded(String value) {
    var text = new StringBuilder(value.length());
    for (var b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '"' && b != '%') {
        text.append((char) b);
      } else {
        text.append("%%%02X".formatted(b & 0xff));
      }
    }
    return text.toString();
  }

  private static String firstLine(RuntimeException failure) {
    var message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return message.length() > MESSAGE_CHARS_MAX
        ? message.substring(0, MESSAGE_CHARS_MAX) + "…"
        : message;
  }

  private static Refused refused(String message) {
    return new Refused(400, message);
  }
}
