package dev.tiphys.doorway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunEvents;
import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class HttpBrokerTest {
  private final RunEvents events = new RunEvents(LargeValues.inMemory());
  private final CloudEvent small =
      events.request(Hello.RUN, "0-ended", Hello.end(0, Phase.SUCCEEDED));

  @Test
  void what_is_published_arrives_in_order_as_it_was() {
    var outputs = new java.util.TreeMap<String, String>();
    for (var i = 0; i < 100; i++) {
      outputs.put("p" + i, "ä".repeat(5_000));
    }
    var large =
        events.request(
            Hello.RUN,
            "ü 100%",
            new EndStep(1, Phase.FAILED, null, Outputs.of(outputs), null, Map.of(), Hello.AT));
    var traced =
        CloudEventBuilder.v1(small).withExtension("traceparent", "00-4bf92f-00f067-01").build();

    var received = new ConcurrentLinkedQueue<CloudEvent>();
    try (var server =
        CloudEventServer.start(new InetSocketAddress("localhost", 0), received::add)) {
      broker(server.port()).publish(List.of(small, large, traced));
    }

    assertThat(received.stream().map(events::readRequest))
        .containsExactly(
            events.readRequest(small), events.readRequest(large), events.readRequest(traced));
    assertThat(new ArrayList<>(received).get(1).getExtension("dataref")).isNotNull();
    assertThat(new ArrayList<>(received).get(2).getExtension("traceparent"))
        .isEqualTo("00-4bf92f-00f067-01");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 404, 429, 500, 503})
  void an_answer_other_than_2xx_means_that_the_broker_has_not_got_it(int status)
      throws IOException {
    var server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      assertThatThrownBy(() -> broker(server.getAddress().getPort()).publish(List.of(small)))
          .isInstanceOf(Unavailable.class)
          .hasMessage("the broker answered %d to event /runs/default/hello/0c5a-1 0-ended", status);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_broker_that_does_not_answer_is_given_up() throws IOException {
    var server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    var over = new CountDownLatch(1);
    server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    try {
      var sink = URI.create("http://localhost:" + server.getAddress().getPort());
      var broker = new HttpBroker(sink, events, Duration.ofMillis(100));
      assertThatThrownBy(() -> broker.publish(List.of(small)))
          .isInstanceOf(Unavailable.class)
          .hasMessageStartingWith("the broker did not take event");
    } finally {
      over.countDown();
      server.stop(0);
    }
  }

  @Test
  void a_broker_that_is_not_there_is_unavailable() throws IOException {
    int port;
    try (var socket = new java.net.ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> broker(port).publish(List.of(small))).isInstanceOf(Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x/", "/path", "http:x", "http://user:secret@host/"})
  void a_sink_that_is_no_plain_url_is_refused(String sink) {
    assertThatThrownBy(() -> new HttpBroker(URI.create(sink), events))
        .isInstanceOf(Rejected.class)
        .hasMessageNotContaining("secret");
  }

  private HttpBroker broker(int port) {
    return new HttpBroker(URI.create("http://localhost:" + port + "/"), events);
  }
}
