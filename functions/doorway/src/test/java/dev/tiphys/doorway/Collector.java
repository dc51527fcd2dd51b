package dev.tiphys.doorway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// Hears OTLP over HTTP, as a collector does.
public final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final List<JsonNode> traces = new CopyOnWriteArrayList<>();
  private final List<JsonNode> metrics = new CopyOnWriteArrayList<>();

  public Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hear("/v1/traces", traces);
    hear("/v1/metrics", metrics);
    server.start();
  }

  private void hear(String path, List<JsonNode> heard) {
    server.createContext(
        path,
        exchange -> {
          heard.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
  }

  /// What makes a process tell this one, so late that it tells when it ends.
  public Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://localhost:" + server.getAddress().getPort(),
        "OTEL_BSP_SCHEDULE_DELAY",
        "600000",
        "OTEL_METRIC_EXPORT_INTERVAL",
        "600000");
  }

  /// All spans, of all processes.
  public List<JsonNode> spans() {
    return flat(traces, "resourceSpans", "scopeSpans", "spans");
  }

  /// The metrics of all processes.
  public List<JsonNode> metrics() {
    return flat(metrics, "resourceMetrics", "scopeMetrics", "metrics");
  }

  private static List<JsonNode> flat(List<JsonNode> heard, String... path) {
    Stream<JsonNode> all = heard.stream();
    for (var step : path) {
      all = all.flatMap(node -> node.path(step).valueStream());
    }
    return all.toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
