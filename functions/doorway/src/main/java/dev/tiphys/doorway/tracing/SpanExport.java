package dev.tiphys.doorway.tracing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.doorway.otlp.OtlpClient;
import dev.tiphys.engine.Span;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Tells an OpenTelemetry collector of spans, a while after they ended and many together. Nothing
/// runs while no span ends. Safe for many threads.
public final class SpanExport implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SpanExport.class.getName());

  private static final int KIND_INTERNAL = 1;
  private static final int STATUS_OK = 1;
  private static final int STATUS_ERROR = 2;
  private static final int TEXT_CHARS_MAX = 4_096;
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}.*");

  private final TraceSettings settings;
  private final OtlpClient client;
  private final BiConsumer<Duration, Runnable> later;
  private final ReentrantLock sending = new ReentrantLock();
  private final Deque<Span> waiting = new ArrayDeque<>();
  private boolean planned;
  private boolean closed;
  private long lost;

  /// @param later runs a task after a while
  public SpanExport(TraceSettings settings, BiConsumer<Duration, Runnable> later) {
    this.settings = settings;
    this.client = new OtlpClient(settings.otlp());
    this.later = later;
  }

  /// Takes spans; those that find no place are lost, and counted in the log.
  public void add(List<Span> spans) {
    synchronized (waiting) {
      for (var span : spans) {
        if (waiting.size() < settings.queueMax()) {
          waiting.add(span);
        } else {
          lost++;
        }
      }
      plan();
    }
  }

  private void plan() {
    if (!planned && !closed && !waiting.isEmpty()) {
      planned = true;
      later.accept(settings.delay(), this::send);
    }
  }

  /// Tells what waits, until it is told or not taken.
  private void send() {
    sending.lock();
    try {
      synchronized (waiting) {
        planned = false;
      }
      for (var batch = take(); !batch.isEmpty(); batch = take()) {
        if (!client.post("spans", json(batch))) {
          putBack(batch);
          return;
        }
      }
    } finally {
      sending.unlock();
    }
  }

  private List<Span> take() {
    var batch = new ArrayList<Span>();
    synchronized (waiting) {
      while (batch.size() < settings.batchMax() && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      if (lost > 0) {
        LOG.log(
            Level.WARNING,
            "{0} spans were lost: {1} were waiting already (OTEL_BSP_MAX_QUEUE_SIZE)",
            lost,
            settings.queueMax());
        lost = 0;
      }
    }
    return batch;
  }

  private void putBack(List<Span> batch) {
    synchronized (waiting) {
      batch.reversed().forEach(waiting::addFirst);
      while (waiting.size() > settings.queueMax()) {
        waiting.removeLast();
        lost++;
      }
      plan();
    }
  }

  /// Tells what waits, once, and takes no more.
  @Override
  public void close() {
    synchronized (waiting) {
      closed = true;
    }
    send();
  }

  private ObjectNode json(List<Span> spans) {
    var root = OtlpClient.root();
    var array =
        OtlpClient.scope(root, "resourceSpans", "scopeSpans", client.resource()).putArray("spans");
    for (var span : spans) {
      write(array.addObject(), span);
    }
    return root;
  }

  private static void write(ObjectNode json, Span span) {
    json.put("traceId", span.trace()).put("spanId", span.id());
    if (span.parent() != null) {
      json.put("parentSpanId", span.parent());
    }
    json.put("name", cut(span.name())).put("kind", KIND_INTERNAL);
    json.put("startTimeUnixNano", OtlpClient.nanos(span.start()));
    json.put("endTimeUnixNano", OtlpClient.nanos(span.end()));
    var attributes = new java.util.TreeMap<String, String>();
    span.attributes().forEach((name, value) -> attributes.put(name, cut(value)));
    OtlpClient.attributes(json, attributes);
    var events = json.putArray("events");
    span.events()
        .forEach(
            event ->
                OtlpClient.attributes(
                    events
                        .addObject()
                        .put("timeUnixNano", OtlpClient.nanos(event.at()))
                        .put("name", event.name()),
                    Map.of()));
    if (span.error() == null) {
      json.putObject("status").put("code", STATUS_OK);
    } else {
      json.putObject("status").put("code", STATUS_ERROR).put("message", cut(span.error()));
    }
    if (span.link() != null) {
      link(json, span.link());
    }
  }

  private static void link(ObjectNode json, String traceparent) {
    var parts = TRACEPARENT.matcher(traceparent);
    if (parts.matches()) {
      OtlpClient.attributes(
          json.putArray("links")
              .addObject()
              .put("traceId", parts.group(1))
              .put("spanId", parts.group(2)),
          Map.of());
    }
  }

  private static String cut(String text) {
    return text.length() > TEXT_CHARS_MAX ? text.substring(0, TEXT_CHARS_MAX) + "…" : text;
  }
}
