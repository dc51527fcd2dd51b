package dev.tiphys.manifests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The cluster suite: on the cluster of `KUBECONFIG`, with images under `-Dcluster.images`, and the
/// log at `-Dcluster.store` (credentials from the `AWS_…` variables). It installs into a namespace
/// that must not be there, and removes it again.
///
/// Whoever reads a failure has no access to the cluster, so it says all: the workflow, its pods,
/// events, the conditions of what was installed, and what functions logged.
@DisplayNameGeneration(ReplaceUnderscores.class)
@EnabledIfSystemProperty(named = "cluster.images", matches = ".+")
class RealClusterTest {
  private static final String SYSTEM = "tiphys";
  private static final String WORK = "tiphys-suite";
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);
  private static final Path ROOT = Path.of(System.getProperty("tiphys.root"));

  /// Whether what is there was made here, and may be removed.
  private static boolean ours;

  private record Said(int code, String text) {}

  @BeforeAll
  static void install() throws IOException {
    if (kubectl("get", "namespace", SYSTEM).code() == 0) {
      throw new AssertionError("there is a namespace " + SYSTEM + " already: nothing was done");
    }
    must("create", "namespace", WORK);
    ours = true;
    var manifests = must("kustomize", ROOT.resolve("manifests/overlays/knative").toString());
    var own =
        manifests
            .replace("localhost:5000/tiphys/", System.getProperty("cluster.images") + "/")
            .replace("TIPHYS_STORE: s3://tiphys", "TIPHYS_STORE: " + store());
    var file = Files.createTempFile("tiphys", ".yaml");
    Files.writeString(file, own);
    // The kinds first: nothing else can be told of them before.
    if (kubectl("apply", "-f", file.toString()).code() != 0) {
      must("wait", "--for=condition=Established", "crd/workflows.argoproj.io", "--timeout=60s");
      must("apply", "-f", file.toString());
    }
    secret();
    must("-n", SYSTEM, "wait", "ksvc", "--all", "--for=condition=Ready", "--timeout=300s");
    must("-n", SYSTEM, "wait", "broker/tiphys", "--for=condition=Ready", "--timeout=120s");
    must("-n", SYSTEM, "wait", "triggers", "--all", "--for=condition=Ready", "--timeout=120s");
    must(
        "-n",
        SYSTEM,
        "wait",
        "apiserversource",
        "--all",
        "--for=condition=Ready",
        "--timeout=120s");
  }

  private static String store() {
    return System.getProperty("cluster.store", "s3://tiphys");
  }

  private static void secret() {
    var create =
        new ArrayList<>(List.of("-n", SYSTEM, "create", "secret", "generic", "tiphys-store"));
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("AWS_")) {
                create.add("--from-literal=" + name + "=" + value);
              }
            });
    // Not by must, whose failure would print the values.
    assertThat(kubectl(create.toArray(String[]::new)).code()).as("kubectl create secret").isZero();
  }

  @AfterAll
  static void remove() {
    if (!ours) {
      return;
    }
    kubectl("delete", "namespace", WORK, "--wait=false");
    kubectl("delete", "-k", ROOT.resolve("manifests/overlays/knative").toString(), "--wait=false");
  }

  private static Said kubectl(String... arguments) {
    var command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), text);
    } catch (IOException e) {
      throw new AssertionError("kubectl cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String must(String... arguments) {
    var said = kubectl(arguments);
    if (said.code() != 0) {
      throw new AssertionError(
          "kubectl " + String.join(" ", arguments) + ":\n" + said.text() + "\n" + everything());
    }
    return said.text();
  }

  private static void apply(String name, String spec) throws IOException {
    var file = Files.createTempFile(name, ".yaml");
    Files.writeString(
        file,
        "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: %s}\nspec:\n%s"
            .formatted(name, spec.indent(2)));
    must("-n", WORK, "create", "-f", file.toString());
  }

  private static JsonNode await(String name, Predicate<JsonNode> wanted) throws IOException {
    var until = System.nanoTime() + WAIT_MAX.toNanos();
    while (System.nanoTime() < until) {
      var said = kubectl("-n", WORK, "get", "workflow", name, "-o", "json");
      if (said.code() == 0) {
        var workflow = new ObjectMapper().readTree(said.text());
        if (wanted.test(workflow)) {
          return workflow;
        }
      }
      LockSupport.parkNanos(1_000_000_000L);
    }
    throw new AssertionError(
        "after %s workflow %s is not as it should be\n%s".formatted(WAIT_MAX, name, everything()));
  }

  private static JsonNode over(String name) throws IOException {
    return await(name, w -> w.at("/status/finishedAt").isTextual()).path("status");
  }

  private static void succeeds(String name) throws IOException {
    var status = over(name);
    assertThat(status.path("phase").asText())
        .as(() -> status.toPrettyString() + "\n" + everything())
        .isEqualTo("Succeeded");
  }

  /// All that is needed to mend a failure elsewhere.
  private static String everything() {
    var all = new StringBuilder();
    for (var question :
        List.of(
            List.of("version"),
            List.of("-n", WORK, "get", "workflows", "-o", "yaml"),
            List.of("-n", WORK, "describe", "pods"),
            List.of(
                "-n",
                WORK,
                "logs",
                "-l",
                "workflows.argoproj.io/workflow",
                "--all-containers",
                "--tail=200",
                "--prefix"),
            List.of("-n", WORK, "get", "events", "--sort-by=.lastTimestamp"),
            List.of(
                "-n",
                SYSTEM,
                "get",
                "ksvc,broker,trigger,apiserversource,pingsource,sinkbinding",
                "-o",
                "yaml"),
            List.of("-n", SYSTEM, "describe", "pods"),
            List.of(
                "-n",
                SYSTEM,
                "logs",
                "-l",
                "app.kubernetes.io/part-of=tiphys",
                "-c",
                "function",
                "--tail=300",
                "--prefix"),
            List.of("-n", SYSTEM, "get", "events", "--sort-by=.lastTimestamp"))) {
      all.append("\n=== kubectl ").append(String.join(" ", question)).append('\n');
      all.append(kubectl(question.toArray(String[]::new)).text());
    }
    return all.toString();
  }

  private static final String ECHO =
      """
      - name: say
        container: {image: busybox, command: [echo, hello world]}
      """;

  @Test
  void hello_world() throws IOException {
    apply("hello", "entrypoint: say\ntemplates:\n" + ECHO);
    succeeds("hello");
  }

  @Test
  void a_fan_out_of_200() throws IOException {
    apply(
        "fan",
        "entrypoint: main\ntemplates:\n"
            + "- name: main\n  steps:\n  - - {name: s, template: say, withSequence: {count: 200}}\n"
            + ECHO);
    succeeds("fan");
  }

  @Test
  void a_step_is_tried_again_when_its_pod_is_deleted() throws IOException {
    apply(
        "deleted-pod",
        """
        entrypoint: main
        templates:
        - name: main
          retryStrategy: {limit: 3, retryPolicy: Always}
          container: {image: busybox, command: [sleep, "20"]}
        """);
    await("deleted-pod", w -> w.at("/status/nodes").toString().contains("\"Running\""));
    must("-n", WORK, "delete", "pod", "-l", "workflows.argoproj.io/workflow=deleted-pod");
    succeeds("deleted-pod");
  }

  @Test
  void an_image_that_cannot_be_pulled_is_named() throws IOException {
    apply(
        "no-image",
        """
        entrypoint: main
        activeDeadlineSeconds: 90
        templates:
        - name: main
          container: {image: "registry.invalid/nothing:1", command: ["true"]}
        """);
    await("no-image", w -> w.path("status").toString().contains("registry.invalid/nothing"));
  }

  @Test
  void a_deadline_ends_a_step() throws IOException {
    apply(
        "late",
        """
        entrypoint: main
        templates:
        - name: main
          activeDeadlineSeconds: 10
          container: {image: busybox, command: [sleep, "600"]}
        """);
    assertThat(over("late").path("phase").asText())
        .as(RealClusterTest::everything)
        .isEqualTo("Failed");
  }

  @Test
  void what_is_deleted_leaves_no_pod() throws IOException {
    apply(
        "gone",
        """
        entrypoint: main
        templates:
        - name: main
          container: {image: busybox, command: [sleep, "600"]}
        """);
    await("gone", w -> w.at("/status/nodes").size() == 1);
    must("-n", WORK, "delete", "workflow", "gone");
    must(
        "-n",
        WORK,
        "wait",
        "pod",
        "-l",
        "workflows.argoproj.io/workflow=gone",
        "--for=delete",
        "--timeout=120s");
  }
}
