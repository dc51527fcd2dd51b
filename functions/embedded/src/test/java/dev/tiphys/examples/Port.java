package dev.tiphys.examples;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// A port that an example's server listens on. All steps share the ports of this machine, so such
/// examples run one after another.
record Port(int number, Semaphore free) implements AutoCloseable {
  private static final Duration FREE_MAX = Duration.ofSeconds(30);

  private static final Map<String, Port> OF_IMAGES =
      Map.of(
          "nginx:1.13", new Port(80, new Semaphore(1)),
          "influxdb:1.2", new Port(8086, new Semaphore(1)));

  private static final Port NONE = new Port(0, new Semaphore(Integer.MAX_VALUE));

  /// Waits until the example's port is its own.
  static Port of(Example example) throws InterruptedException {
    var port =
        example.images().stream()
            .filter(OF_IMAGES::containsKey)
            .map(OF_IMAGES::get)
            .findFirst()
            .orElse(NONE);
    port.free.acquire();
    var end = System.nanoTime() + FREE_MAX.toNanos();
    while (!port.isFree()) {
      if (System.nanoTime() > end) {
        port.close();
        throw ExamplesTest.unmet(
            "%s needs port %d, which is taken or not for everybody"
                .formatted(example, port.number));
      }
      // A server that was told to end takes a moment.
      Thread.sleep(20);
    }
    return port;
  }

  private boolean isFree() {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(number));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    free.release();
  }
}
