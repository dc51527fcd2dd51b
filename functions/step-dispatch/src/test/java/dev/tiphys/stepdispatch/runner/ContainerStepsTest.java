package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.stepdispatch.kube.Cluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real containers, where podman answers and a statically linked busybox can make an image.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ContainerStepsTest {
  private static final String IMAGE = "localhost/tiphys-busybox:test";

  /// As root in a machine that is a guest itself, podman needs these.
  private static final List<String> GLOBAL =
      Host.program("runc").isPresent() ? List.of("--runtime", "runc") : List.of();

  private static final List<String> RUN =
      List.of("--ulimit", "nofile=16384:16384", "--ulimit", "nproc=8192:8192");

  private static final RunnerConfig CONFIG =
      new RunnerConfig(
          Map.of(),
          Duration.ofSeconds(1),
          List.of(),
          RunnerConfig.DEFAULT.logMax(),
          RunnerConfig.DEFAULT.outputMax(),
          new RunnerConfig.EngineArgs(GLOBAL, RUN, "host"),
          List.of());

  @TempDir Path folder;
  private Bench bench;

  @BeforeAll
  static void makeImage(@TempDir Path root) throws Exception {
    Assumptions.assumeTrue(
        ContainerSandbox.answering("podman", CONFIG).isPresent(), "podman does not answer here");
    var make =
        """
        set -e
        mkdir -p %1$s/bin %1$s/tmp
        cp "$(command -v busybox)" %1$s/bin/busybox
        for p in sh echo cat sleep env test touch seq; do ln -s busybox %1$s/bin/$p; done
        tar -C %1$s -c . | podman import - %2$s
        podman %3$s run --rm --network host %4$s %2$s /bin/echo hello
        """
            .formatted(root, IMAGE, String.join(" ", GLOBAL), String.join(" ", RUN));
    Assumptions.assumeTrue(
        Host.succeeds(List.of("/bin/sh", "-c", make), Duration.ofSeconds(Bench.SECONDS_MAX)),
        "no image can be made of busybox and run (is it statically linked?)");
  }

  private static final ConfigValues VALUES =
      new ConfigValues() {
        @Override
        public @Nullable Map<String, byte[]> configMap(String namespace, String name) {
          return Map.of("colour", "blue".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public @Nullable Map<String, byte[]> secret(String namespace, String name) {
          return null;
        }
      };

  @BeforeEach
  void open() {
    bench =
        new Bench(
            Runners.choose(
                "podman", folder, CONFIG, VALUES, Bench.artifacts(folder), Cluster.NONE));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String image(String template) {
    return template.replace("IMAGE", IMAGE);
  }

  @Test
  void a_script_with_inputs_volumes_and_outputs() {
    var trial =
        bench.start(
            image(
                """
                inputs: {artifacts: [{name: in, path: /in.txt, raw: {data: raw}}]}
                script:
                  image: IMAGE
                  command: [sh]
                  source: |
                    echo "$COLOUR $PATH_LIKE $(cat /in.txt)"
                    echo note >&2
                    echo 42 > /tmp/out.txt
                    cat /settings/colour > /shared/copy
                    ls / >/dev/null 2>&1 || true
                  env:
                  - {name: COLOUR, valueFrom: {configMapKeyRef: {name: s, key: colour}}}
                  - {name: PATH_LIKE, value: "two words"}
                  volumeMounts:
                  - {name: settings, mountPath: /settings}
                  - {name: shared, mountPath: /shared}
                volumes:
                - {name: settings, configMap: {name: s}}
                - {name: shared, emptyDir: {}}
                outputs:
                  parameters:
                  - {name: out, valueFrom: {path: /tmp/out.txt}}
                  - {name: copy, valueFrom: {path: /shared/copy}}
                  - {name: none, valueFrom: {path: /none, default: d}}
                """),
            Bench.capturing());

    var end = trial.end();

    assertThat(end.message()).isNull();
    assertThat(end.outputs().result()).isEqualTo("blue two words raw");
    assertThat(end.outputs().parameters())
        .isEqualTo(Map.of("out", "42", "copy", "blue", "none", "d"));
    assertThat(trial.log()).contains("note");
  }

  @Test
  void a_step_that_was_told_once_is_told_the_same_again() {
    var trial =
        bench.start(
            image(
                """
                container: {image: IMAGE, command: [sh, -c, 'echo 1 > /a; exit 3']}
                outputs: {parameters: [{name: a, valueFrom: {path: /a}}]}
                """));
    var end = trial.end();
    assertThat(end.message()).isEqualTo("Error (exit code 3)");

    try (var later =
        new Bench(
            Runners.choose(
                "podman", folder, CONFIG, VALUES, Bench.artifacts(folder), Cluster.NONE))) {
      var again = later.trial(trial.step);
      later.runner.start(trial.step, again);
      assertThat(again.end()).isEqualTo(end);
    }
  }

  @Test
  void a_link_in_a_volume_does_not_lead_to_the_host() {
    var end =
        bench.end(
            image(
                """
                container:
                  image: IMAGE
                  command: [sh, -c, 'busybox ln -s /etc/hostname /shared/link']
                  volumeMounts: [{name: shared, mountPath: /shared}]
                volumes: [{name: shared, emptyDir: {}}]
                outputs: {parameters: [{name: a, valueFrom: {path: /shared/link, default: none}}]}
                """));

    assertThat(end.outputs().parameters().getOrDefault("a", "")).doesNotContain(Host.NAME);
  }

  @Test
  void a_container_past_its_deadline_is_killed() {
    var trial =
        bench.start(
            image(
                "container: {image: IMAGE, command: [sh, -c, 'trap \"\" TERM; while :; do sleep 1; done']}"),
            Bench.until(Instant.now().plusSeconds(3)));

    assertThat(trial.end().message()).isEqualTo("Step exceeded its deadline");
  }

  @Test
  void a_daemon_is_probed_and_cancelled() {
    var trial =
        bench.start(
            image(
                """
                daemon: true
                container:
                  image: IMAGE
                  command: [sh, -c, 'touch /tmp/ready; sleep 1000']
                  readinessProbe: {exec: {command: [test, -e, /tmp/ready]}}
                """));
    trial.next(MarkDaemoned.class);

    bench.runner.cancel(trial.step.run(), trial.step.node());

    assertThat(trial.end().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(trial.all).hasAtLeastOneElementOfType(MarkRunning.class);
  }

  @Test
  void a_runner_that_is_not_known_is_refused_with_the_choice() {
    assertThatThrownBy(
            () ->
                Runners.choose(
                    "kubelet", folder, CONFIG, VALUES, Bench.artifacts(folder), Cluster.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no runner 'kubelet': expected one of [auto, podman, docker, process]");
  }
}
