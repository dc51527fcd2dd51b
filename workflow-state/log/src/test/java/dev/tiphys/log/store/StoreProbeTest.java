package dev.tiphys.log.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.ObjectStore.Put;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/// Against a small server that knows PUT, GET and DELETE, and not `If-None-Match`.
@DisplayNameGeneration(ReplaceUnderscores.class)
class StoreProbeTest {
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final AtomicInteger puts = new AtomicInteger();
  private int answer = 200;
  private HttpServer server;
  private S3ObjectStore store;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var path = exchange.getRequestURI().getPath();
          var body = exchange.getRequestBody().readAllBytes();
          var status = answer;
          var reply = new byte[0];
          switch (exchange.getRequestMethod()) {
            case "PUT" -> {
              puts.incrementAndGet();
              if (status == 200) {
                objects.put(path, body);
              }
            }
            case "GET" -> {
              reply = objects.getOrDefault(path, reply);
              status = objects.containsKey(path) ? 200 : 404;
            }
            default -> {
              objects.remove(path);
              status = 204;
            }
          }
          exchange.sendResponseHeaders(status, reply.length == 0 ? -1 : reply.length);
          exchange.getResponseBody().write(reply);
          exchange.close();
        });
    server.start();
    store =
        new S3ObjectStore(
            new S3ObjectStore.Bucket(
                "bucket",
                "",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                "us-east-1",
                true,
                Duration.ofSeconds(5),
                AnonymousCredentialsProvider.create()));
  }

  @AfterEach
  void stop() {
    store.close();
    server.stop(0);
  }

  @Test
  void a_store_that_ignores_create_if_absent_is_refused_at_every_start() {
    for (var start = 0; start < 2; start++) {
      assertThatThrownBy(() -> StoreProbe.verify(store))
          .isInstanceOf(Rejected.class)
          .hasMessageContaining("s3://bucket/")
          .hasMessageContaining("created an object that existed already")
          .hasMessageContaining("If-None-Match: *");
    }
  }

  @ParameterizedTest
  @CsvSource({"412,EXISTS", "409,NO_REPLY", "429,NO_REPLY", "500,NO_REPLY", "503,NO_REPLY"})
  void a_status_is_an_outcome_after_one_request(int status, Put expected) {
    answer = status;
    assertThat(store.putIfAbsent("k", new byte[1])).isEqualTo(expected);
    assertThat(puts).hasValue(1);
  }

  @Test
  void a_server_that_is_gone_gives_no_reply() {
    server.stop(0);
    assertThat(store.putIfAbsent("k", new byte[1])).isEqualTo(Put.NO_REPLY);
  }

  @Test
  void a_store_without_answers_is_unavailable_and_not_unsuitable() {
    answer = 503;
    assertThatThrownBy(() -> StoreProbe.verify(store)).isInstanceOf(Unavailable.class);
  }
}
