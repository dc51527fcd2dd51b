package dev.tiphys.stepdispatch.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunId;
import dev.tiphys.stepdispatch.kube.Cluster;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What Knative's source tells of pods. Nothing here asks the API.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PodEventsTest {
  private static final String UPDATED = "dev.knative.apiserver.resource.update";
  private static final String DELETED = "dev.knative.apiserver.resource.delete";

  private final List<RunId> runs = new ArrayList<>();
  private final List<RunCommand> told = new ArrayList<>();
  private final PodEvents events =
      new PodEvents(
          Cluster.NONE,
          Steps.SETTINGS,
          () -> Steps.NOW,
          (run, _) -> {
            runs.add(run);
            return told::add;
          });

  private static ObjectNode pod(String template, String status) {
    var pod = Steps.pod(template);
    pod.set("status", Steps.yaml(status));
    return pod;
  }

  private static ObjectNode pod(String status) {
    return pod("{container: {image: x, command: [a]}}", status);
  }

  private static CloudEvent event(String type, JsonNode object) {
    return CloudEventBuilder.v1()
        .withId("1")
        .withSource(URI.create("https://10.0.0.1:443"))
        .withType(type)
        .withData("application/json", object.toString().getBytes(StandardCharsets.UTF_8))
        .build();
  }

  @Test
  void an_end_that_the_pod_cannot_tell_is_told_to_its_run() {
    events.accept(event(UPDATED, pod("{phase: Failed, message: The node was low on memory.}")));
    assertThat(runs).containsExactly(Steps.RUN);
    assertThat(told).singleElement().isInstanceOf(EndStep.class);
    var end = (EndStep) told.getFirst();
    assertThat(end.node()).isEqualTo(3);
    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.message()).isEqualTo("The node was low on memory.");
  }

  @Test
  void a_pod_that_was_deleted_is_an_error() {
    events.accept(event(DELETED, pod("{phase: Running}")));
    assertThat(((EndStep) told.getFirst()).message()).isEqualTo("pod deleted");
  }

  @Test
  void a_daemon_that_is_ready_is_told_with_its_address() {
    events.accept(
        event(
            UPDATED,
            pod(
                "{daemon: true, container: {image: x, command: [a]}}",
                "{phase: Running, podIP: 10.1.1.1, conditions: [{type: Ready, status: 'True'}],"
                    + " containerStatuses: [{name: main, state: {running: {startedAt:"
                    + " '2026-11-24T11:00:00Z'}}}]}")));
    assertThat(told).hasSize(2);
    assertThat(told.getFirst()).isInstanceOf(MarkRunning.class);
    assertThat(((MarkDaemoned) told.getLast()).ip()).isEqualTo("10.1.1.1");
  }

  @Test
  void why_a_pod_waits_is_told() {
    events.accept(
        event(
            UPDATED,
            pod(
                "{phase: Pending, containerStatuses: [{name: main, state: {waiting:"
                    + " {reason: ErrImagePull, message: none}}}]}")));
    assertThat(((MarkProgress) told.getFirst()).message()).isEqualTo("ErrImagePull: none");
  }

  @Test
  void what_the_companion_told_the_broker_is_not_told_again() {
    var ended =
        "{phase: Succeeded, containerStatuses: [{name: wait, state: {terminated:"
            + " {exitCode: 0}}}]}";
    events.accept(event(UPDATED, pod(ended)));
    events.accept(event(DELETED, pod(ended)));
    assertThat(told).isEmpty();
  }

  @Test
  void other_objects_mean_nothing() {
    var foreign = pod("{phase: Failed}");
    ((ObjectNode) foreign.at("/metadata/annotations")).remove(PodManifest.RUN_UID);
    events.accept(event(UPDATED, foreign));
    events.accept(event(UPDATED, Steps.yaml("{kind: Job, metadata: {name: a}}")));
    var hostile = pod("{phase: Failed}");
    ((ObjectNode) hostile.at("/metadata/annotations")).put(PodManifest.RUN_UID, "../x");
    events.accept(event(UPDATED, hostile));
    assertThat(told).isEmpty();
  }

  @Test
  void an_event_without_an_object_is_refused() {
    var empty =
        CloudEventBuilder.v1().withId("1").withSource(URI.create("/a")).withType(UPDATED).build();
    assertThatThrownBy(() -> events.accept(empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data: expected the object that changed, as JSON");
  }
}
