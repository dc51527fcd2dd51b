package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunCommand.MarkRunning;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EndingEarlyTest {
  private static final RunnerConfig IMPATIENT = config(Duration.ofMillis(300));

  @TempDir Path folder;

  private static RunnerConfig config(Duration grace) {
    var d = RunnerConfig.DEFAULT;
    return new RunnerConfig(
        d.images(), grace, d.path(), d.logMax(), d.outputMax(), d.engine(), d.plugins());
  }

  private Bench bench(Walls walls, RunnerConfig config) {
    Assumptions.assumeTrue(walls.work(), () -> walls + " does not work on this machine");
    return new Bench(Bench.processes(folder, walls, config, ConfigValues.NONE));
  }

  /// Processes of the step, from the supervisor down.
  private List<ProcessHandle> processes(Bench.Trial trial) {
    var place = StepFolder.of(folder, trial.step.run(), trial.step.node()).container("main");
    var supervisor = ProcessHandle.of(place.supervisor().orElseThrow().pid()).orElseThrow();
    return Stream.concat(Stream.of(supervisor), supervisor.descendants()).toList();
  }

  private static void assertGone(List<ProcessHandle> processes) throws Exception {
    for (var process : processes) {
      process.onExit().get(Bench.SECONDS_MAX, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_cancelled_step_is_asked_to_end(Walls walls) throws Exception {
    try (var bench = bench(walls, config(Duration.ofSeconds(50)))) {
      var trial =
          bench.start(
              """
              container:
                image: x
                command: [sh, -c]
                args: ['trap "echo asked; exit 5" TERM; echo up; while :; do sleep 0.1; done']
              """);
      trial.next(MarkRunning.class);
      // On a busy machine a process may run well before it has set its trap.
      while (trial.log().isEmpty()) {
        LockSupport.parkNanos(1_000_000);
      }
      var all = processes(trial);

      bench.runner.cancel(trial.step.run(), trial.step.node());
      var end = trial.end();

      assertThat(end.message()).isEqualTo("Error (exit code 5)");
      assertThat(trial.log()).startsWith("up\n").endsWith("asked\n");
      assertGone(all);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_step_past_its_deadline_ends_with_all_its_processes(Walls walls) throws Exception {
    try (var bench = bench(walls, IMPATIENT)) {
      var trial =
          bench.start(
              """
              container:
                image: x
                command: [sh, -c]
                args: ['trap "" TERM; (trap "" TERM; while :; do sleep 1000; done) & sleep 1000 & echo 1/1 > $ARGO_PROGRESS_FILE; wait; while :; do sleep 1000; done']
              activeDeadlineSeconds: 1
              """,
              Bench.until(Instant.now().plusSeconds(4)));
      trial.next(MarkProgress.class);
      var all = processes(trial);
      assertThat(all).hasSizeGreaterThan(4);

      var end = trial.end();

      assertThat(end.phase()).isEqualTo(Phase.FAILED);
      assertThat(end.message())
          .isEqualTo("Pod was active on the node longer than the specified deadline");
      assertGone(all);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void what_flees_into_a_session_of_its_own_ends_with_the_step_too(Walls walls) throws Exception {
    try (var bench = bench(walls, IMPATIENT)) {
      var trial =
          bench.start(
              """
              container:
                image: x
                command: [sh, -c]
                args: ['setsid sleep 1000 & setsid sleep 1000 & sleep 0.5']
              """);
      trial.next(MarkRunning.class);
      var all = processes(trial);

      assertThat(trial.end().phase()).isEqualTo(Phase.SUCCEEDED);
      assertGone(all);
    }
  }

  @Test
  void a_result_that_is_not_closed_is_an_error_and_never_empty() throws Exception {
    try (var bench = bench(Walls.NONE, IMPATIENT)) {
      var trial =
          bench.start(
              "container: {image: x, command: [sh, -c, 'echo 7; setsid sleep 20 & sleep 0.1'] }",
              Bench.capturing());

      var end = trial.end();
      assertThat(end.phase()).isEqualTo(Phase.ERROR);
      assertThat(end.message()).startsWith("outputs.result cannot be had: ");
      assertThat(end.outputs().result()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_a_step_leaves_behind_ends_with_it(Walls walls) throws Exception {
    try (var bench = bench(walls, IMPATIENT)) {
      var trial =
          bench.start(
              "container: {image: x, command: [sh, -c, 'sleep 1000 & sleep 0.5; echo bye'] }");
      trial.next(MarkRunning.class);
      var all = processes(trial);

      assertThat(trial.end().phase()).isEqualTo(Phase.SUCCEEDED);
      assertThat(trial.log()).isEqualTo("bye\n");
      assertGone(all);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "BWRAP")
  void a_deadline_that_passed_before_the_start_starts_nothing(Walls walls) {
    try (var bench = bench(walls, IMPATIENT)) {
      var trial =
          bench.start(
              "container: {image: x, command: [echo, hi]}",
              Bench.until(Instant.now().minusSeconds(1)));

      assertThat(trial.end().message()).isEqualTo("Step exceeded its deadline");
      assertThat(trial.log()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "BWRAP")
  void cancelling_what_is_not_known_does_nothing(Walls walls) {
    try (var bench = bench(walls, IMPATIENT)) {
      bench.runner.cancel(bench.run, 7);

      assertThat(folder).isEmptyDirectory();
    }
  }
}
