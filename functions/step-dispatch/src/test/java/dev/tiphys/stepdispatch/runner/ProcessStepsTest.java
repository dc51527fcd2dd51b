package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ProcessStepsTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void open() {
    bench =
        new Bench(Bench.processes(folder, Walls.here(), RunnerConfig.DEFAULT, ConfigValues.NONE));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void a_container_that_exits_with_0_succeeds_and_leaves_its_log() {
    var hello = bench.start("container: {image: busybox, command: [echo], args: [hello world]}");

    var end = hello.end();

    assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(end.message()).isNull();
    assertThat(end.outputs().exitCode()).isEqualTo("0");
    assertThat(end.outputs().result()).isNull();
    assertThat(hello.log()).isEqualTo("hello world\n");
  }

  @Test
  void a_container_that_exits_with_another_code_fails() {
    var end = bench.end("container: {image: busybox, command: [sh, -c, exit 3]}");

    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.message()).isEqualTo("Error (exit code 3)");
    assertThat(end.outputs().exitCode()).isEqualTo("3");
  }

  @Test
  void code_64_is_that_of_a_wrapper_which_could_not_run_the_program() {
    var end = bench.end("container: {image: busybox, command: [sh, -c, exit 64]}");

    assertThat(end.phase()).isEqualTo(Phase.ERROR);
    assertThat(end.message()).isEqualTo("Error (exit code 64)");
  }

  @Test
  void a_program_that_is_not_there_is_named() {
    var end = bench.end("container: {image: busybox, command: [no-such-program]}");

    assertThat(end.phase()).isEqualTo(Phase.ERROR);
    assertThat(end.message()).contains("'no-such-program' was not found in PATH");
  }

  @Test
  void a_container_without_a_command_names_the_image_to_be_configured() {
    var end = bench.end("container: {image: nginx}");

    assertThat(end.phase()).isEqualTo(Phase.ERROR);
    assertThat(end.message()).contains("container 'main' has no command", "'nginx'", "images");
  }

  @Test
  void a_script_is_a_file_named_last() {
    var script =
        bench.start(
            """
            script:
              image: python
              command: [python3]
              source: |
                import sys
                print("it's", len(sys.argv), "argument")
            """,
            Bench.capturing());

    assertThat(script.end().outputs().result()).isEqualTo("it's 1 argument");
  }

  @Test
  void it_is_known_when_a_line_was_written() {
    var slow = bench.start("container: {image: x, command: [sh, -c, 'echo a; sleep 0.7; echo b']}");
    slow.end();
    var written = slow.written();
    assertThat(written).extracting(Runner.Written::upTo).containsExactly(2L, 4L);
    assertThat(Duration.between(written.getFirst().at(), written.getLast().at()))
        .isGreaterThan(Duration.ofMillis(600));
  }

  @Test
  void the_result_is_stdout_alone_and_the_log_has_both() {
    var both =
        bench.start(
            "container: {image: x, command: [sh, -c, 'echo out; echo err >&2; echo']}",
            Bench.capturing());

    assertThat(both.end().outputs().result()).isEqualTo("out\n");
    assertThat(both.log()).contains("out\n").contains("err\n");
  }

  @Test
  void the_result_is_the_end_of_a_long_stdout() {
    var end =
        bench
            .start("container: {image: x, command: [sh, -c, 'seq 1 100000']}", Bench.capturing())
            .end();

    assertThat(end.outputs().result()).hasSize(256 * 1024 - 1).endsWith("99999\n100000");
  }

  @Test
  void output_parameters_lose_one_line_end_and_default_when_missing() {
    var end =
        bench.end(
            """
            container: {image: x, command: [sh, -c, 'printf "a\\n\\n" > /tmp/a.txt']}
            outputs:
              parameters:
              - {name: a, valueFrom: {path: /tmp/a.txt}}
              - {name: b, valueFrom: {path: /tmp/b.txt, default: none}}
            """);

    assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(end.outputs().parameters()).containsEntry("a", "a\n").containsEntry("b", "none");
  }

  @Test
  void an_output_parameter_without_file_and_default_is_an_error() {
    var end =
        bench.end(
            """
            container: {image: x, command: ['true']}
            outputs: {parameters: [{name: a, valueFrom: {path: /tmp/a.txt}}]}
            """);

    assertThat(end.phase()).isEqualTo(Phase.ERROR);
    assertThat(end.message())
        .isEqualTo("output parameter 'a': there is no file /tmp/a.txt, and no default");
    assertThat(end.outputs().exitCode()).isNull();
  }

  @Test
  void a_failed_step_keeps_the_outputs_it_made() {
    var end =
        bench.end(
            """
            container: {image: x, command: [sh, -c, 'echo 1 > /tmp/a; exit 2']}
            outputs:
              parameters:
              - {name: a, valueFrom: {path: /tmp/a}}
              - {name: b, valueFrom: {path: /tmp/b}}
            """);

    assertThat(end.message()).isEqualTo("Error (exit code 2)");
    assertThat(end.outputs().parameters()).containsOnlyKeys("a");
  }

  @Test
  void an_argument_too_long_for_a_process_is_a_file() {
    var end =
        bench
            .start(
                "container: {image: x, command: [sh, -c, 'echo $0; wc -c < ${0#@}', '%s']}"
                    .formatted("x".repeat(200_000)),
                Bench.capturing())
            .end();

    assertThat(end.outputs().result()).startsWith("@/tmp/").endsWith("\n200000");
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void every_declared_path_can_be_written_and_nothing_is_left_on_the_host(Walls walls) {
    Assumptions.assumeTrue(walls.work(), () -> walls + " does not work on this machine");
    var before = Files.exists(Path.of("/tiphys-a"));
    var other = new Bench(Bench.processes(folder, walls, RunnerConfig.DEFAULT, ConfigValues.NONE));
    var end =
        other.end(
            """
            container:
              image: x
              command: [sh, -c]
              args:
              - |
                set -e
                mkdir -p /tiphys-a/b /tmp/sub /var/run/tiphys-five
                echo 1 > /tiphys-a/b/one.txt
                echo 2 > /mnt/tiphys-two.txt
                echo 3 > /tmp/sub/tiphys-three.txt
                echo 4 > /tiphys-four.txt
                echo 5 > /var/run/tiphys-five/x
                [ -e /etc/passwd ]
            outputs:
              parameters:
              - {name: one, valueFrom: {path: /tiphys-a/b/one.txt}}
              - {name: two, valueFrom: {path: /mnt/tiphys-two.txt}}
              - {name: three, valueFrom: {path: /tmp/sub/tiphys-three.txt}}
              - {name: four, valueFrom: {path: /tiphys-four.txt}}
              - {name: five, valueFrom: {path: /var/run/tiphys-five/x}}
            """);

    assertThat(end.message()).isNull();
    assertThat(end.outputs().parameters())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("one", "1", "two", "2", "three", "3", "four", "4", "five", "5"));
    assertThat(before).isFalse();
    assertThat(
            Stream.of(
                "/tiphys-a",
                "/mnt/tiphys-two.txt",
                "/tmp/sub",
                "/tiphys-four.txt",
                "/run/tiphys-five"))
        .noneMatch(path -> Files.exists(Path.of(path)));
  }
}
