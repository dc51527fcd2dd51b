package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A container's readinessProbe. It is asked more eagerly than Kubernetes does, which waits a whole
/// period before the second try; the period is only the longest pause.
final class Readiness {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final JsonNode probe;
  private final Sandbox sandbox;
  private final ContainerFolder folder;

  Readiness(Container container, Sandbox sandbox, ContainerFolder folder) {
    this.probe = container.json().path("readinessProbe");
    this.sandbox = sandbox;
    this.folder = folder;
  }

  /// Waits until the container is ready.
  ///
  /// @return false if `over` came first
  boolean await(BooleanSupplier over) throws InterruptedException {
    if (probe.isEmpty()) {
      return !over.getAsBoolean();
    }
    Thread.sleep(Duration.ofSeconds(probe.path("initialDelaySeconds").asLong(0)));
    var longest = Duration.ofSeconds(Math.max(1, probe.path("periodSeconds").asLong(10)));
    var wanted = Math.max(1, probe.path("successThreshold").asInt(1));
    var pause = FIRST_PAUSE;
    var successes = 0;
    while (!over.getAsBoolean()) {
      successes = ready() ? successes + 1 : 0;
      if (successes >= wanted) {
        return true;
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2).compareTo(longest) < 0 ? pause.multipliedBy(2) : longest;
    }
    return false;
  }

  private boolean ready() {
    var limit = Duration.ofSeconds(Math.max(1, probe.path("timeoutSeconds").asLong(1)));
    try {
      if (probe.hasNonNull("httpGet")) {
        return answers(probe.path("httpGet"), limit);
      }
      if (probe.hasNonNull("tcpSocket")) {
        return listens(probe.path("tcpSocket"), limit);
      }
    } catch (IOException e) {
      return false;
    }
    if (probe.hasNonNull("exec")) {
      List<String> command = new ArrayList<>();
      probe.path("exec").path("command").forEach(word -> command.add(word.asText()));
      return !command.isEmpty() && sandbox.probe(folder, command, limit);
    }
    throw new PodFailure("readinessProbe: expected httpGet, tcpSocket or exec, found %s", probe);
  }

  private boolean answers(JsonNode get, Duration limit) throws IOException {
    var path = get.path("path").asText("/");
    var url =
        URI.create(
                "%s://%s:%d%s"
                    .formatted(
                        get.path("scheme").asText("HTTP").toLowerCase(java.util.Locale.ROOT),
                        get.path("host").asText(sandbox.ip()),
                        get.path("port").asInt(80),
                        path.startsWith("/") ? path : "/" + path))
            .toURL();
    var connection = (HttpURLConnection) url.openConnection(java.net.Proxy.NO_PROXY);
    try {
      connection.setConnectTimeout((int) limit.toMillis());
      connection.setReadTimeout((int) limit.toMillis());
      for (var header : get.path("httpHeaders")) {
        connection.setRequestProperty(header.path("name").asText(), header.path("value").asText());
      }
      return connection.getResponseCode() >= 200 && connection.getResponseCode() < 400;
    } finally {
      connection.disconnect();
    }
  }

  private boolean listens(JsonNode socket, Duration limit) throws IOException {
    try (var connection = new Socket(java.net.Proxy.NO_PROXY)) {
      connection.connect(
          new InetSocketAddress(
              socket.path("host").asText(sandbox.ip()), socket.path("port").asInt(0)),
          (int) limit.toMillis());
      return true;
    }
  }
}
