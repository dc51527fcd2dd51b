package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `run` as a user types it, through the whole chain. Steps are processes: sh and sleep.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class RunTest {
  private static final String WORKFLOW =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {name: job}
      spec:
        entrypoint: main
        templates:
          - name: main
            steps: [[{name: work, template: work}]]
          - name: work
            container: {image: any, command: [sh, -c], args: ["%s"]}
      """;

  @TempDir private Path folder;
  private final Printed out = new Printed();
  private final Printed err = new Printed();

  private String workflow(String script) throws IOException {
    return Files.writeString(folder.resolve("job.yaml"), WORKFLOW.formatted(script)).toString();
  }

  private String[] arguments(String file, String... more) {
    var all = new String[more.length + 4];
    all[0] = "run";
    all[1] = file;
    all[2] = "--runner=process";
    all[3] = "--store=" + folder.resolve("store");
    System.arraycopy(more, 0, all, 4, more.length);
    return all;
  }

  private int run(String file, String... more) {
    return Tiphys.execute(
        new PrintWriter(out, true), new PrintWriter(err, true), arguments(file, more));
  }

  @Test
  void a_run_that_succeeds_is_0_and_the_same_file_can_be_run_again() throws IOException {
    var file = workflow("echo out");
    assertThat(run(file, "--log")).as(err.toString()).isZero();
    assertThat(out.toString()).contains(": out\n", "Status:              Succeeded", "───✔ work");
    out.clear();
    assertThat(run(file, "-o=json")).as(err.toString()).isZero();
    var workflow = new ObjectMapper().readTree(out.toString());
    assertThat(workflow.at("/status/progress").asText()).isEqualTo("1/1");
  }

  @Test
  void a_run_can_be_replayed_from_its_store_without_a_server() throws IOException {
    assertThat(run(workflow("echo out"))).as(err.toString()).isZero();
    out.clear();
    assertThat(replay("@latest")).as(err.toString()).isZero();
    assertThat(out.toString()).startsWith("Record: ").contains("Succeeded", "───✔ work");
    out.clear();
    assertThat(replay("@latest", "--at=1")).as(err.toString()).isZero();
    assertThat(out.toString()).startsWith("Record:              1\n").contains("Running");
    assertThat(replay("@latest", "--at=999")).isEqualTo(2);
    assertThat(err.toString()).contains("has no record 999: its log ends with");
    assertThat(replay("nobody")).isEqualTo(2);
    assertThat(err.toString()).contains("workflow \"nobody\" not found");
    assertThat(
            Tiphys.execute(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "replay",
                "x",
                "--store=" + folder.resolve("none")))
        .isEqualTo(2);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private int replay(String name, String... more) {
    var all = new String[more.length + 3];
    all[0] = "replay";
    all[1] = name;
    all[2] = "--store=" + folder.resolve("store");
    System.arraycopy(more, 0, all, 3, more.length);
    return Tiphys.execute(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }

  @Test
  void a_run_that_fails_is_1_and_its_last_words_are_shown() throws IOException {
    assertThat(run(workflow("echo bad news; exit 3"))).isEqualTo(1);
    assertThat(out.toString()).contains("✖ work", "Last lines of job[0].work:\n  bad news\n");
  }

  @Test
  void a_run_that_takes_too_long_is_ended_and_3() throws IOException {
    assertThat(run(workflow("sleep 60.017"), "--timeout=500ms")).isEqualTo(3);
    assertThatNothingSleeps("60.017");
    assertThat(err.toString()).contains("timed out after 500ms");
    assertThat(out.toString()).contains("Status:              Failed");
  }

  /// No process that a step has started is left; they sleep for a time of their own.
  private static void assertThatNothingSleeps(String seconds) {
    assertThat(
            ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.endsWith("sleep " + seconds)))
        .isEmpty();
  }

  @Test
  void an_interrupted_run_is_ended_and_3() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"));
    command.command().add("dev.tiphys.cli.Tiphys");
    command.command().addAll(List.of(arguments(workflow("exec sleep 60.019"))));
    var process = command.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try (var told =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      var line = told.readLine();
      while (line != null && !line.equals("job[0].work Running")) {
        line = told.readLine();
      }
      assertThat(line).as("the step began").isNotNull();
      // TERM, which takes the same way as Ctrl-C.
      process.toHandle().destroy();
      assertThat(told.lines()).anyMatch(l -> l.contains("interrupted; ending the run"));
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(3);
      assertThatNothingSleeps("60.019");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_store_or_a_configuration_that_cannot_be_used_is_wrong_input() throws IOException {
    var file = workflow("true");
    assertThat(run(file, "--config=" + folder.resolve("none.yaml"))).isEqualTo(2);
    assertThat(err.toString()).contains("none.yaml: no such file");
    var taken = Files.writeString(folder.resolve("taken"), "");
    assertThat(
            Tiphys.execute(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "run",
                file,
                "--runner=process",
                "--store=" + taken))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains(taken.toString(), "Not a directory")
        .doesNotContain("\tat ", "java.nio", "Exception");
  }
}
