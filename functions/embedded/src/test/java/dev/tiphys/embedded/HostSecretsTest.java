package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.language.validation.Manifests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where values of Secrets never are, and who gets none (attack cases 36, 47 and 68).
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostSecretsTest {
  private static final String CANARY = "c4n4ry-8d1f";

  private static final String AROUND =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: store, namespace: default}
      stringData: {id: c4n4ry-8d1f-id, key: c4n4ry-8d1f-key, password: c4n4ry-8d1f}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: artifact-repositories
        namespace: default
        annotations: {workflows.argoproj.io/default-artifact-repository: closed}
      data:
        closed: |
          s3:
            endpoint: 127.0.0.1:9
            insecure: true
            bucket: b
            accessKeySecret: {name: store, key: id}
            secretKeySecret: {name: store, key: key}
      """;

  /// Its step knows the secret, keeps it to itself, and puts out what cannot be kept.
  private static final String WORKFLOW =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {name: wf, namespace: %s}
      spec:
        entrypoint: main
        templates:
        - name: main
          container:
            image: any
            command: [sh, -c, 'test -n "$P" && echo there > /tmp/out']
            env: [{name: P, valueFrom: {secretKeyRef: {name: store, key: password}}}]
          outputs: {artifacts: [{name: out, path: /tmp/out}]}
      """;

  @TempDir Path folder;
  private final List<String> logged = new ArrayList<>();

  private Host host() {
    var documents =
        Manifests.read(AROUND.getBytes(StandardCharsets.UTF_8), "around.yaml").documents();
    return Host.open(
        HostSettings.on(folder.resolve("store").toString())
            .withWork(folder.resolve("work"))
            .withRunner("process")
            .withDocuments(documents)
            .unsynced());
  }

  @Test
  void credentials_of_artifacts_and_variables_are_in_no_status_event_file_or_log()
      throws Exception {
    var handler = new Remembering();
    Logger.getLogger("").addHandler(handler);
    try (var host = host()) {
      var run = HostTest.start(host, WORKFLOW.formatted("default"));
      var end = HostTest.end(host, run);
      assertThat(end.at("/status/phase").asText()).isEqualTo("Error");
      assertThat(end.at("/status/message").asText()).contains("out");
      assertThat(end.toString()).doesNotContain(CANARY);
      assertThat(host.workflows().events(run, 0).toString()).doesNotContain(CANARY);
      assertThat(host.workflows().metrics()).doesNotContain(CANARY);
    } finally {
      Logger.getLogger("").removeHandler(handler);
    }
    assertThat(String.join("\n", logged)).doesNotContain(CANARY);
    assertThat(filesWith(CANARY)).isEmpty();
  }

  @Test
  void a_run_gets_no_secret_of_another_namespace() throws Exception {
    try (var host = host()) {
      var run = HostTest.start(host, WORKFLOW.formatted("stranger"));
      var end = HostTest.end(host, run);
      assertThat(end.at("/status/phase").asText()).isEqualTo("Error");
      assertThat(end.at("/status/message").asText()).contains("store");
    }
  }

  private List<Path> filesWith(String text) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file))
          .filter(
              file -> {
                try {
                  return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                      .contains(text);
                } catch (IOException e) {
                  return false;
                }
              })
          .toList();
    }
  }

  private final class Remembering extends Handler {
    @Override
    public void publish(LogRecord record) {
      synchronized (logged) {
        logged.add(
            record.getMessage()
                + " "
                + List.of(record.getParameters() == null ? new Object[0] : record.getParameters()));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
