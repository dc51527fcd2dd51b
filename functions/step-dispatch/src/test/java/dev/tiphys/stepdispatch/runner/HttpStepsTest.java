package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tiphys.events.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpStepsTest {
  @TempDir Path folder;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private HttpServer server;
  private Bench bench;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          asked.countDown();
          if (exchange.getRequestURI().getPath().equals("/slow")) {
            Bench.await(closing);
          }
          if (exchange.getRequestURI().getPath().equals("/moved")) {
            var to = exchange.getRequestURI().getQuery();
            exchange.getResponseHeaders().set("location", to == null ? "/moved" : to);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
            return;
          }
          var text =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("X-Key")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          var status = Integer.parseInt(exchange.getRequestURI().getQuery());
          var bytes = text.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("x-thing", "seen");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    bench = new Bench(Bench.processes(folder, Walls.NONE, RunnerConfig.DEFAULT, ConfigValues.NONE));
  }

  @AfterEach
  void close() {
    closing.countDown();
    bench.close();
    server.stop(0);
  }

  private String url(String rest) {
    return "http://localhost:" + server.getAddress().getPort() + rest;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://169.254.169.254/latest", "http://[fe80::1]/", "http://100.100.100.200/"})
  void addresses_that_tell_secrets_of_the_machine_are_not_asked(String url) {
    var end = bench.end("http: {url: '%s'}".formatted(url));
    assertThat(end.phase()).isEqualTo(Phase.ERROR);
    assertThat(end.message()).contains("http.url: the address").contains("is not reached");
  }

  @Test
  void a_2xx_response_succeeds_and_its_body_is_the_result() {
    var end =
        bench.end(
            "http: {url: '%s', method: post, headers: [{name: x-key, value: k}], body: b}"
                .formatted(url("/?201")));

    assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(end.outputs().result()).isEqualTo("POST k b");
  }

  @Test
  void another_status_fails() {
    var end = bench.end("http: {url: '%s'}".formatted(url("/?404")));

    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.message()).isEqualTo("received non-2xx response code: 404");
  }

  @Test
  void a_condition_decides_if_there_is_one() {
    var template = "http: {url: '%s', successCondition: '%s'}";

    assertThat(
            bench
                .end(
                    template.formatted(
                        url("/?404"),
                        "response.statusCode == 404 && response.body startsWith \"GET\" &&"
                            + " response.headers[\"X-Thing\"][0] == \"seen\""))
                .message())
        .isNull();
    assertThat(bench.end(template.formatted(url("/?200"), "response.statusCode == 404")).message())
        .isEqualTo("successCondition 'response.statusCode == 404' evaluated false");
    assertThat(bench.end(template.formatted(url("/?200"), "response.statusCode")).message())
        .isEqualTo("unable to cast expression result '200' to bool");
  }

  @Test
  void a_request_without_an_answer_ends_in_time() {
    var end = bench.end("http: {url: '%s', timeoutSeconds: 1}".formatted(url("/slow?200")));

    assertThat(end.phase()).isEqualTo(Phase.ERROR);
    assertThat(end.message()).contains("no answer within 1 s");
  }

  @Test
  void a_request_can_be_cancelled() {
    var trial = bench.start("http: {url: '%s'}".formatted(url("/slow?200")));
    Bench.await(asked);

    bench.runner.cancel(trial.step.run(), trial.step.node());

    assertThat(trial.end().phase()).isEqualTo(Phase.FAILED);
  }

  @Test
  void a_post_that_an_earlier_host_may_have_sent_is_not_sent_again() {
    var template = Bench.yaml("http: {url: '%s', method: POST}".formatted(url("/?200")));
    var step = Bench.step(bench.run, 9, template, Bench.yaml("{}"), null);
    var earlier = StepFolder.of(folder, bench.run, 9);
    earlier.create(step.podName());
    earlier.claim("sent");

    var trial = bench.trial(step);
    bench.runner.start(step, trial);

    assertThat(trial.end().phase()).isEqualTo(Phase.ERROR);
    assertThat(asked.getCount()).isEqualTo(1);
  }

  @Test
  void a_redirect_is_followed_to_the_same_host_only() {
    var end =
        bench.end("http: {url: '%s', method: POST, body: b}".formatted(url("/moved?/x%3F200")));
    assertThat(end.outputs().result()).isEqualTo("GET null ");

    var elsewhere =
        bench.end("http: {url: '%s'}".formatted(url("/moved?http://169.254.169.254/latest")));

    assertThat(elsewhere.phase()).isEqualTo(Phase.ERROR);
    assertThat(elsewhere.message())
        .endsWith("another host, which is not followed: http://169.254.169.254");
    assertThat(bench.end("http: {url: '%s'}".formatted(url("/moved?/moved%3F/moved"))).message())
        .isEqualTo("received non-2xx response code: 302");
  }

  @Test
  void what_is_no_url_is_refused() {
    assertThat(bench.end("http: {url: 'file:///etc/passwd'}").message())
        .isEqualTo("http.url should begin with http:// or https://, not 'file:///etc/passwd'");
  }
}
