package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tiphys.api.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `artifactGC`, from the step that leaves a file to the file that is gone.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostCollectionTest {
  private static final String WORKFLOW =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {name: wf}
      spec:
        entrypoint: main
        artifactGC: {strategy: OnWorkflowDeletion, serviceAccountName: ignored}
        templates:
        - name: main
          container:
            image: any
            command: [sh, -c, "echo a > /tmp/a; echo b > /tmp/b; echo c > /tmp/c"]
          outputs:
            artifacts:
            - {name: soon, path: /tmp/a, archive: {none: {}}, s3: {key: soon},
               artifactGC: {strategy: OnWorkflowCompletion}}
            - {name: later, path: /tmp/b, archive: {none: {}}, s3: {key: later}}
            - {name: never, path: /tmp/c, archive: {none: {}}, s3: {key: never},
               artifactGC: {strategy: Never}}
      """;

  @TempDir Path folder;

  private Host open() {
    return Host.open(
        HostSettings.on(folder.resolve("store").toString())
            .withWork(folder.resolve("work"))
            .withRunner("process")
            .unsynced());
  }

  private Path kept(String key) {
    return folder.resolve("store/artifacts/default").resolve(key);
  }

  private static void await(Host host, BooleanSupplier wanted) throws InterruptedException {
    var so = new CountDownLatch(1);
    var stop =
        host.listen(
            _ -> {
              if (wanted.getAsBoolean()) {
                so.countDown();
              }
            });
    if (!wanted.getAsBoolean()) {
      assertThat(so.await(30, TimeUnit.SECONDS)).isTrue();
    }
    stop.run();
  }

  private static boolean processed(Host host) {
    return host.workflows()
        .get("default", "wf")
        .orElseThrow()
        .at("/status/artifactGCStatus/strategiesProcessed/OnWorkflowCompletion")
        .asBoolean();
  }

  private static void run(Host host, String workflow) throws InterruptedException {
    var run = HostTest.start(host, workflow);
    assertThat(HostTest.end(host, run).at("/status/phase").asText()).isEqualTo("Succeeded");
    await(host, () -> processed(host));
  }

  @Test
  void each_artifact_goes_when_its_strategy_says() throws Exception {
    try (var host = open()) {
      run(host, WORKFLOW);
      assertThat(kept("soon")).doesNotExist();
      assertThat(kept("later")).exists();
      var workflow = host.workflows().get("default", "wf").orElseThrow();
      assertThat(workflow.at("/status/nodes/wf/outputs/artifacts/0/deleted").asBoolean()).isTrue();
      assertThat(workflow.at("/metadata/finalizers/0").asText())
          .isEqualTo("workflows.argoproj.io/artifact-gc");
      assertThat(host.workflows().delete("default", "wf")).isTrue();
      assertThat(kept("later")).doesNotExist();
      assertThat(kept("never")).hasContent("c");
    }
  }

  @Test
  void a_run_whose_artifacts_stay_stays_unless_it_is_forced() throws Exception {
    var web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    web.start();
    var url = "http://127.0.0.1:" + web.getAddress().getPort() + "/later";
    var onTheWeb = WORKFLOW.replace("s3: {key: later}", "http: {url: \"" + url + "\"}");
    try (var host = open()) {
      run(host, onTheWeb);
      assertThatThrownBy(() -> host.workflows().delete("default", "wf"))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("is not deleted before its artifacts")
          .hasMessageContaining("artifact 'later': cannot delete '" + url + "'");
      var workflow = host.workflows().get("default", "wf").orElseThrow();
      assertThat(workflow.at("/status/conditions").toString())
          .contains("\"type\":\"ArtifactGCError\"", "artifact 'later': cannot delete");
      assertThat(host.workflows().delete("default", "wf", true)).isTrue();
      assertThat(host.workflows().get("default", "wf")).isEmpty();

      run(host, onTheWeb.replace("serviceAccountName: ignored", "forceFinalizerRemoval: true"));
      assertThat(host.workflows().delete("default", "wf")).isTrue();
      assertThat(host.workflows().get("default", "wf")).isEmpty();
    } finally {
      web.stop(0);
    }
  }
}
