package dev.tiphys.sources.chart;

import dev.tiphys.sources.SourceFailure;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// The versions of one chart in an `index.yaml`, which may be large: it is read once from its
/// beginning to its end, and only what is about the chart is kept.
final class HelmIndex {
  private static final int VERSIONS_MAX = 20_000;

  private final ParserImpl events;

  /// @param urls where the archive lies, absolute or relative to the repository
  /// @param digest SHA-256 of it in hex; may be empty
  record Entry(String version, List<String> urls, String digest) {}

  private HelmIndex(ParserImpl events) {
    this.events = events;
  }

  /// @throws SourceFailure if it is no index
  static List<Entry> versions(InputStream index, String chart, int bytesMax) {
    var settings = LoadSettings.builder().setCodePointLimit(bytesMax).build();
    try {
      var reader = new StreamReader(settings, new InputStreamReader(index, StandardCharsets.UTF_8));
      return new HelmIndex(new ParserImpl(settings, reader)).read(chart);
    } catch (YamlEngineException e) {
      throw new SourceFailure("index.yaml cannot be read: %s", e.getMessage());
    }
  }

  private List<Entry> read(String chart) {
    List<Entry> found = new ArrayList<>();
    while (events.hasNext()) {
      var event = events.next();
      if (event instanceof MappingStartEvent) {
        top(chart, found);
        return found;
      }
      if (event.getEventId() != Event.ID.StreamStart
          && event.getEventId() != Event.ID.DocumentStart) {
        break;
      }
    }
    throw new SourceFailure("index.yaml: expected a map with 'entries'");
  }

  private void top(String chart, List<Entry> found) {
    for (var key = events.next(); !isEnd(key); key = events.next()) {
      var value = events.next();
      if (text(key).equals("entries") && value instanceof MappingStartEvent) {
        for (var name = events.next(); !isEnd(name); name = events.next()) {
          var list = events.next();
          if (text(name).equals(chart) && list instanceof SequenceStartEvent) {
            entries(found);
          } else {
            skip(list);
          }
        }
      } else {
        skip(value);
      }
    }
  }

  private void entries(List<Entry> found) {
    for (var event = events.next(); !isEnd(event); event = events.next()) {
      if (event instanceof MappingStartEvent) {
        if (found.size() == VERSIONS_MAX) {
          throw new SourceFailure("index.yaml: more than %d versions of a chart", VERSIONS_MAX);
        }
        found.add(entry());
      } else {
        skip(event);
      }
    }
  }

  private Entry entry() {
    Map<String, String> texts = new HashMap<>();
    List<String> urls = new ArrayList<>();
    for (var key = events.next(); !isEnd(key); key = events.next()) {
      var value = events.next();
      if (value instanceof ScalarEvent scalar) {
        texts.put(text(key), scalar.getValue());
      } else if (text(key).equals("urls") && value instanceof SequenceStartEvent) {
        for (var url = events.next(); !isEnd(url); url = events.next()) {
          if (url instanceof ScalarEvent scalar) {
            urls.add(scalar.getValue());
          } else {
            skip(url);
          }
        }
      } else {
        skip(value);
      }
    }
    return new Entry(texts.getOrDefault("version", ""), urls, texts.getOrDefault("digest", ""));
  }

  private static String text(Event event) {
    return event instanceof ScalarEvent scalar ? scalar.getValue() : "";
  }

  private static boolean isEnd(Event event) {
    return event.getEventId() == Event.ID.MappingEnd || event.getEventId() == Event.ID.SequenceEnd;
  }

  /// Passes over what begins with `event`.
  private void skip(Event event) {
    var depth = isStart(event) ? 1 : 0;
    while (depth > 0) {
      var next = events.next();
      depth += isStart(next) ? 1 : isEnd(next) ? -1 : 0;
    }
  }

  private static boolean isStart(Event event) {
    return event instanceof MappingStartEvent || event instanceof SequenceStartEvent;
  }
}
