package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.MarkProgress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PluginStepsTest {
  private static final String HELLO = "{name: main, plugin: {hello: {to: you}}}";

  /// One answer after the other: a status, a blank, a body.
  private final Queue<String> answers = new ArrayDeque<>();

  private final List<JsonNode> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> tokens = Collections.synchronizedList(new ArrayList<>());
  @TempDir Path folder;
  private HttpServer server;
  private Bench bench;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/deaf/", exchange -> answer(exchange, "404 "));
    server.createContext("/silent/", exchange -> answer(exchange, "200 {}"));
    server.createContext("/api/v1/template.execute", this::execute);
    server.start();
    bench = bench(List.of(plugin("deaf", "/deaf"), plugin("silent", "/silent/"), hello()));
  }

  @AfterEach
  void close() {
    bench.close();
    server.stop(0);
  }

  private void execute(HttpExchange exchange) throws IOException {
    tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
    asked.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
    synchronized (answers) {
      answer(exchange, answers.size() > 1 ? answers.remove() : answers.element());
    }
  }

  private static void answer(HttpExchange exchange, String answer) throws IOException {
    var parts = answer.split(" ", 2);
    var bytes = parts[1].getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(Integer.parseInt(parts[0]), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private ExecutorPlugin plugin(String name, String path) {
    return new ExecutorPlugin(
        name, URI.create("http://localhost:" + server.getAddress().getPort() + path), null);
  }

  private ExecutorPlugin hello() throws IOException {
    var token = Files.writeString(folder.resolve("token"), "s3cret\n");
    return new ExecutorPlugin("hello", plugin("hello", "").url(), token);
  }

  private Bench bench(List<ExecutorPlugin> plugins) {
    return new Bench(
        Bench.processes(
            folder.resolve("runs"),
            Walls.NONE,
            RunnerConfig.DEFAULT.withPlugins(plugins),
            ConfigValues.NONE));
  }

  @Test
  void the_first_plugin_that_takes_the_template_says_how_it_ended() {
    answers.add(
        """
        200 {"node": {"phase": "Succeeded", "message": "done", "outputs":
          {"result": "r", "parameters": [{"name": "p", "value": "v"}]}}}\
        """);

    var end = bench.end(HELLO);

    assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(end.message()).isEqualTo("done");
    assertThat(end.outputs().result()).isEqualTo("r");
    assertThat(end.outputs().parameters()).containsEntry("p", "v");
    assertThat(tokens).containsExactly("Bearer s3cret");
    var request = asked.getFirst();
    assertThat(request.at("/workflow/metadata/name").asText()).isEqualTo("trial");
    assertThat(request.at("/workflow/metadata/uid").asText()).isEqualTo(bench.run.uid());
    assertThat(request.at("/template/plugin/hello/to").asText()).isEqualTo("you");
  }

  @Test
  void a_plugin_that_wants_to_be_asked_again_is() {
    answers.add(
        """
        200 {"node": {"phase": "Running", "message": "half", "progress": "1/2"}, "requeue": "1ms"}\
        """);
    answers.add("200 {\"node\": {\"phase\": \"Failed\", \"message\": \"no\"}}");

    var trial = bench.start(HELLO);

    var progress = trial.next(MarkProgress.class);
    assertThat(progress.message()).isEqualTo("half");
    assertThat(progress.progress()).isEqualTo("1/2");
    var end = trial.end();
    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.message()).isEqualTo("no");
    assertThat(asked).hasSize(2);
  }

  @Test
  void a_second_host_asks_the_same_plugin_and_not_before_its_time() throws IOException {
    answers.add(
        "200 {\"node\": {\"phase\": \"Running\", \"message\": \"on\"}, \"requeue\": \"1h\"}");
    var first = bench.start(HELLO);
    first.next(MarkProgress.class);
    bench.close();
    asked.clear();

    bench = bench(List.of(plugin("eager", ""), hello()));
    var second = bench.trial(first.step);
    bench.runner.start(first.step, second);
    bench.runner.cancel(first.step.run(), first.step.node());

    assertThat(second.end().phase()).isEqualTo(Phase.FAILED);
    assertThat(asked).isEmpty();
  }

  @Test
  void a_plugin_that_is_too_busy_is_asked_again() {
    answers.add("503 ");
    answers.add("200 {\"node\": {\"phase\": \"Succeeded\"}}");

    assertThat(bench.end(HELLO).phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(asked).hasSize(2);
  }

  @Test
  void what_is_no_answer_is_an_error_that_says_so() {
    answers.add("200 {\"node\": {\"phase\": \"Running\"}}");
    assertThat(bench.end(HELLO).message())
        .isEqualTo(
            "executor plugin 'hello' left the step unfinished, but does not want to be asked again"
                + " (requeue)");
    answers.remove();
    answers.add("200 {\"node\": {\"phase\": \"Great\"}}");
    assertThat(bench.end(HELLO).message()).contains("'Great' is not a phase");
    answers.remove();
    answers.add("500 ");
    assertThat(bench.end(HELLO).message()).isEqualTo("executor plugin 'hello' answered 500");
    answers.remove();
    answers.add("200 {}");
    assertThat(bench.end(HELLO).message())
        .isEqualTo("no executor plugin took the template: asked [deaf, silent, hello]");
  }

  @Test
  void a_step_that_waits_for_a_plugin_ends_at_its_deadline() {
    answers.add("200 {\"node\": {\"phase\": \"Pending\"}, \"requeue\": \"1h\"}");

    var end = bench.start(HELLO, Bench.until(Instant.now().plusMillis(300))).end();

    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.message()).isEqualTo("Step exceeded its deadline");
  }

  @Test
  void plugins_are_configured_by_name_and_url() {
    var config =
        RunnerConfig.of(
            Bench.yaml("runner: {plugins: [{name: a, url: 'http://h:1/x', tokenFile: /t}]}"));

    assertThat(config.plugins())
        .containsExactly(new ExecutorPlugin("a", URI.create("http://h:1/x"), Path.of("/t")));
    assertThatThrownBy(
            () -> RunnerConfig.of(Bench.yaml("runner: {plugins: [{name: a, url: 'file:///x'}]}")))
        .hasMessageContaining("should begin with http:// or https://");
  }
}
