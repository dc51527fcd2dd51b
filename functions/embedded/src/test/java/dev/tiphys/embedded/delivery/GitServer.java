package dev.tiphys.embedded.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/// A Git repository over HTTP, served by `git http-backend`, and the work tree of who pushes to it.
final class GitServer implements AutoCloseable {
  private final Path root;
  private final Path work;
  private final HttpServer server;

  GitServer(Path root) throws Exception {
    this.root = Files.createDirectories(root.resolve("served"));
    this.work = Files.createDirectories(root.resolve("work"));
    git(this.root, "init", "-q", "--bare", "-b", "main", "app.git");
    git(work, "init", "-q", "-b", "main");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/app.git";
  }

  /// Replaces all files by these and pushes.
  ///
  /// @return the commit
  String push(Map<String, String> files) throws Exception {
    git(work, "rm", "-rfq", "--ignore-unmatch", ".");
    for (var file : files.entrySet()) {
      var path = work.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    git(work, "add", "-A");
    git(work, "commit", "-q", "--allow-empty", "-m", "change");
    git(work, "push", "-q", root.resolve("app.git").toString(), "main");
    return git(work, "rev-parse", "HEAD").strip();
  }

  private static String git(Path folder, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of("-c", "user.name=Iason", "-c", "user.email=iason@argo.example"));
    command.addAll(List.of(words));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    var process = builder.start();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + ": " + said);
    }
    return said;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var builder =
          new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
      var environment = builder.environment();
      environment.put("GIT_PROJECT_ROOT", root.toString());
      environment.put("GIT_HTTP_EXPORT_ALL", "1");
      environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
      environment.put("REQUEST_METHOD", exchange.getRequestMethod());
      environment.put("PATH_INFO", exchange.getRequestURI().getPath());
      var query = exchange.getRequestURI().getQuery();
      environment.put("QUERY_STRING", query == null ? "" : query);
      header(exchange, "Content-Type", environment, "CONTENT_TYPE");
      header(exchange, "Content-Length", environment, "CONTENT_LENGTH");
      header(exchange, "Content-Encoding", environment, "HTTP_CONTENT_ENCODING");
      header(exchange, "Git-Protocol", environment, "GIT_PROTOCOL");
      var process = builder.start();
      try (var in = process.getOutputStream()) {
        exchange.getRequestBody().transferTo(in);
      }
      var out = process.getInputStream();
      var status = 200;
      for (var line = line(out); !line.isEmpty(); line = line(out)) {
        var colon = line.indexOf(':');
        var value = line.substring(colon + 1).strip();
        if (line.startsWith("Status:")) {
          status = Integer.parseInt(value.substring(0, 3));
        } else {
          exchange.getResponseHeaders().set(line.substring(0, colon), value);
        }
      }
      exchange.sendResponseHeaders(status, 0);
      out.transferTo(exchange.getResponseBody());
    }
  }

  private static void header(
      HttpExchange exchange, String header, Map<String, String> environment, String variable) {
    var value = exchange.getRequestHeaders().getFirst(header);
    if (value != null) {
      environment.put(variable, value);
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
