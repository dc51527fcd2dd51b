package dev.tiphys.doorway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Phase;
import dev.tiphys.log.LogFailure;
import dev.tiphys.log.store.MemoryObjectStore;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Over real sockets, byte by byte: clients would set some of these headers right.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class CloudEventServerTest {
  private static final String BINARY =
      "Ce-Specversion: 1.0\r\nCe-Id: 1\r\nCe-Source: /s\r\nCe-Type: t\r\n";
  private static final String STRUCTURED =
      "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":{\"a\":1}}";

  private final ConcurrentLinkedQueue<CloudEvent> received = new ConcurrentLinkedQueue<>();
  private volatile Consumer<CloudEvent> function = received::add;
  private final CloudEventServer server =
      CloudEventServer.start(
          new InetSocketAddress("localhost", 0), event -> function.accept(event));

  @AfterEach
  void stop() {
    server.close();
  }

  private record Answer(int status, String head, String body) {}

  private Answer post(String headers, byte[] body) throws IOException {
    return send("POST / HTTP/1.1", headers + "Content-Length: " + body.length + "\r\n", body);
  }

  private Answer post(String headers, String body) throws IOException {
    return post(headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private Answer send(String request, String headers, byte[] body) throws IOException {
    return send(server, request, headers, body);
  }

  private static Answer send(CloudEventServer to, String request, String headers, byte[] body)
      throws IOException {
    try (var socket = new Socket("localhost", to.port())) {
      socket.setSoTimeout(20_000);
      var out = socket.getOutputStream();
      var head = request + "\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
      out.write(head.getBytes(StandardCharsets.UTF_8));
      out.write(body);
      out.flush();
      var text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var parts = (text + "\r\n\r\n").split("\r\n\r\n", 2);
      return new Answer(Integer.parseInt(text.substring(9, 12)), parts[0], parts[1].strip());
    }
  }

  @Test
  void an_event_in_binary_mode_is_handed_over() throws IOException {
    assertThat(post(BINARY + "Content-Type: application/json\r\n", "{\"a\":1}").status())
        .isEqualTo(204);
    assertThat(received)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getType()).isEqualTo("t");
              assertThat(event.getDataContentType()).isEqualTo("application/json");
              assertThat(event.getData().toBytes()).asString().isEqualTo("{\"a\":1}");
            });
  }

  @Test
  void an_event_in_structured_mode_is_handed_over() throws IOException {
    assertThat(post("Content-Type: application/cloudevents+json\r\n", STRUCTURED).status())
        .isEqualTo(204);
    assertThat(received)
        .singleElement()
        .satisfies(
            event -> assertThat(event.getData().toBytes()).asString().isEqualTo("{\"a\":1}"));
  }

  @Test
  void an_event_without_data_is_handed_over() throws IOException {
    assertThat(post(BINARY, "").status()).isEqualTo(204);
    assertThat(send("POST / HTTP/1.1", BINARY, new byte[0]).status()).isEqualTo(204);
    assertThat(received).hasSize(2).allSatisfy(event -> assertThat(event.getData()).isNull());
  }

  @Test
  void bytes_that_are_no_text_arrive_unharmed() throws IOException {
    var bytes = new byte[] {(byte) 0xff, (byte) 0xfe, 0, 10};
    assertThat(post(BINARY, bytes).status()).isEqualTo(204);
    assertThat(received)
        .singleElement()
        .satisfies(event -> assertThat(event.getData().toBytes()).isEqualTo(bytes));
  }

  @Test
  void an_event_in_chunks_is_read_whole() throws IOException {
    var chunks = "3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    assertThat(send("POST / HTTP/1.1", BINARY + "Transfer-Encoding: chunked\r\n", chunks).status())
        .isEqualTo(204);
    assertThat(received)
        .singleElement()
        .satisfies(
            event -> assertThat(event.getData().toBytes()).asString().isEqualTo("{\"a\":1}"));
  }

  /// Attack case 71: whatever the headers are, the answer is the sender's fault.
  static Stream<List<String>> bad_headers() {
    return Stream.of(
        List.of(BINARY + "Ce-Id: 2\r\n", "", "400"),
        List.of(BINARY.replace("1.0", "2.0"), "", "400"),
        List.of(BINARY.replace("Ce-Id: 1", "Ce-Id:"), "", "400"),
        List.of(BINARY.replace("Ce-Id: 1", "X: 1"), "", "400"),
        List.of(BINARY + "Ce-Time: yesterday\r\n", "", "400"),
        List.of(BINARY + "Ce-Bad_Name: 1\r\n", "", "400"),
        List.of(BINARY + "Content-Type: application/cloudevents+json\r\n", STRUCTURED, "400"),
        List.of("Content-Type: application/cloudevents-batch+json\r\n", "[]", "400"),
        List.of("Content-Type: application/cloudevents+json\r\n", "{", "400"),
        List.of("Content-Type: application/json\r\n", "{}", "400"),
        List.of("", "", "400"),
        List.of(BINARY + "Ce-X: " + "x".repeat(64 << 10) + "\r\n", "", "431"),
        List.of(BINARY + "X: y\r\n".repeat(10_000), "", "400 or 431"));
  }

  @ParameterizedTest
  @MethodSource("bad_headers")
  void a_request_that_is_no_event_is_refused_for_good(List<String> request) throws IOException {
    var answer = post(request.get(0), request.get(1));
    assertThat(request.get(2)).contains(Integer.toString(answer.status()));
    assertThat(received).isEmpty();
  }

  @Test
  void a_line_break_smuggled_into_a_header_makes_no_second_one() throws IOException {
    var answer = post(BINARY.replace("Ce-Id: 1", "Ce-Id: 1%0d%0aCe-Evil: 2"), "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(received).isEmpty();
  }

  @Test
  void an_event_above_the_limit_is_refused() throws IOException {
    var answer = post(BINARY, new byte[CloudEventServer.EVENT_BYTES_MAX + 1]);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("the event has more than 2097152 bytes");
    assertThat(post(BINARY, new byte[CloudEventServer.EVENT_BYTES_MAX]).status()).isEqualTo(204);
  }

  @Test
  void only_a_post_to_the_root_is_an_event() throws IOException {
    var get = send("GET / HTTP/1.1", BINARY, new byte[0]);
    assertThat(get.status()).isEqualTo(405);
    assertThat(get.head()).containsIgnoringCase("allow: POST");
    assertThat(send("POST /x HTTP/1.1", BINARY, new byte[0]).status()).isEqualTo(404);
    assertThat(send("GET /healthz HTTP/1.1", "", new byte[0]).status()).isEqualTo(200);
    assertThat(received).isEmpty();
  }

  static Stream<List<Object>> failures() {
    return Stream.of(
        List.of(new LogFailure.Unavailable("the store is away"), 503),
        List.of(new LogFailure.Rejected("too large"), 422),
        List.of(new LogFailure.CorruptLog("a gap"), 422),
        List.of(new IllegalArgumentException("data: expected"), 422),
        List.of(new IllegalStateException(new LogFailure.Unavailable("the store is away")), 503),
        List.of(new IllegalStateException("secret inside"), 500),
        List.of(new StackOverflowError(), 500));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_failure_is_answered_with_what_the_broker_should_do(List<Object> failure)
      throws IOException {
    function =
        event -> {
          if (failure.getFirst() instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure.getFirst();
        };
    var answer = post(BINARY, "");
    assertThat(answer.status()).isEqualTo(failure.get(1));
    assertThat(answer.body()).doesNotContain("secret", "\tat ", "Exception").startsWith("{");
  }

  @Test
  void what_runs_refuse_is_answered_with_what_the_broker_should_do() throws IOException {
    var runs = Runs.in(new MemoryObjectStore(), InstantSource.system(), new Random(1));
    function = runs::handle;
    var event =
        "Ce-Specversion: 1.0\r\nCe-Source: /runs/default/hello/0c5a-1\r\n"
            + "Ce-Time: 2026-11-24T06:00:00Z\r\nContent-Type: application/json\r\n";
    var start = event + "Ce-Id: start\r\nCe-Type: dev.tiphys.run.requested\r\n";
    var end = event + "Ce-Id: 0-ended\r\nCe-Type: dev.tiphys.step.ended\r\n";
    var suspend = event + "Ce-Id: s\r\nCe-Type: dev.tiphys.run.suspend.requested\r\n";
    var ended = "{\"n\":0,\"phase\":\"Succeeded\"}";

    assertThat(post(end, ended).status()).as("of no run").isEqualTo(422);
    var pinned = "{\"pinned\":" + Hello.pinned(Hello.RUN, "") + "}";
    assertThat(post(start, pinned).status()).isEqualTo(204);
    assertThat(post(end, new byte[] {(byte) 0xff}).status()).as("no JSON").isEqualTo(422);
    assertThat(post(end, "{}").body()).contains("'n', the number of a node, is missing");
    assertThat(post(end, ended).status()).isEqualTo(204);
    assertThat(post(end, ended).status()).as("again").isEqualTo(204);
    assertThat(post(suspend, "").status()).as("too late").isEqualTo(422);
    assertThat(runs.load(Hello.RUN, 2).phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void the_same_event_many_times_at_once_is_carried_out_once() throws Exception {
    var runs = Runs.in(new MemoryObjectStore(), InstantSource.system(), new Random(1));
    function = runs::handle;
    var start =
        "Ce-Specversion: 1.0\r\nCe-Source: /runs/default/hello/0c5a-1\r\n"
            + "Ce-Time: 2026-11-24T06:00:00Z\r\nCe-Id: a\r\nCe-Type: dev.tiphys.run.requested\r\n";
    var pinned = "{\"pinned\":" + Hello.pinned(Hello.RUN, "") + "}";
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          Stream.generate(() -> threads.submit(() -> post(start, pinned).status()))
              .limit(200)
              .toList();
      for (Future<Integer> answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(204);
      }
    }
    assertThat(runs.load(Hello.RUN).version()).isEqualTo(1);
  }

  @Test
  void one_event_too_many_is_told_to_come_again() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    Consumer<CloudEvent> slow =
        event -> {
          begun.countDown();
          await(go);
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var narrow = CloudEventServer.start(new InetSocketAddress("localhost", 0), 1, slow)) {
      var first = threads.submit(() -> send(narrow, "POST / HTTP/1.1", BINARY, new byte[0]));
      await(begun);
      var second = send(narrow, "POST / HTTP/1.1", BINARY, new byte[0]);
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.body()).contains("1 events are under way; try again later");
      assertThat(second.head()).containsIgnoringCase("retry-after: 1");
      go.countDown();
      assertThat(first.get(20, TimeUnit.SECONDS).status()).isEqualTo(204);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new LogFailure.Unavailable("interrupted", e);
    }
  }

  @Test
  void a_server_that_stops_answers_what_it_is_at() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    function =
        event -> {
          begun.countDown();
          await(go);
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> post(BINARY, "").status());
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      var stopped = threads.submit(server::close);
      go.countDown();
      assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(204);
      stopped.get(20, TimeUnit.SECONDS);
    }
  }
}
