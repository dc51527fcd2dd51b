package dev.tiphys.embedded.delivery;

import static dev.tiphys.embedded.delivery.DeliveryHost.APP;
import static dev.tiphys.embedded.delivery.DeliveryHost.configMap;
import static dev.tiphys.embedded.delivery.DeliveryHost.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An application from a push to the cluster, over HTTP as people and providers use it, with a real
/// Git repository, real steps of Workflows as hooks, and the sandbox.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HostDeliveryTest {
  /// Two seconds, as users are promised; another machine may say another number.
  private static final Duration LIMIT =
      Duration.ofMillis(Long.getLong("tiphys.webhook.millis", 2_000));

  private static final int PUSHES_MAX = 10;

  @TempDir private Path folder;
  private DeliveryHost host;

  @BeforeEach
  void up() throws Exception {
    host = new DeliveryHost(folder);
  }

  @AfterEach
  void down() {
    host.close();
  }

  private static Map<String, String> good(String value) {
    return Map.of(
        "app/migrate.yaml",
        workflow("migrate", "argocd.argoproj.io/hook: PreSync", "echo migrated"),
        "app/first.yaml",
        configMap("first", value),
        "app/second.yaml",
        configMap("second", "argocd.argoproj.io/sync-wave: \"1\"", value));
  }

  private static boolean is(JsonNode application, String sync, String health) {
    return application.at("/status/sync/status").asText().equals(sync)
        && application.at("/status/health/status").asText().equals(health);
  }

  private static boolean succeeded(JsonNode application, String revision) {
    return application.at("/status/operationState/phase").asText().equals("Succeeded")
        && application.at("/status/operationState/syncResult/revision").asText().equals(revision)
        && application.at("/status/sync/status").asText().equals("Synced")
        && application.at("/status/sync/revision").asText().equals(revision);
  }

  @Test
  void what_is_pushed_is_in_the_cluster_within_two_seconds_of_the_webhook() throws Exception {
    var first = host.push(good("one"));
    host.create("\"automated\":{\"prune\":true}");
    var synced = host.await(app -> succeeded(app, first));
    assertThat(is(synced, "Synced", "Healthy")).as(synced.toPrettyString()).isTrue();
    assertThat(host.live("ConfigMap", "second").at("/data/value").asText()).isEqualTo("one");

    var results =
        StreamSupport.stream(
                synced.at("/status/operationState/syncResult/resources").spliterator(), false)
            .map(each -> each.path("syncPhase").asText() + " " + each.path("name").asText())
            .toList();
    assertThat(results).containsExactly("PreSync migrate", "Sync first", "Sync second");
    assertThat(host.live("Workflow", "migrate").at("/status/phase").asText())
        .isEqualTo("Succeeded");
    var hook = Instant.parse(host.live("Workflow", "migrate").at("/status/finishedAt").asText());
    assertThat(
            Instant.parse(
                host.live("ConfigMap", "first").at("/metadata/creationTimestamp").asText()))
        .isAfterOrEqualTo(hook);

    // Other work on the machine delays any one push, but not each of several.
    var fastest = delivery(0);
    for (var again = 1; again < PUSHES_MAX && fastest.compareTo(LIMIT) >= 0; again++) {
      var next = delivery(again);
      fastest = next.compareTo(fastest) < 0 ? next : fastest;
    }
    assertThat(fastest).isLessThan(LIMIT);
  }

  /// Pushes a commit, and returns how long after its webhook the cluster had it.
  private Duration delivery(int number) throws Exception {
    var value = "value " + number;
    var files = new java.util.HashMap<>(good(value));
    files.remove("app/migrate.yaml");
    var revision = host.push(files);
    var began = System.nanoTime();
    host.announce(revision);
    host.await(
        app ->
            host.live("ConfigMap", "second").at("/data/value").asText().equals(value)
                && succeeded(app, revision));
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Test
  void a_bad_commit_degrades_the_application_and_a_rollback_cures_it() throws Exception {
    var first = host.push(good("one"));
    host.create("");
    host.await(app -> is(app, "OutOfSync", "Missing"));
    host.send("POST", APP + "/sync", "{}");
    host.await(app -> succeeded(app, first));

    var files = new java.util.HashMap<>(good("two"));
    files.put(
        "app/job.yaml",
        workflow("job", "argocd.argoproj.io/sync-wave: \"1\"", "echo no such table; exit 1"));
    var bad = host.push(files);
    host.announce(bad);
    var refreshed = host.send("GET", APP + "?refresh=normal", null);
    assertThat(refreshed.at("/status/sync/revision").asText()).isEqualTo(bad);
    assertThat(refreshed.at("/status/sync/status").asText()).isEqualTo("OutOfSync");
    host.send("POST", APP + "/sync", "{\"prune\":true}");
    host.await(app -> app.at("/status/health/status").asText().equals("Degraded"));
    assertThat(host.live("ConfigMap", "first").at("/data/value").asText()).isEqualTo("two");

    host.await(app -> app.at("/operation").isMissingNode());
    host.send("POST", APP + "/rollback", "{\"id\":0,\"prune\":true}");
    var cured =
        host.await(
            app ->
                app.at("/status/operationState/syncResult/revision").asText().equals(first)
                    && app.at("/operation").isMissingNode()
                    && app.at("/status/health/status").asText().equals("Healthy"));
    assertThat(cured.at("/status/operationState/phase").asText()).isEqualTo("Succeeded");
    assertThat(host.live("Workflow", "job")).isEmpty();
    assertThat(host.live("ConfigMap", "first").at("/data/value").asText()).isEqualTo("one");
  }

  @Test
  void actions_of_an_object_are_listed_and_run() throws Exception {
    var deployment =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: nginx}]}
        """;
    var first = host.push(Map.of("app/web.yaml", deployment));
    host.create("\"automated\":{}");
    host.await(app -> succeeded(app, first));
    var object = "?group=apps&version=v1&kind=Deployment&namespace=default&resourceName=web";
    var actions = host.send("GET", APP + "/resource/actions" + object, null).path("actions");
    assertThat(actions.findValuesAsText("name")).contains("restart", "scale");
    host.send(
        "POST",
        APP + "/resource/actions/v2" + object,
        """
        {"action": "scale", "resourceActionParameters": [{"name": "replicas", "value": "3"}]}""");
    var stranger = object.replace("=web", "=other").replace("Deployment", "ConfigMap");
    assertThat(host.refused("GET", APP + "/resource" + stranger, null))
        .contains("not found as part of application guestbook");

    var live = host.host.sandbox().orElseThrow();
    var web = live.find(live.kind("apps/v1", "Deployment").orElseThrow(), "default", "web");
    assertThat(web.orElseThrow().at("/spec/replicas").asInt()).isEqualTo(3);

    var drifted = host.await(app -> app.at("/status/sync/status").asText().equals("OutOfSync"));
    assertThat(drifted.at("/status/sync/revision").asText()).isEqualTo(first);
    var item = host.send("GET", APP + "/managed-resources", null).at("/items/0");
    assertThat(item.path("modified").asBoolean()).isTrue();
    var predicted = DeliveryHost.json(item.path("predictedLiveState").asText());
    var normalized = DeliveryHost.json(item.path("normalizedLiveState").asText());
    assertThat(predicted.at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(normalized.at("/spec/replicas").asInt()).isEqualTo(3);
    // Nothing else differs: neither who manages it nor what the server fills in.
    ((ObjectNode) predicted.path("spec")).put("replicas", 3);
    assertThat(predicted).isEqualTo(normalized);
  }

  @Test
  void a_repository_says_whether_it_answers_and_the_default_project_is_there() throws Exception {
    host.push(good("one"));
    host.send("POST", "/api/v1/repositories", "{\"repo\":\"%s\"}".formatted(host.repository()));
    var nowhere = host.repository().replaceFirst("git$", "nowhere");
    host.send("POST", "/api/v1/repositories", "{\"repo\":\"%s\"}".formatted(nowhere));
    var states =
        StreamSupport.stream(
                host.send("GET", "/api/v1/repositories", null).path("items").spliterator(), false)
            .map(one -> one.at("/connectionState/status").asText())
            .toList();
    assertThat(states).containsExactlyInAnyOrder("Successful", "Failed");
    var project = host.send("GET", "/api/v1/projects/default", null);
    assertThat(project.at("/spec/sourceRepos/0").asText()).isEqualTo("*");
    var narrower =
        """
        {"upsert": true, "project": {"metadata": {"name": "default"},
         "spec": {"sourceRepos": ["https://git.example.com/*"]}}}""";
    host.send("POST", "/api/v1/projects", narrower);
    assertThat(host.send("GET", "/api/v1/projects", null).path("items")).hasSize(1);
  }

  @Test
  void an_application_that_another_one_brings_is_delivered_and_goes_with_it() throws Exception {
    var child =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: child
          namespace: argocd
          finalizers: [resources-finalizer.argocd.argoproj.io]
        spec:
          project: default
          source: {repoURL: "%s", path: child, targetRevision: main}
          destination: {server: "https://kubernetes.default.svc", namespace: default}
          syncPolicy: {automated: {}}
        """
            .formatted(host.repository());
    var first = host.push(Map.of("app/child.yaml", child, "child/one.yaml", configMap("one", "x")));
    host.create("\"automated\":{\"prune\":true,\"allowEmpty\":true}");
    host.await(app -> succeeded(app, first));
    host.await("child", app -> succeeded(app, first));
    assertThat(host.live("ConfigMap", "one").at("/data/value").asText()).isEqualTo("x");
    var gone =
        host.push(
            Map.of("app/other.yaml", configMap("o", ""), "child/one.yaml", configMap("one", "x")));
    // Whoever begins to watch when it is gone is told nothing of it.
    var watched = new CountDownLatch(1);
    var deleted =
        new FutureTask<>(
            () ->
                host.await(
                    "child",
                    app -> {
                      watched.countDown();
                      return app.isMissingNode();
                    }));
    Thread.ofVirtual().start(deleted);
    assertThat(watched.await(DeliveryHost.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    host.announce(gone);
    host.await(app -> succeeded(app, gone));
    deleted.get();
    assertThat(host.live("ConfigMap", "one")).isEmpty();
  }
}
