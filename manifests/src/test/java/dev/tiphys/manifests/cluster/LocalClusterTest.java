package dev.tiphys.manifests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.manifests.Images;
import dev.tiphys.manifests.Kustomize;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people do with kubectl, on an API server, with every function a process that an event
/// starts and the broker triggers of the manifests between them.
@DisplayNameGeneration(ReplaceUnderscores.class)
class LocalClusterTest {
  @TempDir static Path work;
  private static LocalCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new LocalCluster(work, Kustomize.render("overlays/knative"), Images.mains());
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static String workflow(String name, String spec) {
    return """
    apiVersion: argoproj.io/v1alpha1
    kind: Workflow
    metadata: {name: %s}
    spec:
    %s
    """
        .formatted(name, spec.indent(2));
  }

  private static boolean over(JsonNode workflow) {
    return workflow.at("/status/finishedAt").isTextual();
  }

  @Test
  void a_workflow_that_is_applied_runs_and_shows_it() {
    cluster.create(
        workflow(
            "hello",
            """
            entrypoint: main
            templates:
            - name: main
              container: {image: busybox, command: [echo, hello world]}
            """));
    var status = cluster.await("hello", LocalClusterTest::over).path("status");
    assertThat(status.path("phase").asText()).as("%s", status).isEqualTo("Succeeded");
    assertThat(status.path("progress").asText()).isEqualTo("1/1");
    assertThat(status.path("nodes")).hasSize(1);
    assertThat(status.path("observedVersion").asLong()).isPositive();
  }

  @Test
  void a_dag_goes_on_when_functions_are_killed() {
    cluster.create(
        workflow(
            "killed",
            """
            entrypoint: main
            templates:
            - name: main
              dag:
                tasks:
                - {name: a, template: say}
                - {name: b, template: say, dependencies: [a]}
                - {name: c, template: say, dependencies: [a]}
                - {name: d, template: say, dependencies: [b, c]}
            - name: say
              container: {image: busybox, command: [sleep, "1"]}
            """));
    cluster.await("killed", w -> w.at("/status/progress").asText().matches("[1-3]/.*"));
    // Whoever watches over steps has to live: here they are processes of its own, pods there.
    cluster.functions().killAllBut("step-dispatch");
    var status = cluster.await("killed", LocalClusterTest::over).path("status");
    assertThat(status.path("phase").asText()).as("%s", status).isEqualTo("Succeeded");
    assertThat(status.path("progress").asText()).isEqualTo("4/4");
  }

  @Test
  void a_workflow_that_is_wrong_says_so_where_people_look() {
    cluster.create(
        workflow("wrong", "{entrypoint: nowhere, templates: [{name: main, suspend: {}}]}"));
    var status = cluster.await("wrong", LocalClusterTest::over).path("status");
    assertThat(status.path("phase").asText()).isEqualTo("Error");
    assertThat(status.path("message").asText()).startsWith("invalid spec: ").contains("nowhere");
  }

  @Test
  void what_is_written_into_the_spec_takes_effect() {
    cluster.create(workflow("edited", "suspend: true\n" + SLEEPER));
    cluster.await("edited", w -> w.at("/status/observedVersion").asLong() > 0);
    cluster.merge("edited", "spec: {suspend: null}");
    cluster.await("edited", w -> w.at("/status/nodes").size() == 1);
    cluster.merge("edited", "spec: {shutdown: Terminate}");
    var status = cluster.await("edited", LocalClusterTest::over).path("status");
    assertThat(status.path("phase").asText()).as("%s", status).isEqualTo("Failed");
  }

  private static final String SLEEPER =
      """
      entrypoint: main
      templates:
      - name: main
        container: {image: busybox, command: [sleep, "60"]}
      """;

  @Test
  void a_status_that_was_deleted_comes_back() {
    cluster.create(workflow("wiped", SLEEPER));
    var shown = cluster.await("wiped", w -> w.at("/status/nodes").size() == 1).path("status");
    cluster.mergeStatus("wiped", "status: null");
    cluster.await("wiped", w -> w.at("/status/nodes").size() == 1);
    cluster.mergeStatus("wiped", "status: {phase: Succeeded, message: trust me}");
    var again = cluster.await("wiped", w -> w.at("/status/phase").asText().equals("Running"));
    assertThat(again.path("status").has("message")).isFalse();
    assertThat(again.path("status").path("startedAt")).isEqualTo(shown.path("startedAt"));
    cluster.delete("wiped");
  }

  @Test
  void a_workflow_that_is_deleted_stops() {
    cluster.create(workflow("deleted", SLEEPER));
    cluster.await("deleted", w -> w.at("/status/nodes").size() == 1);
    cluster.delete("deleted");
    cluster.awaitEvent("dev.tiphys.run.finished", "/runs/default/deleted/");
  }

  @Test
  void what_nobody_takes_is_kept() {
    cluster
        .broker()
        .accept(
            io.cloudevents.core.builder.CloudEventBuilder.v1()
                .withId("1")
                .withSource(java.net.URI.create("/nonsense"))
                .withType("dev.tiphys.step.ended")
                .build());
    cluster.awaitFile("store/deadletters");
  }
}
