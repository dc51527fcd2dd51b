package dev.tiphys.doorway.logging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.data.PojoCloudEventData;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The event that a function is at, for every line that is written meanwhile.
public final class Handling {
  private static final ThreadLocal<@Nullable Handling> NOW = new ThreadLocal<>();
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern RUN = Pattern.compile("/?runs/[^/]+/[^/]+/[^/]+");
  private static final Pattern TRACE = Pattern.compile("..-([0-9a-f]{32})-([0-9a-f]{16})-.*");

  private final String function;
  private final CloudEvent event;
  private final Map<String, Object> more = new LinkedHashMap<>();

  private Handling(String function, CloudEvent event) {
    this.function = function;
    this.event = event;
  }

  /// Begins on this thread.
  public static Handling begin(String function, CloudEvent event) {
    var handling = new Handling(function, event);
    NOW.set(handling);
    return handling;
  }

  /// It is over on this thread.
  public static void end() {
    NOW.remove();
  }

  static @Nullable Handling now() {
    return NOW.get();
  }

  /// Adds something to lines from now on: a text or a number.
  public Handling with(String name, Object value) {
    more.put(name, value);
    return this;
  }

  /// What is known of it, in the order in which it is written.
  Map<String, Object> fields() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("function", function);
    run(fields);
    node(fields);
    fields.put("eventType", event.getType());
    fields.put("eventSource", event.getSource().toString());
    fields.put("eventId", event.getId());
    if (event.getExtension("traceparent") instanceof String parent) {
      var trace = TRACE.matcher(parent);
      if (trace.matches()) {
        fields.put("traceId", trace.group(1));
        fields.put("spanId", trace.group(2));
      }
    }
    fields.putAll(more);
    return fields;
  }

  private void run(Map<String, Object> fields) {
    var key = event.getExtension("partitioningkey");
    var stream = key == null ? event.getSource().toString() : key.toString();
    if (RUN.matcher(stream).matches()) {
      try {
        var run = RunId.ofStream(stream.startsWith("/") ? stream.substring(1) : stream);
        fields.put("namespace", run.namespace());
        fields.put("workflow", run.name());
        fields.put("uid", run.uid());
      } catch (IllegalArgumentException e) {
        // Whoever carries it out says what is wrong with it.
        return;
      }
    }
  }

  private void node(Map<String, Object> fields) {
    if (!event.getType().startsWith("dev.tiphys.")) {
      return;
    }
    var node =
        event.getData() instanceof PojoCloudEventData<?> pojo
            ? of(pojo.getValue())
            : event.getData() == null ? -1 : of(event.getData().toBytes());
    if (node >= 0) {
      fields.put("node", node);
    }
  }

  private static int of(Object value) {
    return switch (value) {
      case RunNews news -> news.of();
      case RunCommand.EndStep command -> command.node();
      case RunCommand.MarkRunning command -> command.node();
      case RunCommand.FireTimer command -> command.node();
      default -> -1;
    };
  }

  /// The number that commands and news name their node by: a field of the object itself.
  private static int of(byte[] data) {
    try (var parser = JSON.createParser(data)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return -1;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var wanted = parser.currentName().equals("node");
        if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && wanted) {
          return parser.getIntValue();
        }
        parser.skipChildren();
      }
      return -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
