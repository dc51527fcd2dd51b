package dev.tiphys.cli;

import static dev.tiphys.cli.view.Status.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.local.LocalHost;
import dev.tiphys.cli.local.LocalRun;
import dev.tiphys.cli.view.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class LocalRunsTest {
  private static final String HELLO =
      Path.of(System.getProperty("tiphys.root"), "docs", "hello-world.yaml").toString();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Printed out = new Printed();
  private final Printed err = new Printed();
  private final Script host = new Script();

  private int run(String... arguments) throws InterruptedException {
    return run(InputStream.nullInputStream(), arguments);
  }

  private int run(InputStream input, String... arguments) throws InterruptedException {
    var command = new RunCommand();
    new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments);
    return LocalRuns.run(
        command,
        input,
        options -> {
          host.options = options;
          return host;
        });
  }

  /// A host whose one run goes through these states, and stays in the last.
  private static final class Script implements LocalHost, LocalRun {
    private final ArrayDeque<JsonNode> states = new ArrayDeque<>();
    private final Map<String, String> logs = new HashMap<>();
    private LocalHost.@Nullable Options options;
    private @Nullable ObjectNode started;
    private boolean terminated;

    Script then(Status state) {
      states.add(state.json());
      return this;
    }

    @Override
    public LocalRun start(String namespace, ObjectNode workflow) {
      started = workflow;
      return this;
    }

    @Override
    public @Nullable JsonNode next(Duration wait) throws InterruptedException {
      if (states.isEmpty()) {
        Thread.sleep(wait.dividedBy(10));
      }
      return states.poll();
    }

    @Override
    public URI serve(String address, int port, @Nullable String token) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
      return "hello";
    }

    @Override
    public boolean terminate(Duration wait) {
      terminated = true;
      states.add(Status.of("hello").finished("Failed").json());
      return true;
    }

    private byte[] bytes(String pod) {
      return logs.getOrDefault(pod, "").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] log(String pod, long offset, int max) {
      var bytes = bytes(pod);
      var from = (int) Math.min(offset, bytes.length);
      return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + max));
    }

    @Override
    public long logSize(String pod) {
      return bytes(pod).length;
    }

    @Override
    public void setUp(java.util.List<? extends com.fasterxml.jackson.databind.JsonNode> settings) {}

    @Override
    public void close() {}
  }

  private static Status running() {
    return Status.of("hello").with(node("hello", "Pod", "Running").template("main"));
  }

  private static Status ended(String phase) {
    return Status.of("hello").with(node("hello", "Pod", phase).template("main")).finished(phase);
  }

  @Test
  void changes_go_to_standard_error_and_the_final_tree_to_standard_output() throws Exception {
    host.then(running()).then(ended("Succeeded"));
    assertThat(run(HELLO)).isZero();
    assertThat(err.toString().lines()).containsExactly("hello Running", "hello Succeeded");
    assertThat(out.toString()).contains("Status:              Succeeded", " ✔ hello  main");
  }

  @Test
  void output_for_programs_is_nothing_but_that() throws Exception {
    host.then(running()).then(ended("Failed"));
    host.logs.put("hello", "no such file\n");
    assertThat(run(HELLO, "-o", "json")).isEqualTo(1);
    assertThat(JSON.readTree(out.toString()).at("/status/phase").asText()).isEqualTo("Failed");
    assertThat(err.toString()).contains("no such file");
  }

  @Test
  void the_last_words_of_a_failed_step_follow_the_tree() throws Exception {
    host.then(ended("Failed"));
    host.logs.put("hello", "line\n".repeat(50) + "\u001b[31mboom\n");
    assertThat(run(HELLO)).isEqualTo(1);
    assertThat(out.toString())
        .endsWith("Last lines of hello:\n" + "  line\n".repeat(9) + "  \uFFFD[31mboom\n");
  }

  @Test
  void logs_are_printed_as_they_come_when_asked_for() throws Exception {
    host.then(running()).then(ended("Succeeded"));
    host.logs.put("hello", "one\ntwo");
    assertThat(run(HELLO, "--log")).isZero();
    assertThat(out.toString().lines())
        .startsWith("hello: one", "hello: two", "Name:" + " ".repeat(16) + "hello");
  }

  @Test
  void a_time_limit_terminates_the_run_and_is_exit_code_3() throws Exception {
    host.then(running());
    assertThat(run(HELLO, "--timeout", "100ms")).isEqualTo(3);
    assertThat(host.terminated).isTrue();
    assertThat(err.toString()).contains("tiphys run: timed out after 100ms");
    assertThat(out.toString()).contains("Failed");
  }

  @Test
  void what_else_is_in_the_files_goes_along_and_arguments_count() throws Exception {
    host.then(ended("Succeeded"));
    var input =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: hello-}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: message}]}
          templates: [{name: main, container: {image: x, command: [echo]}}]
        """;
    var code =
        run(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            "-",
            "-p",
            "message=hi",
            "--name=mine",
            "--runner=process",
            "--store=/tmp/x");
    assertThat(code).isZero();
    assertThat(host.started.at("/metadata")).hasToString("{\"name\":\"mine\"}");
    assertThat(host.started.at("/spec/arguments/parameters/0/value").asText()).isEqualTo("hi");
    assertThat(host.options.documents())
        .singleElement()
        .matches(document -> document.json().path("kind").asText().equals("ConfigMap"));
    assertThat(host.options.store()).isEqualTo("/tmp/x");
    assertThat(host.options.runner()).isEqualTo("process");
  }

  @Test
  void what_is_wrong_is_told_before_any_host_is_opened() {
    var input =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: hello-}
        spec:
          entrypoint: nowhere
          templates: [{name: main, steps: [[{name: a, template: gone}]]}]
        """;
    var stream = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> run(stream, "-"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("-:5: spec.entrypoint");
    assertThatThrownBy(() -> run(HELLO, HELLO))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected one Workflow, found 2");
    assertThat(host.options).isNull();
  }
}
