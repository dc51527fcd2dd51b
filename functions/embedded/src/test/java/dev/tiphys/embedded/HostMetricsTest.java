package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunId;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What a host tells Prometheus.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostMetricsTest {
  private static final String WORKFLOW =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {name: a}
      spec:
        entrypoint: main
        metrics:
          prometheus: [{name: going, help: h, gauge: {realtime: true, value: "{{workflow.duration}}"}}]
        templates:
        - name: main
          metrics: {prometheus: [{name: played, help: h, counter: {value: "1"}}]}
          suspend: {}
      """;

  private static RunId start(Host host) {
    var workflow =
        YamlReader.read(WORKFLOW.getBytes(StandardCharsets.UTF_8), "a.yaml").getFirst().toJson();
    var created = host.workflows().create("default", (ObjectNode) workflow);
    return new RunId("default", "a", created.at("/metadata/uid").asText());
  }

  @Test
  void a_workflow_that_ends_is_counted_once_however_often_its_end_is_delivered() {
    try (var host = Host.open(HostSettings.on("mem:"), Instantly.NOTHING)) {
      var run = start(host);
      assertThat(host.workflows().metrics())
          .contains("argo_workflows_gauge{phase=\"Running\"} 1\n")
          .contains("argo_workflows_going ")
          .doesNotContain("played");
      var resume = new dev.tiphys.events.RunCommand.ResumeRun("", Instant.now());
      var events = new dev.tiphys.events.RunEvents(dev.tiphys.events.LargeValues.inMemory());
      for (var times = 0; times < 3; times++) {
        host.carryOut(events.request(run, "the-same", resume));
      }
      assertThat(host.workflows().metrics())
          .contains("argo_workflows_played 1\n")
          .contains("argo_workflows_total_count{namespace=\"default\",phase=\"Succeeded\"} 1\n")
          .contains("argo_workflows_total_count{namespace=\"default\",phase=\"Running\"} 1\n")
          .contains("argo_workflows_gauge{phase=\"Succeeded\"} 1\n")
          .contains("argo_workflows_going ");
    }
  }
}
