package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Definitions.Kind;
import dev.tiphys.api.Refusal;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Manifests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HostCronTest {
  private static final String TICKING =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: CronWorkflow
      metadata: {name: ticking, namespace: default}
      spec:
        schedules: ['@every 1s']
        successfulJobsHistoryLimit: 1
        workflowSpec:
          entrypoint: main
          templates: [{name: main, container: {image: busybox, command: ['true']}}]
      """;

  @TempDir Path folder;

  private static List<Document> documents(String manifest) {
    return Manifests.read(manifest.getBytes(StandardCharsets.UTF_8), "cron.yaml").documents();
  }

  private static ObjectNode json(String manifest) {
    return (ObjectNode) documents(manifest).getFirst().json().deepCopy();
  }

  private static CountDownLatch runs(Host host, int count) {
    var over = new CountDownLatch(count);
    host.listen(
        run -> {
          if (run.name().startsWith("ticking-") && host.finished(run)) {
            over.countDown();
          }
        });
    return over;
  }

  @Test
  void a_cron_workflow_that_was_created_runs_until_it_is_deleted() throws Exception {
    try (var host = Host.open(HostSettings.on("mem:").withWork(folder), Instantly.NOTHING)) {
      host.resume();
      var over = runs(host, 2);
      var created = host.definitions().create(Kind.CRON_WORKFLOW, "default", json(TICKING));
      assertThat(created.at("/metadata/uid").asText()).isNotEmpty();
      assertThat(over.await(30, TimeUnit.SECONDS)).as("two runs are over").isTrue();

      var shown = host.definitions().get(Kind.CRON_WORKFLOW, "default", "ticking").orElseThrow();
      assertThat(shown.at("/status/phase").asText()).isEqualTo("Active");
      assertThat(shown.at("/status/lastScheduledTime").asText()).isNotEmpty();
      assertThat(host.definitions().list(Kind.CRON_WORKFLOW, "default")).hasSize(1);
      assertThat(host.definitions().list(Kind.CRON_WORKFLOW, "other")).isEmpty();
      assertThat(host.definitions().delete(Kind.CRON_WORKFLOW, "default", "ticking")).isTrue();
      assertThat(host.definitions().delete(Kind.CRON_WORKFLOW, "default", "ticking")).isFalse();
    }
  }

  @Test
  void a_cron_workflow_in_a_file_runs_and_is_changed_there() throws Exception {
    var settings = HostSettings.on("mem:").withWork(folder).withDocuments(documents(TICKING));
    try (var host = Host.open(settings, Instantly.NOTHING)) {
      var over = runs(host, 1);
      host.resume();
      assertThat(over.await(30, TimeUnit.SECONDS)).as("a run is over").isTrue();
      assertThatThrownBy(() -> host.definitions().delete(Kind.CRON_WORKFLOW, "default", "ticking"))
          .isInstanceOf(Refusal.class)
          .hasMessage(
              "CronWorkflow ticking stands in a file that this server was started with: change it there");
    }
  }

  @Test
  void what_is_no_schedule_is_refused_and_not_stored() {
    try (var host = Host.open(HostSettings.on("mem:").withWork(folder), Instantly.NOTHING)) {
      var bad = json(TICKING.replace("@every 1s", "* * * * * *"));
      assertThatThrownBy(() -> host.definitions().create(Kind.CRON_WORKFLOW, "default", bad))
          .isInstanceOf(Refusal.class)
          .hasMessage(
              "spec.schedules[0]: cron schedule '* * * * * *' is malformed: expected 5 fields"
                  + " (minute, hour, day of the month, month, day of the week), found 6 in"
                  + " '* * * * * *'");
      assertThat(host.definitions().list(Kind.CRON_WORKFLOW, "")).isEmpty();
    }
  }

  @Test
  void one_that_is_replaced_stays_the_same_one() {
    try (var host = Host.open(HostSettings.on("mem:").withWork(folder), Instantly.NOTHING)) {
      var yearly = TICKING.replace("@every 1s", "@yearly");
      var uid =
          host.definitions()
              .create(Kind.CRON_WORKFLOW, "default", json(yearly))
              .at("/metadata/uid");
      var replaced =
          host.definitions()
              .replace(
                  Kind.CRON_WORKFLOW,
                  "default",
                  json(yearly.replace("successfulJobsHistoryLimit: 1", "suspend: true")));
      assertThat(replaced.at("/metadata/uid")).isEqualTo(uid);
      assertThat(replaced.at("/spec/suspend").asBoolean()).isTrue();
    }
  }

  @Test
  void a_name_is_made_of_its_beginning() {
    try (var host = Host.open(HostSettings.on("mem:").withWork(folder), Instantly.NOTHING)) {
      var nameless = json(TICKING.replace("name: ticking", "generateName: tick-"));
      assertThat(
              host.definitions()
                  .create(Kind.CRON_WORKFLOW, "default", nameless)
                  .at("/metadata/name")
                  .asText())
          .matches("tick-[a-z0-9]{5}");
    }
  }
}
