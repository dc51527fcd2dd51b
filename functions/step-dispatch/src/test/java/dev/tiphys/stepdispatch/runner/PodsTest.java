package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunCommand.MarkRunning;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PodsTest {
  @TempDir Path folder;
  private Bench bench;

  /// One ConfigMap and one Secret.
  private static final ConfigValues VALUES =
      new ConfigValues() {
        @Override
        public @Nullable Map<String, byte[]> configMap(String namespace, String name) {
          return of(name, "settings", "colour", "blue");
        }

        @Override
        public @Nullable Map<String, byte[]> secret(String namespace, String name) {
          return of(name, "door", "key", "s3cret");
        }

        private @Nullable Map<String, byte[]> of(
            String name, String only, String key, String value) {
          return name.equals(only) ? Map.of(key, value.getBytes(StandardCharsets.UTF_8)) : null;
        }
      };

  @BeforeEach
  void open() {
    var d = RunnerConfig.DEFAULT;
    var config =
        new RunnerConfig(
            Map.of(
                "greeter", new RunnerConfig.ImageCommand(List.of("echo", "hello"), List.of("you"))),
            Duration.ofSeconds(5),
            d.path(),
            2000,
            100,
            d.engine(),
            d.plugins());
    bench = new Bench(Bench.processes(folder, Walls.here(), config, VALUES));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String said(String template) {
    var trial = bench.start(template);
    var end = trial.end();
    assertThat(end.message()).isNull();
    return trial.log();
  }

  @Test
  void an_image_tells_what_to_run_if_the_container_does_not() {
    assertThat(said("container: {image: greeter}")).isEqualTo("hello you\n");
    assertThat(said("container: {image: greeter, args: [all]}")).isEqualTo("hello all\n");
    assertThat(said("container: {image: greeter, command: [echo], args: [x]}")).isEqualTo("x\n");
  }

  @Test
  void variables_come_from_values_secrets_and_config_maps() {
    assertThat(
            said(
                """
                container:
                  image: x
                  command: [sh, -c, 'echo "$PLAIN" "$SUM" "$KEY" "$colour" "$P_colour" "$(env | grep -c ^none)" $(A) $$(A); echo $ARGO_CONTAINER_NAME $ARGO_NODE_ID $HOSTNAME']
                  envFrom:
                  - {configMapRef: {name: settings}}
                  - {configMapRef: {name: settings}, prefix: P_}
                  - {secretRef: {name: nobody, optional: true}}
                  env:
                  - {name: A, value: "it's"}
                  - {name: PLAIN, value: 'a "quoted" $(A)'}
                  - {name: SUM, value: '$(A)+$(B)'}
                  - {name: KEY, valueFrom: {secretKeyRef: {name: door, key: key}}}
                  - {name: none, valueFrom: {secretKeyRef: {name: door, key: lock, optional: true}}}
                  - {name: dotted.name, value: 'x y'}
                """
                    .replace("$(A) $$(A)", "\"$(A)\" \"\\$$(A)\"")))
        .startsWith(
            "a \"quoted\" it's it's+$(B) s3cret blue blue 0 it's $(A)\nmain trial-0 trial-s-0");
  }

  @Test
  void a_variable_may_have_a_name_that_no_shell_knows() {
    assertThat(
            said(
                "container: {image: x, command: [env], env: [{name: a.b-c, value: x y}, {name: UID, value: u}]}"))
        .contains("a.b-c=x y\n", "UID=u\n");
  }

  @Test
  void a_missing_secret_is_named_and_nothing_is_started() {
    var end =
        bench.end(
            """
            container:
              image: x
              command: [echo]
              env: [{name: KEY, valueFrom: {secretKeyRef: {name: gate, key: key}}}]
            """);

    assertThat(end.phase()).isEqualTo(Phase.ERROR);
    assertThat(end.message()).isEqualTo("env 'KEY': Secret 'gate' was not found");
  }

  @Test
  void the_hosts_environment_stays_with_the_host() {
    assertThat(said("container: {image: x, command: [env]}"))
        .contains("HOME=/tmp\n")
        .doesNotContain("JAVA_HOME", "surefire", "MAVEN");
  }

  @Test
  void a_secret_never_stands_in_a_file_of_the_step() throws Exception {
    bench.end(
        """
        container:
          image: x
          command: [echo]
          env: [{name: KEY, valueFrom: {secretKeyRef: {name: door, key: key}}}]
        """);

    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .noneMatch(file -> Regular.start(file, 1 << 20).contains("s3cret"));
    }
  }

  @Test
  void volumes_are_mounted() {
    assertThat(
            said(
                """
                container:
                  image: x
                  command: [sh, -c]
                  args: ['cat /etc/settings/colour /keys/my/key; echo; echo 1 > /scratch/deep/file; ls /scratch/deep; touch /etc/settings/x 2>/dev/null || echo read-only']
                  volumeMounts:
                  - {name: settings, mountPath: /etc/settings, readOnly: true}
                  - {name: door, mountPath: /keys}
                  - {name: scratch, mountPath: /scratch/deep}
                volumes:
                - {name: settings, configMap: {name: settings}}
                - {name: door, secret: {secretName: door, items: [{key: key, path: my/key}]}}
                - {name: scratch, emptyDir: {}}
                """))
        .isEqualTo("blues3cret\nfile\nread-only\n");
  }

  @Test
  void a_claim_is_shared_by_the_steps_of_a_run_and_an_emptydir_is_not() {
    var template =
        """
        container:
          image: x
          command: [sh, -c]
          args: ['echo %s >> /claim/file; echo %s >> /empty/file; echo $(cat /claim/file) $(cat /empty/file)']
          volumeMounts: [{name: disk, mountPath: /claim}, {name: empty, mountPath: /empty}]
        volumes: [{name: empty, emptyDir: {}}]
        """;
    var spec = Bench.withSpec("volumeClaimTemplates: [{metadata: {name: disk}}]");

    bench.start(template.formatted("a", "a"), spec).end();
    var second = bench.start(template.formatted("b", "b"), spec);

    assertThat(second.end().message()).isNull();
    assertThat(second.log()).isEqualTo("a b b\n");
  }

  @Test
  void a_working_directory_that_does_not_exist_is_made_in_private() {
    assertThat(said("container: {image: x, command: [pwd], workingDir: /tiphys/nowhere}"))
        .isEqualTo("/tiphys/nowhere\n");
    assertThat(Path.of("/tiphys")).doesNotExist();
  }

  @Test
  void raw_artifacts_lie_at_their_path() {
    assertThat(
            said(
                """
                inputs: {artifacts: [{name: a, path: /in/put.txt, raw: {data: "some\\ntext\\n"}}]}
                container: {image: x, command: [cat, /in/put.txt]}
                """))
        .isEqualTo("some\ntext\n");
  }

  @Test
  void containers_of_a_set_run_in_the_order_of_their_dependencies() {
    var trial =
        bench.start(
            """
            containerSet:
              volumeMounts: [{name: shared, mountPath: /shared}]
              containers:
              - {name: a, image: x, command: [sh, -c, 'echo a > /shared/f']}
              - {name: b, image: x, command: [sh, -c, 'echo b >> /shared/f'], dependencies: [a]}
              - {name: main, image: x, command: [cat, /shared/f], dependencies: [b]}
            volumes: [{name: shared, emptyDir: {}}]
            """,
            Bench.capturing());

    var end = trial.end();

    assertThat(end.outputs().result()).isEqualTo("a\nb");
    assertThat(end.containers()).containsOnlyKeys("a", "b", "main");
    assertThat(end.containers().get("b").phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void what_depends_on_a_failed_container_fails_as_it_did() {
    var end =
        bench.end(
            """
            containerSet:
              containers:
              - {name: c, image: x, command: [echo, never], dependencies: [b]}
              - {name: b, image: x, command: [echo, never], dependencies: [a]}
              - {name: a, image: x, command: [sh, -c, exit 7]}
              - {name: d, image: x, command: [echo]}
            """);

    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.message()).isEqualTo("a: Error (exit code 7)");
    assertThat(end.containers().get("c").message())
        .isEqualTo("c: Error (exit code 7): dependency b exited with non-zero code");
    assertThat(end.containers().get("d").phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void containers_that_wait_for_each_other_are_refused() {
    var end =
        bench.end(
            """
            containerSet:
              containers:
              - {name: a, image: x, command: [echo], dependencies: [b]}
              - {name: b, image: x, command: [echo], dependencies: [a]}
            """);

    assertThat(end.message())
        .isEqualTo("container 'a' depends on [b], which never all come before it");
  }

  @Test
  void sidecars_run_beside_and_end_with_the_work() {
    var trial =
        bench.start(
            """
            initContainers: [{name: init, image: x, command: [sh, -c, 'echo init >> /v/f'], mirrorVolumeMounts: true}]
            container:
              image: x
              command: [sh, -c, 'while [ ! -e /v/up ]; do sleep 0.02; done; cat /v/f']
              volumeMounts: [{name: v, mountPath: /v}]
            sidecars:
            - {name: side, image: x, command: [sh, -c, 'touch /v/up; sleep 1000'], mirrorVolumeMounts: true}
            volumes: [{name: v, emptyDir: {}}]
            """);

    var end = trial.end();

    assertThat(end.message()).isNull();
    assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(trial.log()).isEqualTo("init\n");
  }

  @Test
  void a_sidecar_that_fails_by_itself_fails_the_step() {
    var end =
        bench.end(
            """
            container: {image: x, command: [sleep, '0.4']}
            sidecars: [{name: side, image: x, command: [sh, -c, exit 9]}]
            """);

    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.message()).isEqualTo("side: Error (exit code 9)");
  }

  @Test
  void an_init_container_that_fails_is_an_error_and_the_rest_never_runs() {
    var trial =
        bench.start(
            """
            initContainers: [{name: init, image: x, command: [sh, -c, exit 2]}]
            container: {image: x, command: [echo, never]}
            """);

    assertThat(trial.end().message()).isEqualTo("init: Error (exit code 2)");
    assertThat(trial.log()).isEmpty();
  }

  @Test
  void a_daemon_is_ready_when_its_probe_says_so_and_ends_when_cancelled() {
    var trial =
        bench.start(
            """
            daemon: true
            container:
              image: x
              command: [sh, -c, 'touch /tmp/asked-for; sleep 0.2; touch /tmp/ready; sleep 1000']
              readinessProbe: {exec: {command: [sh, -c, 'test -e /tmp/ready']}}
            """);

    assertThat(trial.next(MarkDaemoned.class).ip()).isEqualTo("127.0.0.1");
    assertThat(trial.all).hasAtLeastOneElementOfType(MarkRunning.class);
    bench.runner.cancel(trial.step.run(), trial.step.node());

    assertThat(trial.end().phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void a_daemon_listens_on_a_port() {
    var trial =
        bench.start(
            """
            daemon: true
            container:
              image: x
              command: [python3, -m, http.server, '28467', --bind, 127.0.0.1]
              readinessProbe: {httpGet: {path: /, port: 28467}}
            """);

    trial.next(MarkDaemoned.class);
    assertThat(
            said(
                "container: {image: x, command: [sh, -c, 'exec 3<>/dev/tcp/127.0.0.1/28467 && echo open']}"
                    .replace("[sh,", "[bash,")))
        .isEqualTo("open\n");
    bench.runner.cancel(trial.step.run(), trial.step.node());
    trial.end();
  }

  @Test
  void a_daemon_that_ends_by_itself_failed() {
    var end = bench.end("{daemon: true, container: {image: x, command: [sleep, '0.4']}}");

    assertThat(end.phase()).isEqualTo(Phase.FAILED);
  }

  @Test
  void progress_is_what_the_step_writes_into_its_file() {
    var trial =
        bench.start(
            "container: {image: x, command: [sh, -c, 'echo 3/10 > $ARGO_PROGRESS_FILE; while [ ! -e /tmp/go ]; do sleep 0.05; done']}");

    assertThat(trial.next(MarkProgress.class).progress()).isEqualTo("3/10");
    bench.runner.cancel(trial.step.run(), trial.step.node());
    trial.end();
  }

  @Test
  void a_log_is_limited_and_says_so() {
    var trial = bench.start("container: {image: x, command: [seq, '1', '100000']}");

    assertThat(trial.end().message()).isNull();
    assertThat(trial.log()).hasSize(2000).startsWith("1\n2\n");
    var rest = bench.runner.log(bench.run, trial.step.podName(), "main", 2000, 1000);
    assertThat(new String(rest, StandardCharsets.UTF_8))
        .isEqualTo("\n[the rest was left out: a log keeps 2000 bytes (runner.logMaxBytes)]\n");
    assertThat(bench.runner.log(bench.run, trial.step.podName(), "../../killed", 0, 10)).isEmpty();
  }

  @Test
  void an_output_larger_than_the_limit_is_refused() {
    var end =
        bench.end(
            """
            container: {image: x, command: [sh, -c, 'seq 1 100 > /tmp/out']}
            outputs: {parameters: [{name: out, valueFrom: {path: /tmp/out}}]}
            """);

    assertThat(end.message())
        .isEqualTo(
            "output parameter 'out': /tmp/out has 292 bytes, the limit (runner.outputMaxBytes) is 100");
  }

  @Test
  void an_output_that_never_ends_is_no_file() {
    var end =
        bench.end(
            """
            container: {image: x, command: [sh, -c, 'mkfifo /tmp/pipe; ln -s /dev/zero /tmp/zero']}
            outputs:
              parameters:
              - {name: a, valueFrom: {path: /tmp/pipe, default: a}}
              - {name: b, valueFrom: {path: /tmp/zero, default: b}}
            """);

    assertThat(end.outputs().parameters()).containsEntry("a", "a").containsEntry("b", "b");
  }

  private static String set(int retries, String script) {
    return """
    containerSet:
      retryStrategy: {retries: "%d", duration: 10ms}
      volumeMounts: [{name: v, mountPath: /counted}]
      containers:
      - {name: a, image: x, command: [sh, -c, '%s']}
      - {name: main, image: x, command: [echo], dependencies: [a]}
    volumes: [{name: v, emptyDir: {}}]
    """
        .formatted(retries, script);
  }

  @Test
  void a_container_of_a_set_that_fails_is_run_again() {
    var script = "echo x >> /counted/runs; exit $(( $(wc -l < /counted/runs) < 3 ))";

    var end = bench.end(set(2, script));

    assertThat(end.phase()).as(end.message()).isEqualTo(Phase.SUCCEEDED);
    assertThat(end.containers().get("a").phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(bench.end(set(1, script)).phase()).isEqualTo(Phase.FAILED);
    assertThat(bench.end(set(1, "exit 0").replace("\"1\"", "many")).message())
        .contains("retries should be a number");
  }

  @Test
  void what_nobody_here_can_execute_says_so() {
    assertThat(bench.end("data: {source: {}}").message())
        .isEqualTo("data.source should have artifactPaths");
    assertThat(bench.end("plugin: {hello: {}}").message())
        .isEqualTo("no executor plugin is known here: name its URL in runner.plugins");
  }

  @Test
  void a_run_that_is_forgotten_leaves_nothing() {
    bench.end(
        "container: {image: x, command: [sh, -c, 'mkdir -p /tmp/a/b; touch /tmp/a/b/c; chmod 0 /tmp/a/b']}");
    assertThat(folder).isNotEmptyDirectory();

    bench.runner.forget(bench.run);

    assertThat(bench.runner.underWay()).isEmpty();
    assertThat(folder.resolve(bench.run.uid())).doesNotExist();
  }

  @Test
  void sixty_four_steps_at_once() {
    var trials =
        IntStream.range(0, 64)
            .mapToObj(
                i ->
                    bench.start(
                        "container: {image: x, command: [echo, '%d']}".formatted(i),
                        Bench.capturing()))
            .toList();

    assertThat(trials)
        .extracting(trial -> trial.end().outputs().result())
        .containsExactlyElementsOf(IntStream.range(0, 64).mapToObj(Integer::toString).toList());
  }
}
