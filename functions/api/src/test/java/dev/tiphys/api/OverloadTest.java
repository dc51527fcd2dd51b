package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What happens at the limits that guard all clients against some.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class OverloadTest extends ApiTest {
  private static final String BASE = "/api/v1/workflows/argo";
  private static final Limits SMALL =
      new Limits(
          64 * 1024,
          128 * 1024,
          64 * 1024,
          32 * 1024,
          16 * 1024,
          96 * 1024,
          2,
          1,
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(50));

  @Override
  ApiSettings settings() {
    return super.settings().withLimits(SMALL);
  }

  @Test
  void a_host_that_takes_long_is_not_waited_for() throws IOException {
    var slow = new CountDownLatch(1);
    var finished = new CompletableFuture<Boolean>();
    var stuck =
        new Stalling(host) {
          @Override
          public List<ObjectNode> list(String namespace) {
            try {
              slow.await();
              finished.complete(true);
            } catch (InterruptedException e) {
              finished.complete(false);
            }
            return List.of();
          }
        };
    try (var other = ApiServer.start(stuck, host, host, settings());
        var impatient = Client.of(other)) {
      var answer = impatient.get(BASE);
      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.message()).contains("PT0.3S");
      slow.countDown();
    }
    assertThat(finished.join()).as("the work was not broken off").isTrue();
  }

  @Test
  void requests_that_hang_count_until_they_are_over() throws IOException {
    var hanging = new CountDownLatch(1);
    var stuck =
        new Stalling(host) {
          @Override
          public List<ObjectNode> list(String namespace) {
            try {
              hanging.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return List.of();
          }
        };
    try (var other = ApiServer.start(stuck, host, host, settings());
        var impatient = Client.of(other)) {
      assertThat(impatient.get(BASE).status()).isEqualTo(504);
      assertThat(impatient.get(BASE).status()).isEqualTo(504);
      var third = impatient.get("/api/v1/version");
      assertThat(third.status()).isEqualTo(429);
      assertThat(third.message()).contains("2 requests");
      hanging.countDown();
      until(() -> impatient.get("/api/v1/version").status() == 200);
    }
  }

  @Test
  void an_upload_is_larger_than_other_bodies_and_has_a_limit_of_its_own() {
    var form = "--b\r\nContent-Disposition: form-data; filename=f\r\n\r\n%s\r\n--b--\r\n";
    for (var bytes : List.of(100_000, 200_000)) {
      var answer =
          client.send(
              "POST",
              "/upload-artifacts/argo/t/a",
              form.formatted("x".repeat(bytes)),
              "Content-Type",
              "multipart/form-data; boundary=b");
      assertThat(answer.status()).as(answer.text()).isEqualTo(bytes == 100_000 ? 200 : 413);
    }
    assertThat(host.uploads).containsExactly("argo/t/a/f: 100000");
  }

  @Test
  void the_bodies_of_all_requests_together_have_a_limit() throws IOException {
    var patient =
        new Limits(
            64 * 1024,
            128 * 1024,
            64 * 1024,
            32 * 1024,
            16 * 1024,
            96 * 1024,
            9,
            1,
            Client.PATIENCE,
            Client.PATIENCE,
            Client.PATIENCE);
    try (var other = ApiServer.start(host, host, host, settings().withLimits(patient));
        var second = Client.of(other)) {
      var body = "{\"x\":\"" + "x".repeat(60_000) + "\"}";
      // Which of the two comes first, and so is not refused, is not for us to say.
      until(() -> refusedBeside(other, body, second));
      until(() -> second.post(BASE, body).status() == 400);
    }
  }

  private static boolean refusedBeside(ApiServer server, String body, Client second) {
    try (var first = new Socket("localhost", server.address().getPort())) {
      AbuseTest.send(
          first,
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65000\r\n\r\n%s"
              .formatted(BASE, body));
      return second.post(BASE, body).status() == 503;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Asks again until it is so; what another client does to the server takes a moment.
  private static void until(BooleanSupplier condition) {
    for (var deadline = System.nanoTime() + 20_000_000_000L; !condition.getAsBoolean(); ) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  @Test
  void an_error_of_the_host_is_told_without_its_inside() throws IOException {
    var broken =
        new Stalling(host) {
          @Override
          public List<ObjectNode> list(String namespace) {
            throw new IllegalStateException("secret at /var/lib");
          }
        };
    var logged = new Logged();
    try (logged;
        var other = ApiServer.start(broken, host, host, settings());
        var unlucky = Client.of(other)) {
      var answer = unlucky.get(BASE);
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.json().path("code").asInt()).isEqualTo(13);
      assertThat(answer.text()).doesNotContain("secret").doesNotContain("IllegalState");
      var record = logged.records.getFirst();
      var reference = answer.message().substring(answer.message().lastIndexOf(' ') + 1);
      assertThat(record.getMessage()).contains(reference);
      assertThat(record.getThrown()).hasMessageContaining("secret");
      try (var watch = unlucky.open("/api/v1/workflow-events/argo")) {
        assertThat(watch.next().at("/error/code").asInt()).isEqualTo(13);
      }
    }
  }

  @Test
  void a_client_that_sends_a_byte_now_and_then_is_cut_off() throws IOException {
    try (var socket = new Socket("localhost", server.address().getPort())) {
      AbuseTest.send(
          socket, "POST " + BASE + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{");
      assertThat(AbuseTest.head(socket)).doesNotContain("200");
    }
  }

  @Test
  void more_streams_than_the_limit_are_refused_and_an_ended_one_makes_room() throws Exception {
    try (var first = client.open("/api/v1/workflow-events/argo")) {
      assertThat(first.status()).isEqualTo(200);
      var second = client.get("/api/v1/workflow-events/argo");
      assertThat(second.status()).isEqualTo(429);
      assertThat(second.header("Retry-After")).isEqualTo("1");
      assertThat(second.message()).contains("1 streams");
    }
    // The heartbeat finds out that the client has gone.
    assertThat(host.unsubscribed.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThat(client.get(BASE).status()).isEqualTo(200);
  }

  @Test
  void a_client_that_does_not_read_is_cut_off() throws Exception {
    created("argo", "wf");
    var pod = host.step("argo", "wf", "a", Phase.SUCCEEDED);
    host.write(pod, "main", ("x".repeat(1000) + "\n").repeat(30_000));
    try (var socket = new Socket("localhost", server.address().getPort())) {
      AbuseTest.send(socket, "GET " + BASE + "/wf/log HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(AbuseTest.head(socket)).contains("200");
      // There is room for one stream: a second one shows when the first has been given up.
      until(() -> client.send("HEAD", "/api/v1/workflow-events/argo", null).status() == 200);
    }
  }

  /// What the server wrote into its log meanwhile, and kept from the console.
  private static final class Logged extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger(Answering.class.getName());
    final List<LogRecord> records = new CopyOnWriteArrayList<>();

    Logged() {
      logger.addHandler(this);
      logger.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }
}
