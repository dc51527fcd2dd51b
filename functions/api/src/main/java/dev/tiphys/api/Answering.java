package dev.tiphys.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Takes a request through guard, intake and routes, and sends what comes out of it.
final class Answering implements HttpHandler {
  private static final System.Logger LOG = System.getLogger(Answering.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int PIECE_BYTES = 64 * 1024;

  private final Limits limits;
  private final Guard guard;
  private final ApiSettings settings;
  private final Routes routes;
  private final @Nullable DeliveryRows delivery;
  private final Intake intake;
  private final TransferLimit transfers;
  private final ExecutorService work;
  private final Semaphore requests;
  private final Semaphore streams;

  /// @param delivery what accounts may use; null if the host has none
  /// @param work runs what may take longer than a client waits
  Answering(
      ApiSettings settings,
      Routes routes,
      @Nullable DeliveryRows delivery,
      TransferLimit transfers,
      ExecutorService work) {
    this.settings = settings;
    this.delivery = delivery;
    this.limits = settings.limits();
    this.guard = new Guard(settings);
    this.routes = routes;
    this.intake = new Intake(settings.limits(), transfers);
    this.transfers = transfers;
    this.work = work;
    this.requests = new Semaphore(settings.limits().requests());
    this.streams = new Semaphore(settings.limits().streams());
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      addHeaders(exchange);
      switch (answer(exchange)) {
        case Reply.Json json -> send(exchange, json);
        case Reply.Bare bare -> send(exchange, bare);
        case Reply.Content content -> send(exchange, content);
        case Reply.Stream stream -> send(exchange, stream);
      }
    } catch (InterruptedException e) {
      // The server is being closed.
      Thread.currentThread().interrupt();
    }
  }

  /// Browsers must neither guess what an answer is, nor frame, keep or hand it to other sites.
  private void addHeaders(HttpExchange exchange) {
    var headers = exchange.getResponseHeaders();
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
    headers.set("Vary", "Origin");
    var origin = guard.foreignOrigin(exchange.getRequestHeaders());
    if (origin == null) {
      headers.set("Cross-Origin-Resource-Policy", "same-origin");
    } else {
      headers.set("Access-Control-Allow-Origin", origin);
      headers.set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
      headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type");
    }
  }

  private Reply answer(HttpExchange exchange) throws InterruptedException, IOException {
    if (!requests.tryAcquire()) {
      return refused(
          exchange,
          new Refusal(
              Refusal.Code.TOO_MANY_REQUESTS,
              "%d requests are being answered, which is the limit: try again"
                  .formatted(limits.requests())));
    }
    var handedOver = false;
    Caller account = null;
    try {
      var method = exchange.getRequestMethod();
      intake.checkHead(exchange.getRequestURI(), exchange.getRequestHeaders());
      var segments = segments(exchange);
      var signed = routes.signed(method, segments);
      account = signed || method.equals("OPTIONS") ? null : account(exchange, segments);
      var headers = exchange.getRequestHeaders();
      var trust =
          account == null ? guard.check(method, headers, signed) : guard.account(method, headers);
      if (method.equals("OPTIONS") && !routes.allowed(segments).isEmpty()) {
        return new Reply.Bare(204, Map.of("Allow", routes.allowed(segments)));
      }
      var found = (account == null ? routes : open(account, segments)).find(method, segments);
      var taker = found.route().upload();
      if (taker != null) {
        return taken(exchange, taker, call(exchange, found, new byte[0], trust));
      }
      try (var content = intake.read(exchange, signed ? limits.eventBytes() : limits.bodyBytes())) {
        var call = call(exchange, found, content.bytes(), trust);
        handedOver = true;
        return inTime(found.route(), call);
      }
    } catch (Refusal e) {
      return refused(exchange, account == null ? e : hiding(exchange, e));
    } finally {
      if (!handedOver) {
        requests.release();
      }
    }
  }

  /// Who asks, if not whoever has the token of the server.
  private @Nullable Caller account(HttpExchange exchange, List<String> segments) {
    if (delivery == null) {
      return null;
    }
    var given = exchange.getRequestHeaders().getFirst("Authorization");
    var caller =
        delivery.caller(
            given == null ? "" : given, settings.token() == null ? "" : settings.token());
    // Nobody in particular has to log in for all that is not open to everybody.
    return caller != null
            && caller.name().isEmpty()
            && new Routes(delivery.of(caller)).allowed(segments).isEmpty()
        ? null
        : caller;
  }

  /// What an account may ask for at all.
  private Routes open(Caller account, List<String> segments) {
    var rows = new Routes(Objects.requireNonNull(delivery).of(account));
    if (rows.allowed(segments).isEmpty() && !routes.allowed(segments).isEmpty()) {
      throw new Refusal(
          Refusal.Code.PERMISSION_DENIED,
          "permission denied: only who has the token of the server may do this, sub: "
              + account.name());
    }
    return rows;
  }

  /// An application that is not there looks as one that may not be seen (C311), unless its project
  /// is named.
  private static Refusal hiding(HttpExchange exchange, Refusal refusal) {
    var query = exchange.getRequestURI().getRawQuery();
    return refusal.code() == Refusal.Code.NOT_FOUND
            && String.valueOf(refusal.getMessage()).startsWith("applications.argoproj.io")
            && (query == null || !Call.readQuery(query).containsKey("project"))
        ? new Refusal(Refusal.Code.PERMISSION_DENIED, "permission denied")
        : refusal;
  }

  private static Call call(HttpExchange exchange, Routes.Found found, byte[] content, Trust trust) {
    return new Call(
        found.variables(),
        Call.readQuery(exchange.getRequestURI().getRawQuery()),
        Intake.lowerCase(exchange.getRequestHeaders()),
        content,
        trust);
  }

  /// What is large is taken as slowly as the client sends it, like a stream.
  private Reply taken(HttpExchange exchange, Route.Taker taker, Call call) throws IOException {
    if (!streams.tryAcquire()) {
      throw tooManyStreams();
    }
    try (var body = new Upload(exchange.getRequestBody(), transfers, limits)) {
      return taker.reply(call, body);
    } catch (Refusal e) {
      throw e;
    } catch (RuntimeException e) {
      throw unexpected(e);
    } finally {
      streams.release();
    }
  }

  private Refusal tooManyStreams() {
    return new Refusal(
        Refusal.Code.TOO_MANY_REQUESTS,
        "%d streams are open, which is the limit: try again".formatted(limits.streams()));
  }

  private static List<String> segments(HttpExchange exchange) {
    var path = exchange.getRequestURI().getRawPath();
    return Route.segments(path == null ? "" : path).stream().map(Call::decodeSegment).toList();
  }

  /// What a host does for a request is never broken off: half of it might be done. Until it is
  /// over it counts as a request, so that a host that hangs does not collect them without end.
  private Reply inTime(Route route, Call call) throws InterruptedException {
    var reply =
        work.submit(
            () -> {
              try {
                return route.action().reply(call);
              } finally {
                requests.release();
              }
            });
    try {
      return reply.get(limits.work().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(
          Refusal.Code.DEADLINE_EXCEEDED,
          "this takes longer than %s; it may still happen".formatted(limits.work()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw unexpected(e.getCause());
    }
  }

  /// Details are for the log of the server: they may tell more than a client should know.
  private static Refusal unexpected(Throwable cause) {
    var reference = UUID.randomUUID().toString();
    LOG.log(System.Logger.Level.ERROR, "a request failed (" + reference + ")", cause);
    return new Refusal(
        Refusal.Code.INTERNAL,
        "something went wrong here; the log of the server has the details at " + reference);
  }

  private Reply refused(HttpExchange exchange, Refusal refusal) {
    var headers = exchange.getResponseHeaders();
    switch (refusal.code()) {
      case METHOD_NOT_ALLOWED -> headers.set("Allow", routes.allowed(segments(exchange)));
      case UNAUTHENTICATED -> headers.set("WWW-Authenticate", "Bearer");
      case TOO_MANY_REQUESTS, UNAVAILABLE -> headers.set("Retry-After", "1");
      default -> {}
    }
    return Reply.error(refusal.code(), String.valueOf(refusal.getMessage()));
  }

  private void send(HttpExchange exchange, Reply.Json reply) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    var body = bytes(reply);
    var head = exchange.getRequestMethod().equals("HEAD");
    if (reply.status() >= 400) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
    transfers.within(
        limits.transfer(),
        () -> {
          exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
          if (!head) {
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
          }
        });
    if (reply.status() >= 400) {
      intake.drain(exchange);
    }
  }

  private static byte[] bytes(Reply.Json reply) {
    try {
      return JSON.writeValueAsBytes(reply.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can be written", e);
    }
  }

  private void send(HttpExchange exchange, Reply.Bare reply) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), -1);
  }

  /// Piece by piece, each within the time that a client may take.
  private void send(HttpExchange exchange, Reply.Content reply) throws IOException {
    try (var bytes = reply.bytes()) {
      if (!streams.tryAcquire()) {
        sendTooManyStreams(exchange);
        return;
      }
      try {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        var head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : 0);
        var piece = new byte[PIECE_BYTES];
        for (var read = head ? -1 : bytes.read(piece); read >= 0; read = bytes.read(piece)) {
          var length = read;
          transfers.within(
              limits.transfer(), () -> exchange.getResponseBody().write(piece, 0, length));
        }
      } finally {
        streams.release();
      }
    }
  }

  private void sendTooManyStreams(HttpExchange exchange) throws IOException {
    send(exchange, (Reply.Json) refused(exchange, tooManyStreams()));
  }

  private void send(HttpExchange exchange, Reply.Stream reply)
      throws IOException, InterruptedException {
    if (!streams.tryAcquire()) {
      sendTooManyStreams(exchange);
      return;
    }
    try {
      stream(exchange, reply);
    } finally {
      streams.release();
    }
  }

  private void stream(HttpExchange exchange, Reply.Stream reply)
      throws IOException, InterruptedException {
    var accept = exchange.getRequestHeaders().getFirst("Accept");
    var events = accept != null && accept.contains("text/event-stream");
    exchange
        .getResponseHeaders()
        .set("Content-Type", events ? "text/event-stream" : "application/json");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    var stream =
        new ResultStream(
            exchange.getResponseBody(), events, reply.mask(), transfers, limits.transfer());
    try {
      stream.flush();
      reply.results().writeTo(stream);
    } catch (Refusal e) {
      stream.error(e.code(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      var refusal = unexpected(e);
      stream.error(refusal.code(), String.valueOf(refusal.getMessage()));
    }
  }
}
