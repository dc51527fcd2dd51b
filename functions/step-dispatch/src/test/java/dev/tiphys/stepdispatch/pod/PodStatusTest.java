package dev.tiphys.stepdispatch.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Phase;
import dev.tiphys.stepdispatch.pod.PodStatus.Told;
import dev.tiphys.stepdispatch.pod.PodStatus.Told.Ended;
import dev.tiphys.stepdispatch.pod.PodStatus.Told.Nothing;
import dev.tiphys.stepdispatch.pod.PodStatus.Told.Running;
import dev.tiphys.stepdispatch.pod.PodStatus.Told.Spoken;
import dev.tiphys.stepdispatch.pod.PodStatus.Told.Unheard;
import dev.tiphys.stepdispatch.pod.PodStatus.Told.Waiting;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What kubelets write, and what it means.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PodStatusTest {
  private static final Instant BEGAN = Instant.parse("2026-11-24T11:59:00Z");
  private static final String SIDECAR =
      "{container: {image: x, command: [a]}, sidecars: [{name: db, image: y, command: [b]}]}";
  private static final String SET =
      "{containerSet: {containers: [{name: a, image: x, command: [a]},"
          + " {name: main, image: x, command: [b]}]}}";

  private record Row(String what, String template, String status, Told told) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static ObjectNode pod(String template, String status) {
    var pod = Steps.pod(template);
    ((ObjectNode) pod.path("spec")).put("nodeName", "node-1");
    pod.set("status", Steps.yaml(status));
    return pod;
  }

  private static Row row(String what, String status, Told told) {
    return new Row(what, "{container: {image: x, command: [a]}}", status, told);
  }

  private static Ended failed(String message, @Nullable Instant began) {
    return new Ended(Phase.FAILED, message, began, false);
  }

  private static Ended error(String message, @Nullable Instant began) {
    return new Ended(Phase.ERROR, message, began, false);
  }

  /// A container that ended.
  private static String end(String name, int code, String more) {
    return "{name: %s, state: {terminated: {exitCode: %d, startedAt: '%s'%s}}}"
        .formatted(name, code, BEGAN, more.isEmpty() ? "" : ", " + more);
  }

  private static String ended(String... containers) {
    return "{phase: Failed, containerStatuses: [" + String.join(", ", containers) + "]}";
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("not scheduled yet", "{phase: Pending}", new Nothing()),
        row(
            "images are being pulled",
            "{phase: Pending, containerStatuses:"
                + " [{name: main, state: {waiting: {reason: PodInitializing}}}]}",
            new Nothing()),
        row(
            "no node for it",
            "{phase: Pending, conditions: [{type: PodScheduled, status: 'False',"
                + " reason: Unschedulable, message: 0/3 nodes are available}]}",
            new Waiting("Unschedulable: 0/3 nodes are available")),
        row(
            "no image",
            "{phase: Pending, containerStatuses: [{name: main, state: {waiting:"
                + " {reason: ImagePullBackOff, message: 'Back-off pulling image \"x\"'}}}]}",
            new Waiting("ImagePullBackOff: Back-off pulling image \"x\"")),
        row(
            "no image for an init container",
            "{phase: Pending, initContainerStatuses: [{name: init, state: {waiting:"
                + " {reason: ErrImagePull}}}]}",
            new Waiting("ErrImagePull")),
        row(
            "no ConfigMap",
            "{phase: Pending, containerStatuses: [{name: main, state: {waiting: {reason:"
                + " CreateContainerConfigError, message: configmap \"c\" not found}}}]}",
            new Waiting("CreateContainerConfigError: configmap \"c\" not found")),
        row(
            "it runs",
            "{phase: Running, podIP: 10.0.0.1, containerStatuses: [{name: main, state:"
                + " {running: {startedAt: '%s'}}}]}".formatted(BEGAN),
            new Running("node-1", "10.0.0.1", BEGAN, false)),
        new Row(
            "a daemon runs and is not ready",
            "{daemon: true, container: {image: x, command: [a]}}",
            "{phase: Running, podIP: 10.0.0.1, conditions: [{type: Ready, status: 'False'}],"
                + " containerStatuses: [{name: main, state: {running: {startedAt: '%s'}}}]}"
                    .formatted(BEGAN),
            new Running("node-1", "10.0.0.1", BEGAN, false)),
        new Row(
            "a daemon is ready",
            "{daemon: true, container: {image: x, command: [a]}}",
            "{phase: Running, podIP: 10.0.0.1, conditions: [{type: Ready, status: 'True'}],"
                + " containerStatuses: [{name: main, state: {running: {startedAt: '%s'}}}]}"
                    .formatted(BEGAN),
            new Running("node-1", "10.0.0.1", BEGAN, true)),
        row(
            "only the companion runs",
            "{phase: Running, containerStatuses: [{name: wait, state: {running: {startedAt:"
                + " '%s'}}}, {name: main, state: {waiting: {reason: ContainerCreating}}}]}"
                    .formatted(BEGAN),
            new Nothing()),
        row(
            "main has ended and the companion is at work",
            "{phase: Running, containerStatuses: [%s, {name: wait, state: {running: {}}}]}"
                .formatted(end("main", 1, "reason: Error")),
            new Running("node-1", null, BEGAN, false)),
        row(
            "the companion has told it",
            "{phase: Failed, containerStatuses: [%s, %s]}"
                .formatted(end("main", 1, "reason: Error"), end("wait", 0, "")),
            new Spoken()),
        row(
            "the companion told it to nobody",
            ended(end("main", 0, ""), end("wait", Executor.UNHEARD, "")),
            new Unheard()),
        row(
            "out of memory, the supervisor too",
            ended(end("main", 137, "reason: OOMKilled"), end("wait", Executor.SILENT, "")),
            failed("OOMKilled (exit code 137)", BEGAN)),
        row(
            "killed by somebody",
            ended(end("main", 137, "reason: Error"), end("wait", Executor.SILENT, "")),
            failed("Error (exit code 137)", BEGAN)),
        row(
            "our supervisor could not run it",
            ended(end("main", 64, "reason: Error"), end("wait", Executor.SILENT, "")),
            error("Error (exit code 64)", BEGAN)),
        row(
            "evicted",
            "{phase: Failed, reason: Evicted, message: 'The node was low on resource: memory.'}",
            failed("The node was low on resource: memory.", null)),
        row(
            "refused by the node",
            "{phase: Failed, reason: NodeAffinity}",
            failed("NodeAffinity", null)),
        row(
            "over its deadline",
            "{phase: Failed, reason: DeadlineExceeded, message: Pod was active on the node longer"
                + " than the specified deadline}",
            failed("Pod was active on the node longer than the specified deadline", null)),
        row(
            "artifacts cannot be had",
            "{phase: Failed, initContainerStatuses: [%s]}"
                .formatted(end("init", 64, "reason: Error, message: no such key")),
            error("init: Error (exit code 64): no such key", null)),
        row(
            "the companion fails",
            ended(end("main", 0, ""), end("wait", 1, "reason: Error")),
            error("wait: Error (exit code 1)", BEGAN)),
        row(
            "it could not be started at all, and the companion waits",
            "{phase: Running, containerStatuses: [{name: main, state: {terminated: {exitCode: 128,"
                + " reason: StartError, message: no such file}}},"
                + " {name: wait, state: {running: {}}}]}",
            new Ended(Phase.FAILED, "StartError (exit code 128): no such file", null, true)),
        row(
            "it ended, and nobody says why",
            "{phase: Failed}",
            error("the pod ended without a reason", null)),
        row(
            "its node is lost",
            "{phase: Running, reason: NodeLost, message: Node n is unresponsive}",
            new Ended(Phase.ERROR, "Node n is unresponsive", null, true)),
        new Row(
            "a sidecar that was told to end says nothing about the step",
            SIDECAR,
            ended(
                end("main", 3, "reason: Error"),
                end("db", 143, "reason: Error"),
                end("wait", Executor.SILENT, "")),
            failed("Error (exit code 3)", BEGAN)),
        new Row(
            "a sidecar that failed does",
            SIDECAR,
            ended(
                end("main", 0, ""),
                end("db", 2, "reason: Error"),
                end("wait", Executor.SILENT, "")),
            error("db: Error (exit code 2)", BEGAN)),
        new Row(
            "a container of a set is named",
            SET,
            ended(
                end("a", 137, "reason: OOMKilled"),
                end("main", 137, "reason: Error"),
                end("wait", Executor.SILENT, "")),
            failed("a: OOMKilled (exit code 137)", BEGAN)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void a_status_means(Row row) {
    assertThat(PodStatus.of(pod(row.template(), row.status()), false, Steps.NOW))
        .isEqualTo(row.told());
  }

  @Test
  void a_pod_that_is_gone_was_deleted() {
    var pod = pod("{container: {image: x, command: [a]}}", "{phase: Running}");
    assertThat(PodStatus.of(pod, true, Steps.NOW)).isEqualTo(error("pod deleted", null));
  }

  @Test
  void a_pod_that_is_gone_may_say_who_deleted_it() {
    var pod =
        pod(
            "{container: {image: x, command: [a]}}",
            "{phase: Running, conditions: [{type: DisruptionTarget, status: 'True',"
                + " reason: PreemptionByScheduler, message: preempting to make room}]}");
    assertThat(PodStatus.of(pod, true, Steps.NOW))
        .isEqualTo(error("pod deleted: preempting to make room", null));
  }

  @Test
  void a_pod_that_is_being_deleted_ends_for_that_reason() {
    var pod =
        pod(
            "{container: {image: x, command: [a]}}",
            ended(end("main", 143, "reason: Error"), end("wait", Executor.SILENT, "")));
    ((ObjectNode) pod.path("metadata")).put("deletionTimestamp", Steps.NOW.toString());
    assertThat(PodStatus.of(pod, false, Steps.NOW)).isEqualTo(error("pod deleted", BEGAN));
  }

  @Test
  void a_pod_that_had_told_its_end_and_is_gone_has_told_it() {
    var pod =
        pod(
            "{container: {image: x, command: [a]}}",
            "{phase: Running, containerStatuses: [" + end("wait", 0, "") + "]}");
    assertThat(PodStatus.of(pod, true, Steps.NOW)).isEqualTo(new Spoken());
  }

  @Test
  void a_pod_on_a_node_that_does_not_answer_is_waited_for_as_long_as_it_may_take_to_end() {
    var pod =
        pod(
            "{container: {image: x, command: [a]}}",
            "{phase: Running, conditions: [{type: DisruptionTarget, status: 'True',"
                + " reason: DeletionByTaintManager, message: 'Taint manager: deleting'}]}");
    ((ObjectNode) pod.path("metadata"))
        .put("deletionTimestamp", Steps.NOW.plusSeconds(1).toString());
    assertThat(PodStatus.of(pod, false, Steps.NOW)).isEqualTo(new Nothing());
    assertThat(PodStatus.of(pod, false, Steps.NOW.plusSeconds(2)))
        .isEqualTo(new Ended(Phase.ERROR, "pod deleted: Taint manager: deleting", null, true));
  }
}
