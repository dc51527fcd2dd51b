package dev.tiphys.manifests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Functions as processes, each started by the first event that is for it, as scale from zero has
/// it, and killed at any time.
final class FunctionProcesses implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final Path work;
  private final Map<String, Class<?>> mains;
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, Started> running = new TreeMap<>();
  private final List<String> starts = new ArrayList<>();
  private boolean closed;

  private record Started(Process process, int port) {}

  /// @param mains of functions by the names of their services
  FunctionProcesses(Path work, Map<String, Class<?>> mains) {
    this.work = work;
    this.mains = mains;
  }

  /// What all that are started from now on are told.
  void tell(String variable, String value) {
    environment.put(variable, value);
  }

  /// Where a function listens; it is started if it sleeps.
  ///
  /// @throws IllegalStateException if none is started any more
  synchronized URI address(String function) {
    if (closed) {
      throw new IllegalStateException("no function is started any more");
    }
    var there = running.get(function);
    if (there == null || !there.process().isAlive()) {
      there = start(function);
      running.put(function, there);
      starts.add(function);
    }
    return URI.create("http://localhost:" + there.port() + "/");
  }

  /// Every start that there was.
  synchronized List<String> starts() {
    return List.copyOf(starts);
  }

  /// Kills all but one, at once.
  synchronized void killAllBut(String function) {
    for (var each : running.entrySet()) {
      if (!each.getKey().equals(function)) {
        each.getValue().process().destroyForcibly();
        try {
          each.getValue().process().waitFor();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
    running.keySet().retainAll(List.of(function));
  }

  private Started start(String function) {
    try {
      int port;
      try (var socket = new ServerSocket(0)) {
        port = socket.getLocalPort();
      }
      var path =
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
      var builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Xshare:auto",
              "-Xmx192m",
              "-cp",
              path,
              mains.get(function).getName());
      builder.environment().keySet().removeIf(name -> name.startsWith("TIPHYS_"));
      builder.environment().putAll(environment);
      builder.environment().put("PORT", Integer.toString(port));
      builder.redirectErrorStream(true);
      builder.redirectOutput(
          ProcessBuilder.Redirect.appendTo(work.resolve(function + ".log").toFile()));
      var process = builder.start();
      try {
        awaitHealth(function, process, port);
      } catch (IOException | AssertionError e) {
        process.destroyForcibly();
        throw e;
      }
      return new Started(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitHealth(String function, Process process, int port) throws IOException {
    var until = System.nanoTime() + START_MAX.toNanos();
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/healthz")).build();
    try (var client = HttpClient.newHttpClient()) {
      while (process.isAlive() && System.nanoTime() < until) {
        try {
          if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          process.waitFor(50, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError(function + " did not start:\n" + log(function));
  }

  String log(String function) {
    try {
      var file = work.resolve(function + ".log");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All that the functions said.
  String logs() {
    var logs = new StringBuilder();
    for (var function : mains.keySet()) {
      log(function)
          .lines()
          .forEach(line -> logs.append(function).append(": ").append(line).append('\n'));
    }
    return logs.toString();
  }

  @Override
  public synchronized void close() {
    closed = true;
    killAllBut("");
  }
}
