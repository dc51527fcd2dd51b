package dev.tiphys.doorway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tiphys.doorway.metrics.PrometheusText;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Answers `POST /` with a CloudEvent by calling a function: 204 when it returned, so what the
/// event asked for is durable by then; else as [Status] says. `GET /healthz` and `GET /readyz` tell
/// that it listens: what an event needs is made when it comes, or while it is under way.
public final class CloudEventServer implements AutoCloseable {
  private static final String TEMPLATES = "/templates/";
  private static final String TEMPLATE = "template";

  /// The most bytes of a request's body: 2 MiB.
  public static final int EVENT_BYTES_MAX = 2 << 20;

  /// The most bytes of all headers of a request: 32 KiB.
  public static final int HEADER_BYTES_MAX = 32 << 10;

  /// The most headers of a request: 200.
  public static final int HEADERS_MAX = 200;

  /// How many events are read or carried out at a time unless said otherwise: 64. One more waits a
  /// little and is then told to come again.
  public static final int AT_ONCE_MAX = 64;

  /// How long a stopping server waits for the events that it is at: 20 seconds.
  public static final Duration STOP_MAX = Duration.ofSeconds(20);

  private static final Duration TURN_MAX = Duration.ofSeconds(2);
  private static final System.Logger LOG = System.getLogger(CloudEventServer.class.getName());

  static {
    // Read once by the JDK's server: seconds that a request may take to arrive.
    limit("sun.net.httpserver.maxReqTime", 30);
    limit("jdk.httpserver.maxConnections", 2048);
  }

  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }

  private final HttpServer server;
  private final Observation observation;
  private final Consumer<CloudEvent> function;
  private final int atOnceMax;
  private final Semaphore turns;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private CloudEventServer(
      HttpServer server, int atOnceMax, Observation observation, Consumer<CloudEvent> function) {
    this.server = server;
    this.observation = observation;
    this.function = function;
    this.atOnceMax = atOnceMax;
    this.turns = new Semaphore(atOnceMax, true);
  }

  /// A server that listens already.
  ///
  /// @param address with port 0 for any free port
  /// @throws UncheckedIOException if it cannot listen there
  public static CloudEventServer start(InetSocketAddress address, Consumer<CloudEvent> function) {
    return start(address, AT_ONCE_MAX, function);
  }

  /// As above, for a function that waits more than it works.
  ///
  /// @param atOnceMax how many events are read or carried out at a time
  public static CloudEventServer start(
      InetSocketAddress address, int atOnceMax, Consumer<CloudEvent> function) {
    return start(address, atOnceMax, Observation.quiet("events"), function);
  }

  /// As above, and whoever asks `GET /metrics` is told what `observation` counts.
  static CloudEventServer start(
      InetSocketAddress address,
      int atOnceMax,
      Observation observation,
      Consumer<CloudEvent> function) {
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + address, e);
    }
    var started = new CloudEventServer(server, atOnceMax, observation, function);
    server.setExecutor(started.threads);
    server.createContext("/", started::answer);
    server.start();
    return started;
  }

  /// The port that it listens on.
  public int port() {
    return server.getAddress().getPort();
  }

  /// Takes no more events, and returns when those under way are answered.
  @Override
  public void close() {
    server.stop((int) STOP_MAX.toSeconds());
    threads.shutdown();
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/" -> answerEvent(exchange);
        case "/healthz", "/readyz" -> reply(exchange, new Status(200, "ok"));
        case "/metrics" -> replyMetrics(exchange);
        default -> {
          if (template(exchange) != null) {
            answerEvent(exchange);
          } else {
            reply(exchange, new Status(404, "events are posted to / or to /templates/<name>"));
          }
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the sender of an event went away", e);
    }
  }

  private void answerEvent(HttpExchange exchange) throws IOException {
    try {
      if (!exchange.getRequestMethod().equals("POST")) {
        exchange.getResponseHeaders().set("Allow", "POST");
        throw new Refused(405, "expected POST, found " + exchange.getRequestMethod());
      }
      takeTurn();
      try {
        observation.around(event(exchange), function);
      } finally {
        turns.release();
      }
    } catch (RuntimeException | StackOverflowError failure) {
      var status = Status.of(failure);
      if (failure instanceof Refused) {
        LOG.log(Level.INFO, "%d: %s".formatted(status.code(), status.detail()));
      }
      reply(exchange, status);
      return;
    }
    exchange.sendResponseHeaders(204, -1);
  }

  private void replyMetrics(HttpExchange exchange) throws IOException {
    var text = observation.metrics().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", PrometheusText.CONTENT_TYPE);
    exchange.sendResponseHeaders(200, text.length);
    exchange.getResponseBody().write(text);
  }

  private void takeTurn() {
    try {
      if (turns.tryAcquire(TURN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Unavailable("%d events are under way; try again later".formatted(atOnceMax));
  }

  private static CloudEvent event(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    requireFew(headers);
    var body = exchange.getRequestBody().readNBytes(EVENT_BYTES_MAX + 1);
    if (body.length > EVENT_BYTES_MAX) {
      throw new Refused(413, "the event has more than %d bytes".formatted(EVENT_BYTES_MAX));
    }
    var event = HttpEvents.read(headers, body);
    var template = template(exchange);
    return template == null
        ? event
        : CloudEventBuilder.v1(event).withExtension(TEMPLATE, template).build();
  }

  /// What the `uri` of a broker trigger may say: for which template an event is.
  private static @Nullable String template(HttpExchange exchange) {
    var path = exchange.getRequestURI().getPath();
    var name = path.startsWith(TEMPLATES) ? path.substring(TEMPLATES.length()) : "";
    return name.matches("[a-z0-9.-]{1,253}") ? name : null;
  }

  private static void requireFew(Headers headers) {
    var bytes = 0;
    var count = 0;
    for (var header : headers.entrySet()) {
      for (var value : header.getValue()) {
        bytes += header.getKey().length() + value.length();
        count++;
      }
    }
    if (bytes > HEADER_BYTES_MAX || count > HEADERS_MAX) {
      throw new Refused(
          431,
          "%d headers have %d bytes; the limits are %d and %d"
              .formatted(count, bytes, HEADERS_MAX, HEADER_BYTES_MAX));
    }
  }

  private static void reply(HttpExchange exchange, Status status) throws IOException {
    var problem =
        JsonNodeFactory.instance
            .objectNode()
            .put("status", status.code())
            .put("detail", status.detail())
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
    if (status.code() == 503) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    exchange.sendResponseHeaders(status.code(), problem.length);
    exchange.getResponseBody().write(problem);
  }
}
