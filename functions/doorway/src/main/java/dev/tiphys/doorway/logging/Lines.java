package dev.tiphys.doorway.logging;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// Writes a line for each record of the log: an object for programs, a sentence for people.
final class Lines extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private final boolean json;

  Lines(boolean json) {
    this.json = json;
  }

  @Override
  public String format(LogRecord line) {
    var handling = Handling.now();
    var fields = handling == null ? Map.<String, Object>of() : handling.fields();
    return json ? object(line, fields) : sentence(line, fields);
  }

  private String object(LogRecord line, Map<String, Object> fields) {
    var object = JsonNodeFactory.instance.objectNode();
    object.put("time", line.getInstant().toString());
    object.put("level", level(line.getLevel()));
    object.put("logger", line.getLoggerName());
    object.put("message", formatMessage(line));
    fields.forEach(
        (name, value) -> {
          if (value instanceof Number number) {
            object.put(name, number.longValue());
          } else {
            object.put(name, value.toString());
          }
        });
    if (line.getThrown() != null) {
      object.put("stackTrace", trace(line.getThrown()));
    }
    return object.toString() + "\n";
  }

  private String sentence(LogRecord line, Map<String, Object> fields) {
    var text = new StringBuilder(TIME.format(line.getInstant()));
    text.append(' ').append(level(line.getLevel())).append(' ').append(formatMessage(line));
    if (fields.containsKey("workflow")) {
      text.append(" (")
          .append(fields.get("namespace"))
          .append('/')
          .append(fields.get("workflow"))
          .append(fields.containsKey("node") ? " node " + fields.get("node") : "")
          .append(", event ")
          .append(fields.get("eventId"))
          .append(')');
    }
    text.append('\n');
    return line.getThrown() == null ? text.toString() : text + trace(line.getThrown());
  }

  private static String level(Level level) {
    var value = level.intValue();
    return value >= Level.SEVERE.intValue()
        ? "error"
        : value >= Level.WARNING.intValue()
            ? "warn"
            : value >= Level.INFO.intValue() ? "info" : "debug";
  }

  private static String trace(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
