package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.ResubmitOptions;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a host keeps of runs that are over.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class HostRetentionTest {
  private static final String ARCHIVE = "persistence: {archive: true}";

  @TempDir Path folder;

  private static JsonNode yaml(String text) {
    return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "text.yaml").getFirst().toJson();
  }

  private HostSettings settings(String config) {
    return HostSettings.on(folder.resolve("store").toString())
        .unsynced()
        .withRunner("process")
        .withWork(folder.resolve("work"))
        .withConfig(yaml(config));
  }

  private Host open(String config) {
    var host = Host.open(settings(config));
    host.resume();
    return host;
  }

  private static RunId start(Host host, String name, String more) {
    var manifest =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: %s, labels: {team: a}}
        spec:
          entrypoint: main
          %s
          templates:
          - name: main
            container: {image: busybox, command: [sh, -c], args: ["echo hi; test ! -e %s"]}
        """
            .formatted(name, more, "/nowhere/at/all");
    var workflow = host.workflows().create("default", (ObjectNode) yaml(manifest));
    return new RunId("default", name, workflow.at("/metadata/uid").asText());
  }

  /// Waits for what changes of runs bring about; looks once more whenever one has changed.
  private static void await(Host host, BooleanSupplier fulfilled) throws InterruptedException {
    var changes = new Semaphore(1);
    var stop = host.listen(run -> changes.release());
    for (var looks = 0; !fulfilled.getAsBoolean(); looks++) {
      assertThat(looks).as("changes without the one that is waited for").isLessThan(1000);
      assertThat(changes.tryAcquire(30, TimeUnit.SECONDS)).as("a change").isTrue();
    }
    stop.run();
  }

  private static boolean live(Host host, RunId run) {
    return host.workflows().list("default").stream()
        .anyMatch(w -> w.at("/metadata/uid").asText().equals(run.uid()));
  }

  private static String phase(Host host, RunId run) {
    return host.load(run).state().phase().toString();
  }

  @Test
  void a_run_whose_time_is_over_is_gone_with_its_logs() throws Exception {
    try (var host = open("{}")) {
      var run = start(host, "a", "ttlStrategy: {secondsAfterCompletion: 0}");
      await(host, () -> !live(host, run));
      while (host.load(run).version() > 0) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
      assertThat(folder.resolve("work").resolve("runs").resolve(run.uid())).doesNotExist();
      assertThat(host.workflows().get("default", "a")).isEmpty();
      assertThat(host.workflows().archive().list()).isEmpty();
    }
    try (var host = open("{}")) {
      assertThat(host.workflows().list("default")).isEmpty();
    }
  }

  @Test
  void a_time_that_passed_while_no_host_was_up_is_not_missed() throws Exception {
    RunId run;
    try (var host = Host.open(settings("{}"))) {
      run = start(host, "a", "ttlStrategy: {secondsAfterCompletion: 0}");
      await(host, () -> host.load(run).state().expired());
      assertThat(live(host, run)).isFalse();
      assertThat(host.load(run).version()).isPositive();
    }
    try (var host = open("{}")) {
      while (host.load(run).version() > 0) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
    }
  }

  @Test
  void what_a_run_waits_for_is_known_after_a_restart() throws Exception {
    RunId run;
    try (var host = open("{}")) {
      run = start(host, "a", "ttlStrategy: {secondsAfterSuccess: 3600}");
      await(host, () -> host.load(run).state().finished() && live(host, run));
    }
    try (var host = open("{}")) {
      var expires = host.workflows().summary("default", "a").orElseThrow();
      assertThat(
              Instant.parse(
                  expires.at("/metadata/annotations").path("tiphys.dev/expires").asText()))
          .isAfter(Instant.now().plusSeconds(3000));
    }
  }

  @Test
  void the_archive_keeps_a_run_that_expired_until_it_is_deleted_there() throws Exception {
    try (var host = open(ARCHIVE)) {
      var run = start(host, "a", "");
      await(host, () -> host.load(run).state().finished());
      assertThat(status(host.workflows().archive().list().getFirst())).isEqualTo("Archived");
      assertThatThrownBy(() -> host.workflows().archive().delete(run.uid()))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("delete the workflow first");

      assertThat(host.workflows().delete("default", "a")).isTrue();
      var archived = host.workflows().archive().get(run.uid()).orElseThrow();
      assertThat(status(archived)).isEqualTo("Persisted");
      assertThat(archived.at("/status/nodes/a/phase").asText()).isEqualTo("Succeeded");
      assertThat(host.workflows().get("default", "a")).isPresent();
      assertThat(live(host, run)).isTrue();

      var again = start(host, "a", "");
      await(host, () -> host.load(again).state().finished());
      assertThat(host.workflows().archive().list()).hasSize(2);
      assertThat(host.workflows().get("default", "a").orElseThrow().at("/metadata/uid").asText())
          .isEqualTo(again.uid());

      var resubmitted =
          host.workflows().archive().resubmit(run.uid(), new ResubmitOptions(false, Map.of()));
      assertThat(resubmitted.at("/metadata/name").asText()).startsWith("a-");
      assertThat(host.workflows().archive().delete(run.uid())).isTrue();
      assertThat(host.workflows().archive().delete(run.uid())).isFalse();
      assertThat(host.load(run).version()).isZero();
    }
  }

  private static String status(JsonNode workflow) {
    return workflow
        .at("/metadata/labels")
        .path("workflows.argoproj.io/workflow-archiving-status")
        .asText();
  }

  @Test
  void a_run_of_the_archive_that_is_tried_again_is_a_live_one() throws Exception {
    try (var host = open(ARCHIVE)) {
      var waiting =
          """
          apiVersion: argoproj.io/v1alpha1
          kind: Workflow
          metadata: {name: a}
          spec: {entrypoint: main, templates: [{name: main, suspend: {}}]}
          """;
      var workflow = host.workflows().create("default", (ObjectNode) yaml(waiting));
      var run = new RunId("default", "a", workflow.at("/metadata/uid").asText());
      host.request(run, new StopRun(Shutdown.STOP, "", null, Instant.now()));
      assertThat(phase(host, run)).isEqualTo("Failed");
      host.workflows().delete("default", "a");
      assertThat(host.load(run).state().expired()).isTrue();

      var revived =
          host.workflows()
              .archive()
              .retry(run.uid(), new RetryRun(false, "", Map.of(), Instant.now()));
      assertThat(revived.at("/status/phase").asText()).isEqualTo("Running");
      assertThat(host.workflows().archive().list()).isEmpty();
      host.request(run, new ResumeRun("", Instant.now()));
      await(host, () -> phase(host, run).equals("Succeeded"));
    }
  }

  @Test
  void of_runs_that_are_too_many_the_oldest_go() throws Exception {
    try (var host = open("retentionPolicy: {completed: 1}")) {
      for (var name : List.of("a", "b", "c")) {
        var run = start(host, name, "");
        await(host, () -> !live(host, run) || host.load(run).state().finished());
      }
      await(host, () -> host.workflows().list("default").size() == 1);
      assertThat(host.workflows().get("default", "c")).isPresent();
    }
  }

  @Test
  void what_a_pod_left_goes_when_the_workflow_says_so() throws Exception {
    try (var host = open("{}")) {
      var run = start(host, "a", "podGC: {strategy: OnPodCompletion, deleteDelayDuration: 0s}");
      await(
          host, () -> host.load(run).state().open().isEmpty() && host.load(run).state().finished());
      while (host.waiting() > 0 || host.workflows().logSize(run, "a", "main") > 0) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
      var kept = start(host, "b", "");
      await(host, () -> host.load(kept).state().finished());
      assertThat(host.workflows().logSize(kept, "b", "main")).isEqualTo(3);
    }
  }
}
