package dev.tiphys.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.doorway.Runs;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.StepReady;
import dev.tiphys.kubernetes.ApiServer;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.sandbox.Kind;
import dev.tiphys.sandbox.Sandbox;
import dev.tiphys.sandbox.Writing;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Against an API server, in a time of its own.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ProjectionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CRD =
      """
      {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
       "metadata": {"name": "workflows.argoproj.io"},
       "spec": {"group": "argoproj.io", "scope": "Namespaced",
         "names": {"kind": "Workflow", "listKind": "WorkflowList", "plural": "workflows",
           "singular": "workflow"},
         "versions": [{"name": "v1alpha1", "served": true, "storage": true,
           "subresources": {"status": {}}, "schema": {"openAPIV3Schema": {"type": "object",
             "x-kubernetes-preserve-unknown-fields": true}}}]}}
      """;
  private static final String WORKFLOW =
      """
      {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
       "metadata": {"namespace": "default", "name": "w"},
       "spec": {"entrypoint": "main", "templates": [
         {"name": "main", "steps": [%s]},
         {"name": "say", "container": {"image": "busybox"}}]}}
      """;

  private final Sandbox sandbox = Sandbox.start();
  private final KubernetesApi api = new KubernetesApi(new ApiServer(sandbox.url(), null));
  private final Runs runs = Runs.in(new MemoryObjectStore(), InstantSource.system(), new Random(1));
  private final VirtualPace pace = new VirtualPace();
  private final Projection projection = new Projection(runs, new WorkflowObjects(api), pace);
  private RunId run;

  private static final class VirtualPace implements Pace {
    private Instant now = Instant.parse("2026-11-24T06:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public void pause(Duration time) {
      now = now.plus(time);
    }
  }

  @BeforeEach
  void define() throws Exception {
    var kind = sandbox.objects().kind("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    var crd = (ObjectNode) JSON.readTree(CRD);
    sandbox.objects().create(kind.orElseThrow(), "", crd, Writing.by("test"));
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  /// As `kubectl create` and `trigger` begin a run, here of steps one after the other.
  private List<CloudEvent> begin(int steps) throws Exception {
    var sequence =
        IntStream.range(0, steps)
            .mapToObj("[{\"name\": \"s%d\", \"template\": \"say\"}]"::formatted)
            .collect(Collectors.joining(","));
    var workflow = (ObjectNode) JSON.readTree(WORKFLOW.formatted(sequence));
    var made = sandbox.objects().create(kind(), "default", workflow, Writing.by("kubectl"));
    run = new RunId("default", "w", made.at("/metadata/uid").asText());
    var pinned = JSON.createObjectNode();
    pinned.set("workflow", made);
    return command("start", new StartRun(pinned, pace.now));
  }

  private Kind kind() {
    return sandbox.objects().kind("argoproj.io/v1alpha1", "Workflow").orElseThrow();
  }

  private List<CloudEvent> command(String id, RunCommand command) {
    return runs.handleAndTell(runs.events().request(run, id, command));
  }

  /// Ends the step that is ready, and returns what is told then.
  private List<CloudEvent> end(List<CloudEvent> told) {
    var ready = told.stream().filter(e -> e.getType().equals("dev.tiphys.step.ready")).toList();
    var node = ((StepReady) runs.events().readNews(ready.getFirst()).news()).node();
    return command(
        node + "-ended",
        new EndStep(node, Phase.SUCCEEDED, null, Outputs.NONE, pace.now, Map.of(), pace.now));
  }

  private void show(List<CloudEvent> told) {
    assertThat(projection.accept(told.getLast())).isEmpty();
  }

  private ObjectNode object() {
    return sandbox.objects().get(kind(), "default", "w");
  }

  private JsonNode status() {
    return object().path("status");
  }

  /// The versions of this server count its writes, and nobody else writes.
  private long version() {
    return object().at("/metadata/resourceVersion").asLong();
  }

  @Test
  void a_status_shows_the_newest_and_never_an_older_version() throws Exception {
    var first = begin(1);
    show(end(first));
    assertThat(status().path("phase").asText()).isEqualTo("Succeeded");
    var observed = status().path("observedVersion").asLong();
    var other = new Projection(runs, new WorkflowObjects(api), pace);
    assertThat(other.accept(first.getLast())).isEmpty();
    assertThat(status().path("observedVersion").asLong()).isEqualTo(observed);
  }

  /// B9: with its creation three writes, the target.
  @Test
  void a_workflow_of_one_step_costs_two_writes_of_status() throws Exception {
    var told = begin(1);
    var created = version();
    show(told);
    pace.pause(Duration.ofSeconds(3));
    show(end(told));
    assertThat(version() - created).isEqualTo(2);
  }

  /// B9: at most ten, if a step takes a twentieth of a second. Events that come while a write waits
  /// for its turn are served by it.
  @Test
  void a_hundred_steps_in_five_seconds_cost_seven_writes() throws Exception {
    var told = begin(100);
    var created = version();
    var begun = pace.now;
    show(told);
    for (var step = 1; step <= 100; step++) {
      told = end(told);
      var ended = begun.plusMillis(50L * step);
      if (!ended.isBefore(pace.now)) {
        pace.now = ended;
        show(told);
      }
    }
    show(told);
    assertThat(status().path("progress").asText()).isEqualTo("100/100");
    assertThat(version() - created).isLessThanOrEqualTo(7);
  }

  @Test
  void what_does_not_fit_is_left_out_and_said() throws Exception {
    var told = begin(600);
    for (var step = 0; step < 600; step++) {
      told = end(told);
    }
    show(told);
    assertThat(status().path("phase").asText()).isEqualTo("Succeeded");
    assertThat(status().has("nodes")).isFalse();
    assertThat(status().path("conditions").toString()).contains("NodesShown", "do not fit");
    assertThat(status().toString().length()).isLessThan(StatusView.BYTES_MAX);
  }

  @Test
  void an_edited_spec_is_asked_of_the_run_once() throws Exception {
    show(begin(1));
    var edited = object().deepCopy();
    ((ObjectNode) edited.get("spec")).put("suspend", true);
    ((ObjectNode) edited.get("metadata")).put("generation", 2);
    var asked = projection.accept(updated(edited));
    assertThat(asked)
        .extracting(CloudEvent::getType)
        .containsExactly("dev.tiphys.run.suspend.requested");
    assertThat(projection.accept(updated(edited)))
        .extracting(CloudEvent::getId)
        .as("when it comes again")
        .containsExactly(asked.getFirst().getId());
    assertThat(status().path("observedGeneration").asLong()).isEqualTo(2);
    ((ObjectNode) edited.get("status")).put("observedGeneration", 2);
    assertThat(projection.accept(updated(edited))).isEmpty();
  }

  @Test
  void a_status_that_somebody_edited_is_written_again() throws Exception {
    show(begin(1));
    var edited = object().deepCopy();
    ((ObjectNode) edited.get("status")).put("phase", "Succeeded");
    sandbox.objects().update(kind(), "default", "w", edited, Writing.by("kubectl").ofStatus());
    pace.pause(Duration.ofSeconds(3));
    assertThat(projection.accept(updated(object()))).isEmpty();
    assertThat(status().path("phase").asText()).isEqualTo("Running");
  }

  @Test
  void a_run_whose_workflow_is_gone_is_stopped() throws Exception {
    var told = begin(1);
    api.delete("/apis/argoproj.io/v1alpha1/namespaces/default/workflows/w", run.uid());
    assertThat(projection.accept(told.getLast()))
        .extracting(CloudEvent::getType)
        .containsExactly("dev.tiphys.run.stop.requested");
  }

  private static CloudEvent updated(JsonNode workflow) {
    return CloudEventBuilder.v1()
        .withId("u")
        .withSource(URI.create("https://api"))
        .withType(Projection.UPDATED)
        .withData("application/json", workflow.toString().getBytes(StandardCharsets.UTF_8))
        .build();
  }
}
