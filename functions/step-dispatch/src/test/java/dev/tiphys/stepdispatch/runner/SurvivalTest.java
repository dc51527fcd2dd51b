package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hosts are separate JVMs here, killed with SIGKILL.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SurvivalTest {
  private static final RunId RUN = new RunId("argo", "survivor", "u-1");

  @TempDir Path folder;

  /// A host in a process of its own. Prints a line for each report.
  static final class Host {
    /// Starts the step in `template` until its end is told.
    public static void main(String[] args) throws Exception {
      var runner =
          Bench.processes(Path.of(args[0]), Walls.here(), RunnerConfig.DEFAULT, ConfigValues.NONE);
      var over = new CountDownLatch(1);
      var step =
          Bench.step(
              RUN, 1, Bench.yaml(Files.readString(Path.of(args[1]))), Bench.yaml("{}"), null);
      runner.start(
          step,
          command -> {
            System.out.println(command.getClass().getSimpleName());
            if (command instanceof EndStep) {
              over.countDown();
            }
          });
      System.out.println("asked");
      Bench.await(over);
    }
  }

  private Process host(String template) throws IOException {
    var file = Files.writeString(folder.resolve("template.yaml"), template);
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Host.class.getName(),
            folder.resolve("steps").toString(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private Bench here() {
    return new Bench(
        Bench.processes(
            folder.resolve("steps"), Walls.here(), RunnerConfig.DEFAULT, ConfigValues.NONE));
  }

  private static Bench.Trial again(Bench bench, String template) {
    var trial = bench.trial(Bench.step(RUN, 1, Bench.yaml(template), Bench.yaml("{}"), null));
    bench.runner.start(trial.step, trial);
    return trial;
  }

  @Test
  void a_step_outlives_the_host_and_the_next_host_finds_it_running() throws Exception {
    var go = folder.resolve("go");
    var count = folder.resolve("count");
    // The folder itself lies in /tmp, which the step has its own of: it is handed in as a volume.
    var template =
        """
        container:
          image: x
          command: [sh, -c]
          args: ['echo started >> /host/count; while [ ! -e /host/go ]; do sleep 0.05; done; echo done']
          volumeMounts: [{name: host, mountPath: /host}]
        volumes: [{name: host, hostPath: {path: %s}}]
        """
            .formatted(folder);
    var host = host(template);
    awaitRunning(host);
    host.destroyForcibly().waitFor();
    assertThat(Files.readAllLines(count)).hasSize(1);

    try (var bench = here()) {
      var trial = again(bench, template);
      trial.next(MarkRunning.class);
      Files.createFile(go);
      var end = trial.end();

      assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
      assertThat(trial.log()).isEqualTo("done\n");
      assertThat(Files.readAllLines(count)).hasSize(1);
    }
  }

  @Test
  void the_next_runner_knows_what_is_under_way_until_it_has_ended() throws Exception {
    var template = "container: {image: x, command: [sleep, '1000']}";
    var key = new Runner.UnderWay(RUN, 1);
    try (var bench = here()) {
      again(bench, template).next(MarkRunning.class);
      assertThat(bench.runner.underWay()).containsExactly(key);
    }
    try (var bench = here()) {
      assertThat(bench.runner.underWay()).containsExactly(key);
      bench.runner.cancel(RUN, 1);
      assertThat(again(bench, template).end().phase()).isEqualTo(Phase.FAILED);
      assertThat(bench.runner.awaitEnd(RUN, Duration.ofSeconds(Bench.SECONDS_MAX))).isTrue();
      assertThat(bench.runner.underWay()).isEmpty();
    }
  }

  @Test
  void a_step_that_ended_without_a_host_is_told_by_the_next() throws Exception {
    var template =
        """
        container:
          image: x
          command: [sh, -c]
          args: ['while [ ! -e /host/go ]; do sleep 0.05; done; echo 7 > /tmp/out; exit 3']
          volumeMounts: [{name: host, mountPath: /host}]
        volumes: [{name: host, hostPath: {path: %s}}]
        outputs: {parameters: [{name: out, valueFrom: {path: /tmp/out}}]}
        """
            .formatted(folder);
    var host = host(template);
    awaitRunning(host);
    var supervisor = supervisor();
    host.destroyForcibly().waitFor();
    Files.createFile(folder.resolve("go"));
    supervisor.onExit().get(Bench.SECONDS_MAX, TimeUnit.SECONDS);

    try (var bench = here()) {
      var trial = again(bench, template);
      var end = trial.end();

      assertThat(end.message()).isEqualTo("Error (exit code 3)");
      assertThat(end.outputs().parameters()).containsEntry("out", "7");
      // Until then a second wish to start it is the first one still.
      assertThat(bench.runner.awaitEnd(RUN, Duration.ofSeconds(Bench.SECONDS_MAX))).isTrue();
      assertThat(again(bench, template).end()).isEqualTo(end);
    }
  }

  @Test
  void steps_go_on_without_the_shell_that_started_them() throws Exception {
    try (var bench = here()) {
      var template =
          "container: {image: x, command: [sh, -c, 'while [ ! -e /tmp/go ]; do sleep 0.05; done']}";
      var first = again(bench, template);
      first.next(MarkRunning.class);
      var shell = supervisor().parent().orElseThrow();
      shell.destroyForcibly();
      shell.onExit().get(Bench.SECONDS_MAX, TimeUnit.SECONDS);

      assertThat(bench.end("container: {image: x, command: ['true']}").phase())
          .isEqualTo(Phase.SUCCEEDED);
      Files.createFile(
          StepFolder.of(folder.resolve("steps"), RUN, 1).container("main").tmp().resolve("go"));
      assertThat(first.end().phase()).isEqualTo(Phase.SUCCEEDED);
    }
  }

  @Test
  void a_step_whose_supervisor_vanished_is_lost() throws Exception {
    var template = "container: {image: x, command: [sleep, '1000']}";
    var host = host(template);
    awaitRunning(host);
    var supervisor = supervisor();
    host.destroyForcibly().waitFor();
    var all = supervisor.descendants().toList();
    supervisor.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    supervisor.onExit().get(Bench.SECONDS_MAX, TimeUnit.SECONDS);

    try (var bench = here()) {
      var end = again(bench, template).end();

      assertThat(end.phase()).isEqualTo(Phase.ERROR);
      assertThat(end.message()).isEqualTo("pod deleted");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 40})
  void a_host_killed_while_it_starts_a_step_leaves_one_that_starts_once(int milliseconds)
      throws Exception {
    var template =
        """
        container:
          image: x
          command: [sh, -c]
          args: ['echo started >> /host/count']
          volumeMounts: [{name: host, mountPath: /host}]
        volumes: [{name: host, hostPath: {path: %s}}]
        """
            .formatted(folder);
    var host = host(template);
    assertThat(host.inputReader().readLine()).isEqualTo("asked");
    host.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    host.destroyForcibly().waitFor();

    try (var bench = here()) {
      assertThat(again(bench, template).end().phase()).isEqualTo(Phase.SUCCEEDED);
      assertThat(Files.readAllLines(folder.resolve("count"))).hasSize(1);
    }
  }

  @Test
  void of_many_supervisors_for_one_container_one_runs_it() throws Exception {
    var place = new ContainerFolder(folder.resolve("c"));
    StepFolder.directories(place.path());
    var count = folder.resolve("count");
    var launch =
        new Supervisor.Launch(
            new Fixed(List.of("/bin/sh", "-c", "echo started >> '" + count + "'")), false);

    try (var shell = new SupervisorShell(Map.of())) {
      var all =
          IntStream.range(0, 8).mapToObj(_ -> new Supervisor(place, shell).start(launch)).toList();
      for (var supervisor : all) {
        supervisor.get(Bench.SECONDS_MAX, TimeUnit.SECONDS);
      }
    }

    assertThat(Files.readAllLines(count)).hasSize(1);
    assertThat(place.exit()).isPresent();
  }

  private record Fixed(List<String> command) implements Sandbox.Prepared {
    @Override
    public Map<String, String> environment() {
      return Map.of();
    }

    @Override
    public Optional<Path> output(Path path) {
      return Optional.empty();
    }

    @Override
    public Path progress(Path path) {
      return path;
    }
  }

  private static void awaitRunning(Process host) throws IOException {
    assertThat(host.inputReader().readLine()).isEqualTo("asked");
    assertThat(host.inputReader().readLine()).isEqualTo("MarkRunning");
  }

  private ProcessHandle supervisor() {
    var place = StepFolder.of(folder.resolve("steps"), RUN, 1).container("main");
    return ProcessHandle.of(place.supervisor().orElseThrow().pid()).orElseThrow();
  }
}
