package dev.tiphys.artifacts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A web server of the JDK's, which remembers what it was asked.
public final class WebServer implements AutoCloseable {
  /// What answers a request.
  public interface Page {
    void answer(Asked asked) throws IOException;
  }

  /// A request, with its body.
  public record Asked(HttpExchange exchange, byte[] body) {
    public String method() {
      return exchange.getRequestMethod();
    }

    public String path() {
      return exchange.getRequestURI().getRawPath();
    }

    public String header(String name) {
      var value = exchange.getRequestHeaders().getFirst(name);
      return value == null ? "" : value;
    }

    /// Parameters of the query.
    public Map<String, String> query() {
      return form(exchange.getRequestURI().getRawQuery());
    }

    /// Parameters of the body.
    public Map<String, String> form() {
      return form(new String(body, StandardCharsets.UTF_8));
    }

    private static Map<String, String> form(String text) {
      Map<String, String> form = new LinkedHashMap<>();
      if (text != null) {
        Arrays.stream(text.split("&"))
            .map(pair -> pair.split("=", 2))
            .forEach(pair -> form.put(decoded(pair[0]), pair.length < 2 ? "" : decoded(pair[1])));
      }
      return form;
    }

    public static String decoded(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public void reply(int status, String text) throws IOException {
      reply(status, text.getBytes(StandardCharsets.UTF_8));
    }

    public void reply(int status, byte[] bytes) throws IOException {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    public void redirect(int status, String location) throws IOException {
      exchange.getResponseHeaders().set("Location", location);
      reply(status, "");
    }
  }

  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  public WebServer(Page page) throws IOException {
    this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), page);
  }

  public WebServer(HttpServer server, Page page) {
    this.server = server;
    server.createContext(
        "/",
        exchange -> {
          var one = new Asked(exchange, exchange.getRequestBody().readAllBytes());
          asked.add(one);
          try {
            page.answer(one);
          } catch (RuntimeException e) {
            one.reply(500, String.valueOf(e));
          }
        });
    server.start();
  }

  public String url(String path) {
    return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// What was asked since the last time.
  public List<Asked> asked() {
    var since = new ArrayList<>(asked);
    asked.clear();
    return since;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
