package dev.tiphys.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// An API server on a port of this machine, with its objects in memory.
///
/// Who knows its URL may do everything: the URL has a secret in it, as kubectl hands no credentials
/// to a server without TLS.
public final class Sandbox implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Sandbox.class.getName());
  private static final List<String> HEALTH = List.of("healthz", "readyz", "livez");

  /// What containers wrote, if somebody runs any: the sandbox does not.
  @FunctionalInterface
  public interface Logs {
    /// All that a container of a pod wrote; null if there is no such container.
    byte @Nullable [] of(String namespace, String pod, String container);
  }

  private final Objects objects;
  private final Api api;
  private final HttpServer server;
  private final ExecutorService threads;
  private final String secret;
  private volatile @Nullable Logs logs;

  private Sandbox(HttpServer server, InstantSource clock) {
    this.server = server;
    objects = new Objects(clock);
    api = new Api(objects);
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// Starts one on a free port.
  public static Sandbox start() {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new Sandbox(HttpServer.create(address, 0), InstantSource.system());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where it listens, and the secret.
  public String url() {
    return "http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), secret);
  }

  /// A kubeconfig with one context, `sandbox`, for kubectl and clients.
  public String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    current-context: sandbox
    clusters:
    - name: sandbox
      cluster: {server: "%s"}
    users:
    - name: sandbox
      user: {}
    contexts:
    - name: sandbox
      context: {cluster: sandbox, user: sandbox, namespace: default}
    """
        .formatted(url());
  }

  /// What it holds, for who is in the same process.
  public Objects objects() {
    return objects;
  }

  /// Serves what `logs` has as logs of pods.
  public void serveLogs(Logs logs) {
    this.logs = logs;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        serve(exchange);
      } catch (Refused e) {
        answer(exchange, new Api.Answer(e.code(), e.status()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "the sandbox failed", e);
        var failure = new Refused(500, "InternalError", "the sandbox failed: " + e);
        answer(exchange, new Api.Answer(500, failure.status()));
      }
    }
  }

  private void serve(HttpExchange exchange) throws IOException, InterruptedException {
    var asked = Request.of(exchange);
    if (asked.path().isEmpty() || !isSecret(asked.path().getFirst())) {
      throw new Refused(401, "Unauthorized", "Unauthorized");
    }
    var request = asked.below();
    if (request.path().size() == 1 && HEALTH.contains(request.path().getFirst())) {
      send(exchange, 200, "text/plain", "ok".getBytes(StandardCharsets.UTF_8));
    } else if (!Api.ofObjects(request.path())) {
      answer(exchange, api.discovered(request));
    } else {
      var target = api.target(request.path());
      if (request.method().equals("GET") && request.flag("watch")) {
        if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
          // Whoever gets no WebSocket watches by HTTP, once this answer has an end.
          send(exchange, 200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
          return;
        }
        watch(exchange, request, target);
      } else if (logs instanceof Logs served && target.part().equals("log")) {
        log(
            exchange,
            request,
            served.of(target.namespace(), target.name(), request.query("container")));
      } else {
        answer(exchange, api.answer(request, target));
      }
    }
  }

  private static void log(HttpExchange exchange, Request request, byte @Nullable [] log)
      throws IOException {
    if (log == null) {
      throw new Refused(404, "NotFound", "there is no such container");
    }
    var limit = request.query("limitBytes");
    var length = limit.isEmpty() ? log.length : Math.min(log.length, Long.parseLong(limit));
    send(exchange, 200, "text/plain", Arrays.copyOf(log, (int) length));
  }

  private void watch(HttpExchange exchange, Request request, Api.Target target)
      throws IOException, InterruptedException {
    var selection =
        target.name().isEmpty()
            ? request.selection()
            : new Selection("", "metadata.name=" + target.name());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    var watching = new Watching(objects, target, selection, exchange.getResponseBody());
    try {
      watching.run(request);
    } catch (Refused e) {
      var event = "{\"type\":\"ERROR\",\"object\":%s}\n".formatted(e.status());
      exchange.getResponseBody().write(event.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a watch ended: {0}", e.getMessage());
    }
  }

  private boolean isSecret(String text) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, Api.Answer answer) throws IOException {
    send(
        exchange,
        answer.code(),
        "application/json",
        answer.body().toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int code, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  /// Ends it: all objects are gone.
  @Override
  public void close() {
    objects.changes().close();
    server.stop(0);
    threads.shutdownNow();
  }
}
