package dev.tiphys.embedded.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Two seconds, as users are promised; another machine may say another number.
  private static final Duration LIMIT =
      Duration.ofMillis(Long.getLong("tiphys.webhook.millis", 2_000));

  private static final int PUSHES_MAX = 10;

  @TempDir private Path folder;
  private GitServer git;
  private Host host;
  private ApiServer server;
  private HttpClient client;

  @BeforeEach
  void up() throws Exception {
    git = new GitServer(folder.resolve("git"));
    host =
        Host.open(
            HostSettings.on(folder.resolve(".tiphys").toString())
                .withRunner("process")
                .withConfig(JSON.readTree("{\"runner\":{\"kubeconfig\":\"sandbox\"}}")));
    server =
        ApiServer.start(
            host.workflows(),
            host.definitions(),
            host.ingress(),
            host.delivery(),
            ApiSettings.local(0, "test"));
    host.resume();
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void down() {
    client.close();
    server.close();
    host.close();
    git.close();
  }

  private static String configMap(String name, int wave, String value) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: %s
          annotations: {argocd.argoproj.io/sync-wave: "%d"}
        data: {value: "%s"}
        """
        .formatted(name, wave, value);
  }

  private static String workflow(String name, String annotations, String command) {
    return """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          name: %s
          annotations: {%s}
        spec:
          entrypoint: main
          templates:
          - name: main
            container: {image: busybox, command: [sh, -c], args: ["%s"]}
        """
        .formatted(name, annotations, command);
  }

  private static Map<String, String> good(String value) {
    return Map.of(
        "app/migrate.yaml",
        workflow("migrate", "argocd.argoproj.io/hook: PreSync", "echo migrated"),
        "app/first.yaml",
        configMap("first", 0, value),
        "app/second.yaml",
        configMap("second", 1, value));
  }

  private JsonNode create(String policy) {
    return send(
        "POST",
        "/api/v1/applications",
        """
        {"metadata":{"name":"guestbook"},
         "spec":{"project":"default",
          "source":{"repoURL":"%s","path":"app","targetRevision":"main"},
          "destination":{"server":"https://kubernetes.default.svc","namespace":"default"},
          "syncPolicy":{%s}}}"""
            .formatted(git.url(), policy));
  }

  private JsonNode send(String method, String path, String body) {
    return send(method, path, body, Map.of());
  }

  private JsonNode send(String method, String path, String body, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(server.uri().resolve(path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60));
    headers.forEach(request::header);
    try {
      var answer = client.send(request.build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isLessThan(300);
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode application() {
    return send("GET", "/api/v1/applications/guestbook", null);
  }

  private JsonNode await(Predicate<JsonNode> wanted) throws Exception {
    return await("guestbook", wanted);
  }

  /// Follows an application as clients do; one that is deleted is missing.
  private JsonNode await(String name, Predicate<JsonNode> wanted) throws Exception {
    var request =
        HttpRequest.newBuilder(server.uri().resolve("/api/v1/stream/applications?name=" + name))
            .header("Accept", "text/event-stream")
            .timeout(PATIENCE)
            .build();
    JsonNode last = JSON.createObjectNode();
    try (var lines = client.send(request, BodyHandlers.ofLines()).body()) {
      var end = Instant.now().plus(PATIENCE);
      for (var line : (Iterable<String>) lines::iterator) {
        if (line.startsWith("data:")) {
          var event = JSON.readTree(line.substring("data:".length()));
          last =
              event.at("/result/type").asText().equals("DELETED")
                  ? MissingNode.getInstance()
                  : event.at("/result/object");
          if (wanted.test(last)) {
            return last;
          }
        }
        if (Instant.now().isAfter(end)) {
          break;
        }
      }
    }
    throw new AssertionError("not reached: " + last.toPrettyString());
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

  private JsonNode live(String kind, String name) {
    var objects = host.sandbox().orElseThrow();
    var type =
        objects.kind(kind.equals("Workflow") ? "argoproj.io/v1alpha1" : "v1", kind).orElseThrow();
    return objects.find(type, "default", name).map(found -> (JsonNode) found).orElse(null);
  }

  private void push(String revision) {
    send(
        "POST",
        "/api/webhook",
        """
        {"ref":"refs/heads/main","before":"%1$s","after":"%1$s",
         "repository":{"html_url":"%2$s","default_branch":"main"},
         "commits":[{"added":[],"modified":["app/first.yaml"],"removed":[]}]}"""
            .formatted(revision, git.url().replaceFirst("\\.git$", "")),
        Map.of("X-GitHub-Event", "push"));
  }

  @Test
  void what_is_pushed_is_in_the_cluster_within_two_seconds_of_the_webhook() throws Exception {
    var first = git.push(good("one"));
    create("\"automated\":{\"prune\":true}");
    var synced = await(app -> succeeded(app, first));
    assertThat(is(synced, "Synced", "Healthy")).as(synced.toPrettyString()).isTrue();
    assertThat(live("ConfigMap", "second").at("/data/value").asText()).isEqualTo("one");

    var results =
        StreamSupport.stream(
                synced.at("/status/operationState/syncResult/resources").spliterator(), false)
            .map(each -> each.path("syncPhase").asText() + " " + each.path("name").asText())
            .toList();
    assertThat(results).containsExactly("PreSync migrate", "Sync first", "Sync second");
    assertThat(live("Workflow", "migrate").at("/status/phase").asText()).isEqualTo("Succeeded");
    var hook = Instant.parse(live("Workflow", "migrate").at("/status/finishedAt").asText());
    assertThat(Instant.parse(live("ConfigMap", "first").at("/metadata/creationTimestamp").asText()))
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
    var revision = git.push(files);
    var began = System.nanoTime();
    push(revision);
    await(
        app ->
            live("ConfigMap", "second").at("/data/value").asText().equals(value)
                && succeeded(app, revision));
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Test
  void a_bad_commit_degrades_the_application_and_a_rollback_cures_it() throws Exception {
    var first = git.push(good("one"));
    create("");
    await(app -> is(app, "OutOfSync", "Missing"));
    send("POST", "/api/v1/applications/guestbook/sync", "{}");
    await(app -> succeeded(app, first));

    var files = new java.util.HashMap<>(good("two"));
    files.put(
        "app/job.yaml",
        workflow("job", "argocd.argoproj.io/sync-wave: \"1\"", "echo no such table; exit 1"));
    var bad = git.push(files);
    push(bad);
    var refreshed = send("GET", "/api/v1/applications/guestbook?refresh=normal", null);
    assertThat(refreshed.at("/status/sync/revision").asText()).isEqualTo(bad);
    assertThat(refreshed.at("/status/sync/status").asText()).isEqualTo("OutOfSync");
    send("POST", "/api/v1/applications/guestbook/sync", "{\"prune\":true}");
    await(app -> app.at("/status/health/status").asText().equals("Degraded"));
    assertThat(live("ConfigMap", "first").at("/data/value").asText()).isEqualTo("two");

    await(app -> app.at("/operation").isMissingNode());
    send("POST", "/api/v1/applications/guestbook/rollback", "{\"id\":0,\"prune\":true}");
    var cured =
        await(
            app ->
                app.at("/status/operationState/syncResult/revision").asText().equals(first)
                    && app.at("/operation").isMissingNode()
                    && app.at("/status/health/status").asText().equals("Healthy"));
    assertThat(cured.at("/status/operationState/phase").asText()).isEqualTo("Succeeded");
    assertThat(live("Workflow", "job")).isNull();
    assertThat(live("ConfigMap", "first").at("/data/value").asText()).isEqualTo("one");
  }

  private static final String BASE = "/api/v1/applications/guestbook";

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
    var first = git.push(Map.of("app/web.yaml", deployment));
    create("\"automated\":{}");
    await(app -> succeeded(app, first));
    var object = "?group=apps&version=v1&kind=Deployment&namespace=default&resourceName=web";
    var actions = send("GET", BASE + "/resource/actions" + object, null).path("actions");
    assertThat(actions.findValuesAsText("name")).contains("restart", "scale");
    send(
        "POST",
        BASE + "/resource/actions/v2" + object,
        """
        {"action": "scale", "resourceActionParameters": [{"name": "replicas", "value": "3"}]}""");
    var stranger = object.replace("=web", "=other").replace("Deployment", "ConfigMap");
    var refused =
        client.send(
            HttpRequest.newBuilder(server.uri().resolve(BASE + "/resource" + stranger)).build(),
            BodyHandlers.ofString());
    assertThat(refused.body()).contains("not found as part of application guestbook");

    var live = host.sandbox().orElseThrow();
    var web = live.find(live.kind("apps/v1", "Deployment").orElseThrow(), "default", "web");
    assertThat(web.orElseThrow().at("/spec/replicas").asInt()).isEqualTo(3);

    var drifted = await(app -> app.at("/status/sync/status").asText().equals("OutOfSync"));
    assertThat(drifted.at("/status/sync/revision").asText()).isEqualTo(first);
    var item = send("GET", BASE + "/managed-resources", null).at("/items/0");
    assertThat(item.path("modified").asBoolean()).isTrue();
    var predicted = JSON.readTree(item.path("predictedLiveState").asText());
    var normalized = JSON.readTree(item.path("normalizedLiveState").asText());
    assertThat(predicted.at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(normalized.at("/spec/replicas").asInt()).isEqualTo(3);
    // Nothing else differs: neither who manages it nor what the server fills in.
    ((ObjectNode) predicted.path("spec")).put("replicas", 3);
    assertThat(predicted).isEqualTo(normalized);
  }

  @Test
  void a_repository_says_whether_it_answers_and_the_default_project_is_there() throws Exception {
    git.push(good("one"));
    send("POST", "/api/v1/repositories", "{\"repo\":\"%s\"}".formatted(git.url()));
    var nowhere = git.url().replaceFirst("git$", "nowhere");
    send("POST", "/api/v1/repositories", "{\"repo\":\"%s\"}".formatted(nowhere));
    var states =
        StreamSupport.stream(
                send("GET", "/api/v1/repositories", null).path("items").spliterator(), false)
            .map(one -> one.at("/connectionState/status").asText())
            .toList();
    assertThat(states).containsExactlyInAnyOrder("Successful", "Failed");
    var project = send("GET", "/api/v1/projects/default", null);
    assertThat(project.at("/spec/sourceRepos/0").asText()).isEqualTo("*");
    var narrower =
        """
        {"upsert": true, "project": {"metadata": {"name": "default"},
         "spec": {"sourceRepos": ["https://git.example.com/*"]}}}""";
    send("POST", "/api/v1/projects", narrower);
    assertThat(send("GET", "/api/v1/projects", null).path("items")).hasSize(1);
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
            .formatted(git.url());
    var first =
        git.push(Map.of("app/child.yaml", child, "child/one.yaml", configMap("one", 0, "x")));
    create("\"automated\":{\"prune\":true,\"allowEmpty\":true}");
    await(app -> succeeded(app, first));
    await("child", app -> succeeded(app, first));
    assertThat(live("ConfigMap", "one").at("/data/value").asText()).isEqualTo("x");
    var gone =
        git.push(
            Map.of(
                "app/other.yaml",
                configMap("o", 0, ""),
                "child/one.yaml",
                configMap("one", 0, "x")));
    // Whoever begins to watch when it is gone is told nothing of it.
    var watched = new CountDownLatch(1);
    var deleted =
        new FutureTask<>(
            () ->
                await(
                    "child",
                    app -> {
                      watched.countDown();
                      return app.isMissingNode();
                    }));
    Thread.ofVirtual().start(deleted);
    assertThat(watched.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    push(gone);
    await(app -> succeeded(app, gone));
    deleted.get();
    assertThat(live("ConfigMap", "one")).isNull();
  }
}
