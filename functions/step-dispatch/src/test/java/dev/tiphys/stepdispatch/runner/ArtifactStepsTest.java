package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.artifacts.ArtifactStores;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.artifacts.Secrets;
import dev.tiphys.artifacts.Transfer;
import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.events.Phase;
import dev.tiphys.stepdispatch.kube.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Artifacts of steps that run as processes, in the store of the host (F052 to F061, F075).
@DisplayNameGeneration(ReplaceUnderscores.class)
class ArtifactStepsTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void open() {
    bench =
        new Bench(Bench.processes(folder, Walls.here(), RunnerConfig.DEFAULT, ConfigValues.NONE));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static String makes(String command, String artifact) {
    return """
    container: {image: x, command: [sh, -c, '%s']}
    outputs: {artifacts: [%s]}
    """
        .formatted(command, artifact);
  }

  /// Runs a step that shows the artifact `made`, at another path.
  private String shown(JsonNode made, String command) {
    var input = (ObjectNode) made.deepCopy();
    input.put("name", "in").put("path", "/in/here");
    var template = Bench.yaml("container: {image: x, command: [sh, -c, '" + command + "']}");
    ((ObjectNode) template).putObject("inputs").putArray("artifacts").add(input);
    var trial = bench.start(template.toString());
    assertThat(trial.end().message()).isNull();
    return trial.log();
  }

  private JsonNode made(String template, String artifact) {
    var end = bench.end(template);
    assertThat(end.message()).isNull();
    return end.outputs().artifacts().get(artifact);
  }

  @Test
  void a_file_goes_from_step_to_step_and_status_shows_where_it_lies() {
    var made = made(makes("echo hello > /tmp/f", "{name: a, path: /tmp/f}"), "a");
    assertThat(made)
        .isEqualTo(Bench.yaml("{name: a, path: /tmp/f, s3: {key: trial/trial-s-0/a.tgz}}"));
    assertThat(shown(made, "cat /in/here")).isEqualTo("hello\n");
  }

  @Test
  void a_directory_goes_from_step_to_step_however_it_is_packed() {
    for (var archive : new String[] {"{tar: {compressionLevel: 0}}", "{zip: {}}", "{none: {}}"}) {
      var made =
          made(
              makes(
                  "mkdir -p /tmp/d/e && echo hello > /tmp/d/e/f",
                  "{name: a, path: /tmp/d, archive: %s}".formatted(archive)),
              "a");
      assertThat(shown(made, "cat /in/here/e/f")).isEqualTo("hello\n");
    }
  }

  @Test
  void all_of_tmp_is_an_artifact_without_what_is_the_runners() {
    var made =
        made(makes("echo hello > /tmp/f", "{name: a, path: /tmp, archive: {none: {}}}"), "a");
    assertThat(shown(made, "ls -A /in/here")).isEqualTo("f\n");
  }

  @Test
  void a_container_that_is_to_leave_a_file_in_the_root_begins_there() {
    var made = made(makes("echo hello > file", "{name: a, path: /file}"), "a");
    assertThat(shown(made, "cat /in/here")).isEqualTo("hello\n");
    assertThat(Path.of("/file")).doesNotExist();
  }

  @Test
  void a_part_of_a_directory_can_be_taken() {
    var made =
        (ObjectNode)
            made(
                makes(
                    "mkdir /tmp/d && echo hello > /tmp/d/f",
                    "{name: a, path: /tmp/d, archive: {none: {}}}"),
                "a");
    assertThat(shown(made.put("subPath", "f"), "cat /in/here")).isEqualTo("hello\n");
  }

  @Test
  void an_artifact_is_kept_although_the_step_failed() {
    var end = bench.end(makes("echo hello > /tmp/f; exit 3", "{name: a, path: /tmp/f}"));
    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(shown(end.outputs().artifacts().get("a"), "cat /in/here")).isEqualTo("hello\n");
  }

  @Test
  void a_missing_artifact_is_an_error_unless_it_is_optional() {
    var end = bench.end(makes("true", "{name: a, path: /tmp/f}"));
    assertThat(end.phase()).isEqualTo(Phase.ERROR);
    assertThat(end.message()).isEqualTo("output artifact 'a': there is nothing at /tmp/f");
    end = bench.end(makes("true", "{name: a, path: /tmp/f, optional: true}"));
    assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(end.outputs().artifacts()).isEmpty();
  }

  @Test
  void an_input_that_is_nowhere_is_an_error_unless_it_is_optional() {
    var template =
        """
        inputs: {artifacts: [{name: in, path: /in/here, s3: {key: nowhere}%s}]}
        container: {image: x, command: [ls, /in]}
        """;
    var end = bench.end(template.formatted(""));
    assertThat(end.phase()).isEqualTo(Phase.ERROR);
    assertThat(end.message())
        .isEqualTo("input artifact 'in': no artifact 'nowhere' in the store of this host");
    assertThat(bench.end(template.formatted(", optional: true")).message()).isNull();
  }

  @Test
  void an_input_may_lie_in_a_volume_and_keeps_what_is_there() {
    var trial =
        bench.start(
            """
            inputs:
              artifacts:
              - {name: in, path: /data/raw.txt, mode: 256, raw: {data: hello}}
            containerSet:
              volumeMounts: [{name: w, mountPath: /data}]
              containers:
              - {name: first, image: x, command: [sh, -c, 'echo kept > /data/old']}
              - name: main
                image: x
                command: [sh, -c, 'cat /data/old /data/raw.txt; stat -c %a /data/raw.txt']
                dependencies: [first]
            volumes: [{name: w, emptyDir: {}}]
            """);
    assertThat(trial.end().message()).isNull();
    assertThat(trial.log()).isEqualTo("kept\nhello400\n");
  }

  @Test
  void a_link_that_a_step_left_in_a_volume_leads_nowhere_on_the_host() {
    var end =
        bench.end(
            """
            inputs: {artifacts: [{name: in, path: /data/link/f, raw: {data: hello}}]}
            initContainers:
            - name: hostile
              image: x
              command: [ln, -s, /etc/tiphys-test, /data/link]
              volumeMounts: [{name: w, mountPath: /data}]
            container:
              image: x
              command: ["true"]
              volumeMounts: [{name: w, mountPath: /data}]
            volumes: [{name: w, emptyDir: {}}]
            """);
    assertThat(end.phase()).isIn(Phase.ERROR, Phase.SUCCEEDED);
    assertThat(Path.of("/etc/tiphys-test")).doesNotExist();
  }

  @Test
  void logs_are_kept_if_the_workflow_wants_it() throws IOException {
    var trial =
        bench.start(
            "container: {image: x, command: [sh, -c, 'echo out; echo err >&2; exit 1']}",
            Bench.withSpec("{archiveLogs: true}"));
    var log = trial.end().outputs().artifacts().get("main-logs");
    assertThat(log).isEqualTo(Bench.yaml("{name: main-logs, s3: {key: trial/trial-s-0/main.log}}"));
    assertThat(Files.readString(folder.resolve("kept/argo/trial/trial-s-0/main.log")))
        .isEqualTo("out\nerr\n");
  }

  @Test
  void the_template_may_decide_otherwise() {
    var quiet = "archiveLocation: {archiveLogs: false}\ncontainer: {image: x, command: [ls]}";
    var end = bench.start(quiet, Bench.withSpec("{archiveLogs: true}")).end();
    assertThat(end.outputs().artifacts()).isEmpty();
    var loud =
        "archiveLocation: {archiveLogs: true, s3: {key: my/place}}\n"
            + makes("echo hello > /tmp/f", "{name: a, path: /tmp/f}");
    var artifacts = bench.end(loud).outputs().artifacts();
    assertThat(artifacts.get("main-logs").path("s3").path("key").asText())
        .isEqualTo("my/place/main.log");
    assertThat(artifacts.get("a").path("s3").path("key").asText()).isEqualTo("my/place/a.tgz");
  }

  @Test
  void without_any_store_the_message_is_Argos() {
    var none = new ArtifactStores(new ArtifactStores.Own.None(), Secrets.NONE, new Egress(true));
    var artifacts =
        new StoredArtifacts(new Transfer(none, TransferLimits.DEFAULT), folder.resolve("scratch"));
    try (var bare =
        new Bench(
            Runners.choose(
                "process",
                folder,
                RunnerConfig.DEFAULT,
                ConfigValues.NONE,
                artifacts,
                Cluster.NONE))) {
      assertThat(bare.end(makes("echo > /tmp/f", "{name: a, path: /tmp/f}")).message())
          .startsWith(
              "output artifact 'a': artifact storage is not configured; see the docs for setup"
                  + " instructions:");
    }
  }
}
