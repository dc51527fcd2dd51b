package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.ResubmitOptions;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a host knows of runs beside how they go: what was before them, and what happened.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class HostStatusTest {
  private static final String TWO =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {name: two}
      spec:
        entrypoint: main
        templates:
        - name: main
          steps: [[{name: a, template: echo}], [{name: b, template: wait}]]
        - name: echo
          container: {image: busybox, command: [echo]}
        - name: wait
          suspend: {}
      """;

  private static JsonNode yaml(String text) {
    return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "a.yaml").getFirst().toJson();
  }

  private static RunId start(Host host, String manifest) {
    var created = host.workflows().create("default", (ObjectNode) yaml(manifest));
    return new RunId(
        "default", created.at("/metadata/name").asText(), created.at("/metadata/uid").asText());
  }

  private static JsonNode waiting(Host host, RunId run) {
    while (true) {
      var workflow = host.workflows().get(run.namespace(), run.name()).orElseThrow();
      if (workflow.toString().contains("\"type\":\"Suspend\",\"templateName\":\"wait\",")) {
        return workflow;
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static Host open(String... documents) {
    var all = String.join("\n---\n", documents).getBytes(StandardCharsets.UTF_8);
    return Host.open(
        HostSettings.on("mem:").withDocuments(Manifests.read(all, "all.yaml").documents()),
        Instantly.NOTHING);
  }

  @Test
  void a_run_that_is_resubmitted_with_memory_runs_only_what_did_not_succeed() {
    try (var host = open()) {
      var run = start(host, TWO);
      waiting(host, run);
      host.request(run, new StopRun(Shutdown.STOP, "", null, Instant.now()));
      var again = host.workflows().resubmit("default", "two", new ResubmitOptions(true, Map.of()));
      var name = again.at("/metadata/name").asText();
      var workflow = waiting(host, new RunId("default", name, again.at("/metadata/uid").asText()));
      assertThat(
              workflow
                  .at("/status/nodes")
                  .valueStream()
                  .filter(n -> n.path("displayName").asText().equals("a")))
          .singleElement()
          .satisfies(
              node -> {
                assertThat(node.path("phase").asText()).isEqualTo("Skipped");
                assertThat(node.path("message").asText()).startsWith("original pod: two-");
              });
    }
  }

  @Test
  void what_happened_to_a_run_is_told_as_events_of_kubernetes() {
    try (var host = open()) {
      var run = start(host, TWO);
      waiting(host, run);
      host.request(run, new ResumeRun("", Instant.now()));
      var events = host.workflows().events(run, 0);
      assertThat(events)
          .extracting(event -> event.path("reason").asText() + " " + event.path("message").asText())
          .contains(
              "WorkflowRunning Workflow Running",
              "WorkflowNodeSucceeded Succeeded node two[0].a",
              "WorkflowNodeSucceeded Succeeded node two[1].b",
              "WorkflowSucceeded Workflow completed");
      var last = events.getLast().at("/metadata/resourceVersion").asLong();
      assertThat(host.workflows().events(run, last)).isEmpty();
      assertThat(host.workflows().events(run, last - 1))
          .isNotEmpty()
          .hasSizeLessThan(events.size());
    }
  }

  @Test
  void the_configuration_switches_events_off() {
    var settings =
        HostSettings.on("mem:")
            .withConfig(yaml("{nodeEvents: {enabled: false}, workflowEvents: {enabled: true}}"));
    try (var host = Host.open(settings, Instantly.NOTHING)) {
      var run = start(host, TWO);
      waiting(host, run);
      assertThat(host.workflows().events(run, 0))
          .extracting(event -> event.path("reason").asText())
          .containsExactly("WorkflowRunning");
    }
  }

  @Test
  void the_label_of_a_namespace_limits_how_many_of_its_runs_go_on() {
    var label = "metadata: {name: default, labels: {workflows.argoproj.io/parallelism-limit: '1'}}";
    try (var host = open("apiVersion: v1\nkind: Namespace\n" + label)) {
      var first = start(host, TWO);
      waiting(host, first);
      var second = start(host, TWO.replace("name: two", "name: second"));
      assertThat(
              host.workflows()
                  .get("default", "second")
                  .orElseThrow()
                  .at("/status/message")
                  .asText())
          .isEqualTo(
              "Workflow processing has been postponed because too many workflows are already running");
      host.request(first, new ResumeRun("", Instant.now()));
      waiting(host, second);
    }
  }

  @Test
  void a_run_of_a_template_is_estimated_by_the_last_one() throws Exception {
    var template =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: WorkflowTemplate
        metadata: {name: slow, namespace: default}
        spec:
          entrypoint: main
          templates: [{name: main, suspend: {duration: 2s}}]
        """;
    var workflow =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: %s, labels: {workflows.argoproj.io/workflow-template: slow}}
        spec: {workflowTemplateRef: {name: slow}}
        """;
    try (var host = open(template)) {
      var first = start(host, workflow.formatted("first"));
      assertThat(
              host.workflows()
                  .get("default", "first")
                  .orElseThrow()
                  .at("/status/estimatedDuration")
                  .isMissingNode())
          .isTrue();
      while (!host.finished(first)) {
        LockSupport.parkNanos(1_000_000);
      }
      start(host, workflow.formatted("second"));
      assertThat(
              host.workflows()
                  .get("default", "second")
                  .orElseThrow()
                  .at("/status/estimatedDuration")
                  .asInt())
          .isBetween(1, 3);
    }
  }
}
