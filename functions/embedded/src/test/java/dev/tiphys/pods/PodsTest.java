package dev.tiphys.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sandbox.Sandbox;
import dev.tiphys.sandbox.Writing;
import dev.tiphys.stepdispatch.pod.PodRunner;
import dev.tiphys.trigger.Submission;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workflows whose steps are pods in an API server: the containers of each pod, those of ours
/// included, are processes of this machine with files of their own. They need bwrap.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PodsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private static Path folder;

  private static Sandbox sandbox;
  private static FakeKubelet kubelet;
  private static S3Proxy s3;
  private static Host host;

  @BeforeAll
  static void open() throws Exception {
    need(Files.isExecutable(Path.of("/usr/bin/bwrap")), "bwrap (Debian: bubblewrap) is missing");
    need(
        PodRunner.class.getResource("supervisor") != null,
        "there is no C compiler that could make the supervisor");
    sandbox = Sandbox.start();
    kubelet = new FakeKubelet(sandbox, folder.resolve("pods"), Machine.in(folder, List.of()));
    var buckets = Files.createDirectories(folder.resolve("s3")).toAbsolutePath();
    var blobs = new FilesystemNio2BlobStore(buckets.toString());
    blobs.createContainer("bucket");
    s3 =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "id", "secret")
            .build();
    s3.start();
    create("Secret", "{metadata: {name: cred}, data: {user: aWQ=, word: c2VjcmV0}}");
    create("ConfigMap", "{metadata: {name: colours}, data: {sky: blue}}");
    var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), sandbox.kubeconfig());
    host =
        Host.open(
            HostSettings.on("mem:")
                .withWork(folder.resolve("work"))
                .withRunner("pod")
                .withConfig(
                    yaml(
                        """
                        runner: {kubeconfig: '%s', gracePeriodSeconds: 2}
                        images: {'known:1': {entrypoint: [echo], cmd: [by default]}}
                        artifactRepository:
                          s3:
                            endpoint: 127.0.0.1:%d
                            insecure: true
                            bucket: bucket
                            accessKeySecret: {name: cred, key: user}
                            secretKeySecret: {name: cred, key: word}
                        """
                            .formatted(kubeconfig, s3.getPort()))));
  }

  private static void need(boolean there, String otherwise) {
    if (System.getenv("CI") != null) {
      assertThat(there).as(otherwise).isTrue();
    }
    Assumptions.assumeTrue(there, otherwise);
  }

  @AfterAll
  static void close() throws Exception {
    if (host == null) {
      return;
    }
    host.close();
    kubelet.close();
    sandbox.close();
    s3.stop();
  }

  private static JsonNode yaml(String text) {
    return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "test").getFirst().toJson();
  }

  private static void create(String kind, String object) {
    var objects = sandbox.objects();
    objects.create(
        objects.kind("v1", kind).orElseThrow(),
        "default",
        (ObjectNode) yaml(object),
        Writing.by("test"));
  }

  private static RunId start(String name, String spec) {
    var manifest =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: %s}
        spec:
        %s
        """
            .formatted(name, spec.indent(2));
    var documents =
        Manifests.read(manifest.getBytes(StandardCharsets.UTF_8), "test.yaml").documents();
    return host.start(host.trigger().submit(documents.getFirst(), Submission.NONE, host.birth()));
  }

  private static JsonNode end(RunId run) throws InterruptedException {
    return await(run, _ -> host.load(run).state().finished());
  }

  /// The status of a run once that holds.
  private static JsonNode await(RunId run, Predicate<JsonNode> holds) throws InterruptedException {
    var over = new CountDownLatch(1);
    var stop =
        host.listen(
            changed -> {
              if (changed.equals(run) && holds.test(status(run))) {
                over.countDown();
              }
            });
    try {
      if (!holds.test(status(run)) && !over.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("%s: %s".formatted(run, status(run).toPrettyString()));
      }
    } finally {
      stop.run();
    }
    return status(run);
  }

  private static JsonNode status(RunId run) {
    return host.workflows().get(run.namespace(), run.name()).orElseThrow().path("status");
  }

  private static JsonNode node(JsonNode status, String name) {
    for (var node : status.path("nodes")) {
      if (node.path("displayName").asText().equals(name)) {
        return node;
      }
    }
    throw new AssertionError("no node " + name + " in " + status.toPrettyString());
  }

  private static boolean hasPhase(JsonNode status, String name, String phase) {
    for (var node : status.path("nodes")) {
      if (node.path("displayName").asText().equals(name)
          && node.path("phase").asText().equals(phase)) {
        return true;
      }
    }
    return false;
  }

  private static String log(RunId run, String pod, String container) {
    return new String(host.workflows().log(run, pod, container, 0, 10_000), StandardCharsets.UTF_8);
  }

  private static void succeeded(JsonNode status) {
    assertThat(status.path("phase").asText()).as(status.toPrettyString()).isEqualTo("Succeeded");
  }

  @Test
  void a_container_runs_in_a_pod() throws Exception {
    var run =
        start(
            "hello",
            """
            entrypoint: main
            templates:
            - name: main
              container: {image: busybox, command: [echo], args: [hello $(V)], env: [{name: V, value: pods}]}
            """);
    var status = end(run);
    succeeded(status);
    assertThat(node(status, "hello").path("outputs").path("exitCode").asText()).isEqualTo("0");
    assertThat(log(run, "hello", "main")).isEqualTo("hello pods\n");
  }

  @Test
  void results_parameters_and_artifacts_go_from_pod_to_pod() throws Exception {
    var run =
        start(
            "passing",
            """
            entrypoint: main
            archiveLogs: true
            templates:
            - name: main
              steps:
              - - {name: make, template: make}
              - - name: use
                  template: use
                  arguments:
                    parameters:
                    - {name: result, value: '{{steps.make.outputs.result}}'}
                    - {name: file, value: '{{steps.make.outputs.parameters.file}}'}
                    - {name: default, value: '{{steps.make.outputs.parameters.default}}'}
                    artifacts:
                    - {name: tree, from: '{{steps.make.outputs.artifacts.tree}}'}
            - name: make
              script:
                image: alpine
                command: [sh]
                source: |
                  mkdir -p /tmp/tree/sub
                  echo deep > /tmp/tree/sub/file
                  chmod 600 /tmp/tree/sub/file
                  echo -n written > /tmp/file
                  echo printed
              outputs:
                parameters:
                - {name: file, valueFrom: {path: /tmp/file}}
                - {name: default, valueFrom: {path: /tmp/missing, default: given}}
                artifacts:
                - {name: tree, path: /tmp/tree}
            - name: use
              inputs:
                parameters: [{name: result}, {name: file}, {name: default}]
                artifacts: [{name: tree, path: /data/tree}]
              container:
                image: alpine
                command: [sh, -c]
                args:
                - 'echo {{inputs.parameters.result}} {{inputs.parameters.file}}
                  {{inputs.parameters.default}} $(cat /data/tree/sub/file)
                  $(stat -c %a /data/tree/sub/file)'
            """);
    var status = end(run);
    succeeded(status);
    var use = node(status, "use");
    var pod = "passing-use-" + use.path("id").asText().replaceAll(".*-", "");
    assertThat(log(run, pod, "main")).isEqualTo("printed written given deep 600\n");
    assertThat(node(status, "make").path("outputs").path("artifacts").toString())
        .contains("main-logs");
  }

  @Test
  void a_step_that_fails_is_tried_again() throws Exception {
    var run =
        start(
            "again",
            """
            entrypoint: main
            templates:
            - name: main
              retryStrategy: {limit: '1'}
              container: {image: busybox, command: [sh, -c], args: [exit 3]}
            """);
    var status = end(run);
    assertThat(status.path("phase").asText()).isEqualTo("Failed");
    for (var attempt : List.of("again(0)", "again(1)")) {
      assertThat(node(status, attempt).path("message").asText()).isEqualTo("Error (exit code 3)");
    }
  }

  @Test
  void what_kills_a_container_without_a_word_is_seen_in_its_status() throws Exception {
    var run =
        start(
            "killed",
            """
            entrypoint: main
            templates:
            - name: main
              container: {image: busybox, command: [sleep, '1000']}
            """);
    await(run, status -> hasPhase(status, "killed", "Running"));
    kubelet.pod("killed").signal("KILL", "main");
    var status = end(run);
    assertThat(node(status, "killed").path("phase").asText()).isEqualTo("Failed");
    assertThat(node(status, "killed").path("message").asText()).isEqualTo("Error (exit code 137)");
  }

  @Test
  void an_image_that_cannot_be_pulled_is_waited_for_and_can_be_terminated() throws Exception {
    var run =
        start(
            "nowhere",
            """
            entrypoint: main
            templates:
            - name: main
              container: {image: 'nowhere/image', command: [a]}
            """);
    var waiting =
        await(
            run,
            status ->
                !status.path("nodes").isEmpty()
                    && node(status, "nowhere").path("message").asText().startsWith("Image"));
    assertThat(node(waiting, "nowhere").path("phase").asText()).isEqualTo("Pending");
    assertThat(node(waiting, "nowhere").path("message").asText())
        .isEqualTo("ImagePullBackOff: Back-off pulling image");
    host.request(run, new StopRun(Shutdown.TERMINATE, "", null, host.birth().at()));
    assertThat(end(run).path("phase").asText()).isEqualTo("Failed");
    assertThat(host.awaitSteps(run, LIMIT)).isTrue();
  }

  @Test
  void a_pod_that_somebody_deletes_is_an_error() throws Exception {
    var run =
        start(
            "deleted",
            """
            entrypoint: main
            templates:
            - name: main
              container: {image: busybox, command: [sleep, '1000']}
            """);
    await(run, status -> hasPhase(status, "deleted", "Running"));
    var objects = sandbox.objects();
    objects.delete(
        objects.kind("v1", "Pod").orElseThrow(), "default", "deleted", false, Writing.by("test"));
    var status = end(run);
    assertThat(node(status, "deleted").path("phase").asText()).isEqualTo("Error");
    assertThat(node(status, "deleted").path("message").asText()).isEqualTo("pod deleted");
  }

  @Test
  void a_deadline_ends_a_pod() throws Exception {
    var run =
        start(
            "deadline",
            """
            entrypoint: main
            templates:
            - name: main
              activeDeadlineSeconds: 3
              container: {image: busybox, command: [sleep, '1000']}
            """);
    var status = end(run);
    assertThat(node(status, "deadline").path("phase").asText()).isEqualTo("Failed");
    assertThat(host.awaitSteps(run, LIMIT)).isTrue();
  }

  @Test
  void sidecars_sets_daemons_and_secrets_work_in_pods() throws Exception {
    var run =
        start(
            "all",
            """
            entrypoint: main
            volumes:
            - {name: word, secret: {secretName: cred}}
            templates:
            - name: main
              dag:
                tasks:
                - {name: server, template: server}
                - {name: client, template: client, depends: server}
                - {name: side, template: side}
                - {name: set, template: set}
                - {name: known, template: known}
            - name: server
              daemon: true
              container: {image: busybox, command: [sleep, '1000']}
            - name: client
              container:
                image: busybox
                command: [sh, -c]
                args: ['[ "$SKY" = blue ] && [ "$(cat /word/word)" = secret ]']
                env:
                - {name: SKY, valueFrom: {configMapKeyRef: {name: colours, key: sky}}}
                volumeMounts: [{name: word, mountPath: /word}]
            - name: side
              container: {image: busybox, command: [sh, -c, 'until [ -e /v/up ]; do sleep 0.1; done'], volumeMounts: [{name: v, mountPath: /v}]}
              sidecars:
              - {name: beside, image: busybox, command: [sh, -c, 'touch /v/up; sleep 1000'], mirrorVolumeMounts: true}
              volumes: [{name: v, emptyDir: {}}]
            - name: set
              containerSet:
                volumeMounts: [{name: w, mountPath: /w}]
                containers:
                - {name: a, image: busybox, command: [sh, -c, 'echo made > /w/file']}
                - {name: main, image: busybox, command: [cat, /w/file], dependencies: [a]}
              volumes: [{name: w, emptyDir: {}}]
            - name: known
              container: {image: 'known:1'}
            """);
    var status = end(run);
    succeeded(status);
    assertThat(node(status, "server").path("phase").asText()).isEqualTo("Succeeded");
    assertThat(node(status, "a").path("phase").asText()).isEqualTo("Succeeded");
    assertThat(host.awaitSteps(run, LIMIT)).isTrue();
  }

  @Test
  void a_run_that_is_deleted_leaves_no_pod() throws Exception {
    var run =
        start(
            "gone",
            """
            entrypoint: main
            templates:
            - name: main
              container: {image: busybox, command: [echo, hello]}
            """);
    end(run);
    var objects = sandbox.objects();
    var pods = objects.kind("v1", "Pod").orElseThrow();
    assertThat(objects.find(pods, "default", "gone")).isPresent();
    assertThat(host.workflows().delete(run.namespace(), run.name())).isTrue();
    for (var version = 0L; objects.find(pods, "default", "gone").isPresent(); ) {
      for (var change : objects.after(version, LIMIT)) {
        version = change.version();
      }
    }
  }
}
