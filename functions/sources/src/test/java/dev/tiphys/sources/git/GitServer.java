package dev.tiphys.sources.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// Real Git repositories, served by `git http-backend` on this machine.
public final class GitServer implements AutoCloseable {
  private final Path root;
  private final HttpServer server;
  private final String authorization;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /// @param authorization what a client has to send; empty for nothing
  public GitServer(Path root, String authorization) throws IOException {
    this.root = root;
    this.authorization = authorization;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  public String url(String repository) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + repository;
  }

  /// What was asked, as `GET /path`.
  public List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      var sent = exchange.getRequestHeaders().getFirst("Authorization");
      if (!authorization.isEmpty() && !authorization.equals(sent)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      var process = backend(exchange);
      Thread.startVirtualThread(
          () -> {
            try (var in = process.getOutputStream()) {
              exchange.getRequestBody().transferTo(in);
            } catch (IOException e) {
              process.destroy();
            }
          });
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

  private Process backend(HttpExchange exchange) throws IOException {
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
    return builder.start();
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

  /// Runs `git` in a folder and gives back what it printed.
  public static String git(Path folder, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of("-c", "user.name=Iason", "-c", "user.email=iason@argo.example"));
    command.addAll(List.of(words));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
    var process = builder.start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + printed);
    }
    return printed.strip();
  }

  /// Makes a repository `name` with a branch `main`, or adds a commit to it, and says its id.
  public String commit(String name, Map<String, String> files)
      throws IOException, InterruptedException {
    return committed(folder(name), files);
  }

  /// As [#commit], but without the files that were there before.
  public String replace(String name, Map<String, String> files)
      throws IOException, InterruptedException {
    var folder = folder(name);
    git(folder, "rm", "-rfq", "--ignore-unmatch", ".");
    return committed(folder, files);
  }

  private Path folder(String name) throws IOException, InterruptedException {
    var folder = root.resolve(name);
    if (!Files.exists(folder)) {
      Files.createDirectories(folder);
      git(folder, "init", "-q", "-b", "main");
    }
    return folder;
  }

  private static String committed(Path folder, Map<String, String> files)
      throws IOException, InterruptedException {
    for (var file : files.entrySet()) {
      var path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "--allow-empty", "-m", "A commit");
    return git(folder, "rev-parse", "HEAD");
  }
}
