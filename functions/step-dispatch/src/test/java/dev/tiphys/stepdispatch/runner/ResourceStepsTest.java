package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.sandbox.Kind;
import dev.tiphys.sandbox.Patch;
import dev.tiphys.sandbox.Sandbox;
import dev.tiphys.sandbox.Writing;
import dev.tiphys.stepdispatch.kube.Cluster;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ResourceStepsTest {
  private static final String JOB =
      """
      name: main
      resource:
        action: create
        successCondition: status.succeeded > 2, status.phase != Odd
        failureCondition: status.failed > 0
        manifest: |
          apiVersion: batch/v1
          kind: Job
          metadata: {generateName: j-}
          spec: {completions: 3}
      outputs:
        parameters:
        - {name: name, valueFrom: {jsonPath: '{.metadata.name}'}}
        - {name: done, valueFrom: {jqFilter: '.status.succeeded, [.kind]'}}
        - {name: none, valueFrom: {jsonPath: '{.no.thing}', default: nothing}}
      """;

  @TempDir Path folder;
  private final Sandbox sandbox = Sandbox.start();
  private Bench bench;

  @BeforeEach
  void open() {
    sandbox.objects().ensureNamespace("argo");
    bench = bench();
  }

  private Bench bench() {
    return new Bench(
        Bench.processes(
            folder,
            Walls.NONE,
            RunnerConfig.DEFAULT,
            ConfigValues.NONE,
            Cluster.lazily(() -> Config.fromKubeconfig(sandbox.kubeconfig()))));
  }

  @AfterEach
  void close() {
    bench.close();
    sandbox.close();
  }

  private Kind kind(String apiVersion, String name) {
    return sandbox.objects().kind(apiVersion, name).orElseThrow();
  }

  private Optional<ObjectNode> map(String name) {
    return sandbox.objects().find(kind("v1", "ConfigMap"), "argo", name);
  }

  private void status(String job, String status) {
    sandbox
        .objects()
        .patch(
            kind("batch/v1", "Job"),
            "argo",
            job,
            new Patch.Merge(Bench.yaml("{status: %s}".formatted(status))),
            Writing.by("the job controller").ofStatus());
  }

  private static String resource(String action, String more, String manifest) {
    return "{name: main, resource: {action: %s%s, manifest: '%s'}}"
        .formatted(action, more, manifest);
  }

  private static String map(String name, String data) {
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: %s}"
        .formatted(name, data);
  }

  /// Waits until the step waits for its object.
  private String waiting(Bench.Trial trial) {
    var message = trial.next(MarkProgress.class).message();
    assertThat(message)
        .startsWith("waiting for status.succeeded>2,status.phase!=Odd of jobs.batch/j-");
    return message.substring(message.indexOf('/') + 1);
  }

  @Test
  void a_step_waits_until_its_object_meets_the_condition() {
    var trial = bench.start(JOB);
    var job = waiting(trial);

    status(job, "{succeeded: 1}");
    status(job, "{succeeded: 3}");

    var end = trial.end();
    assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(end.outputs().parameters())
        .containsEntry("name", job)
        .containsEntry("done", "3\n[\"Job\"]")
        .containsEntry("none", "nothing");
  }

  @Test
  void a_failure_condition_comes_first() {
    var trial = bench.start(JOB);
    status(waiting(trial), "{succeeded: 3, failed: 1}");

    var end = trial.end();

    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.message())
        .isEqualTo("Error (exit code 1): failure condition '{status.failed>0}' evaluated true");
  }

  @Test
  void the_next_host_goes_on_waiting_for_the_same_object() {
    var first = bench.start(JOB);
    var job = waiting(first);
    bench.close();
    bench = bench();

    var second = bench.trial(first.step);
    bench.runner.start(first.step, second);
    assertThat(waiting(second)).isEqualTo(job);
    status(job, "{succeeded: 3}");

    assertThat(second.end().outputs().parameters()).containsEntry("name", job);
  }

  @Test
  void what_was_created_before_the_host_could_note_it_is_not_created_again() {
    var template = resource("create", "", map("once", "{a: b}"));
    var first = bench.start(template);
    assertThat(first.end().phase()).isEqualTo(Phase.SUCCEEDED);
    var uid = map("once").orElseThrow().at("/metadata/uid");
    StepFolder.delete(StepFolder.of(folder, bench.run, first.step.node()).path());

    var again = bench.trial(first.step);
    bench.runner.start(first.step, again);

    assertThat(again.end().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(map("once").orElseThrow().at("/metadata/uid")).isEqualTo(uid);
    var other = bench.end(template);
    assertThat(other.phase()).isEqualTo(Phase.FAILED);
    assertThat(other.message())
        .isEqualTo(
            "Error (exit code 1): Error from server (AlreadyExists): configmaps \"once\" already"
                + " exists");
  }

  @Test
  void an_object_that_is_deleted_while_a_step_waits_for_it_fails_the_step() {
    var trial = bench.start(JOB);
    var job = waiting(trial);

    sandbox.objects().delete(kind("batch/v1", "Job"), "argo", job, false, Writing.by("somebody"));

    assertThat(trial.end().message()).contains("jobs.batch \"%s\" not found".formatted(job));
  }

  @Test
  void each_action_does_what_kubectl_does() {
    assertThat(bench.end(resource("apply", "", map("m", "{a: \"1\", b: \"1\"}"))).phase())
        .isEqualTo(Phase.SUCCEEDED);
    bench.end(resource("apply", "", map("m", "{a: \"2\"}")));
    assertThat(data("m")).hasToString("{\"a\":\"2\"}");
    bench.end(resource("patch", ", mergeStrategy: merge", map("m", "{c: \"3\"}")));
    assertThat(data("m")).hasToString("{\"a\":\"2\",\"c\":\"3\"}");
    bench.end(
        resource(
            "patch", ", mergeStrategy: json, flags: [cm, m]", "[{op: remove, path: /data/a}]"));
    assertThat(data("m")).hasToString("{\"c\":\"3\"}");
    bench.end(resource("replace", "", map("m", "{z: \"9\"}")));
    assertThat(data("m")).hasToString("{\"z\":\"9\"}");
    bench.end(resource("delete", "", map("m", "{}")));
    assertThat(map("m")).isEmpty();
  }

  private JsonNode data(String name) {
    return map(name).orElseThrow().path("data");
  }

  @Test
  void flags_say_what_is_meant() {
    bench.end(
        resource(
            "create", "", map("one", "{}").replace("name: one", "name: one, labels: {team: a}")));
    bench.end(resource("create", "", map("two", "{}")));

    bench.end("{resource: {action: delete, flags: [configmap, --selector, team=a]}}");

    assertThat(map("one")).isEmpty();
    assertThat(map("two")).isPresent();
    var missing = resource("delete", "%s", map("gone", "{}"));
    assertThat(bench.end(missing.formatted("")).phase()).isEqualTo(Phase.FAILED);
    assertThat(bench.end(missing.formatted(", flags: [--ignore-not-found]")).phase())
        .isEqualTo(Phase.SUCCEEDED);
    assertThat(bench.end(missing.formatted(", flags: [--kubeconfig=/x]")).message())
        .startsWith("Error (exit code 1): flag '--kubeconfig=/x' is not supported here");
  }

  @Test
  void a_kind_that_the_server_does_not_have_fails() {
    assertThat(
            bench
                .end(
                    resource(
                        "create", "", "{apiVersion: x.io/v1, kind: Thing, metadata: {name: n}}"))
                .message())
        .isEqualTo("Error (exit code 1): no matches for kind \"Thing\" in version \"x.io/v1\"");
  }

  @Test
  void a_created_object_is_owned_by_the_workflow_if_asked() {
    var workflow = Bench.yaml("{metadata: {name: trial, uid: %s}}".formatted(bench.run.uid()));
    var workflows = kind("argoproj.io/v1alpha1", "Workflow");
    sandbox.objects().create(workflows, "argo", (ObjectNode) workflow, Writing.by("test"));
    bench.end(resource("create", ", setOwnerReference: true", map("owned", "{}")));
    assertThat(map("owned").orElseThrow().at("/metadata/ownerReferences/0/name").asText())
        .isEqualTo("trial");

    sandbox.objects().delete(workflows, "argo", "trial", false, Writing.by("somebody"));

    assertThat(map("owned")).isEmpty();
  }

  @Test
  void a_step_that_waits_can_be_cancelled() throws Exception {
    var trial = bench.start(JOB);
    waiting(trial);

    bench.runner.cancel(trial.step.run(), trial.step.node());

    assertThat(trial.end().phase()).isEqualTo(Phase.FAILED);
    assertThat(bench.runner.awaitEnd(bench.run, Duration.ofSeconds(Bench.SECONDS_MAX))).isTrue();
  }

  @Test
  void without_an_api_a_step_says_so() {
    try (var lonely =
        new Bench(
            Bench.processes(
                folder.resolve("lonely"), Walls.NONE, RunnerConfig.DEFAULT, ConfigValues.NONE))) {
      assertThat(lonely.end(resource("get", "", map("m", "{}"))).message())
          .contains("there is no Kubernetes API here");
    }
  }
}
