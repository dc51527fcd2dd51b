package dev.tiphys.images;

import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A function that was just started as a process.
final class Running implements AutoCloseable {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  /// The cache is made when the function ends, which takes long on a busy machine.
  private static final Duration STOP_MAX = Duration.ofMinutes(5);

  private final Process process;
  private final int port;
  private final HttpClient client;

  private Running(Process process, int port, HttpClient client) {
    this.process = process;
    this.port = port;
    this.client = client;
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// @param client to post with, which is warm already if anything is to be measured
  static Running start(
      List<String> command, Map<String, String> environment, Path log, HttpClient client)
      throws IOException {
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().putAll(environment);
    return new Running(builder.start(), Integer.parseInt(environment.get("PORT")), client);
  }

  /// Posts an event as soon as the function listens, and returns the status.
  ///
  /// @throws IllegalStateException if it ends instead, or does not answer
  int post(CloudEvent event) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).timeout(ANSWER_MAX);
    HttpMessageFactory.createWriter(
            (name, value) -> request.setHeader(name, value),
            body ->
                request.POST(
                    body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body)))
        .writeBinary(event);
    var until = System.nanoTime() + ANSWER_MAX.toNanos();
    while (process.isAlive() && System.nanoTime() < until) {
      try {
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
      } catch (IOException e) {
        LockSupport.parkNanos(1_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    throw new IllegalStateException("the function ended, or does not listen");
  }

  /// User and system time of the process and those that it started, so far.
  Duration cpu() {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// Tells it to end, and waits until it has.
  @Override
  public void close() {
    // bwrap passes no signal on: the function inside is asked itself.
    var inside = process.descendants().toList();
    if (inside.isEmpty()) {
      process.destroy();
    } else {
      inside.getLast().destroy();
    }
    try {
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
