package dev.tiphys.embedded.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import dev.tiphys.api.Definitions.Kind;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sets of applications from folders of a real Git repository to the sandbox, over HTTP.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HostSetsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

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

  private JsonNode send(String method, String path, String body) {
    return send(method, path, body, Map.of());
  }

  private JsonNode send(String method, String path, String body, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(server.uri().resolve(path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .timeout(PATIENCE);
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

  /// Follows one as clients do; one that is deleted is missing.
  private JsonNode await(String what, String name, Predicate<JsonNode> wanted) throws Exception {
    var request =
        HttpRequest.newBuilder(
                server.uri().resolve("/api/v1/stream/%s?name=%s".formatted(what, name)))
            .header("Accept", "text/event-stream")
            .timeout(PATIENCE)
            .build();
    JsonNode last = MissingNode.getInstance();
    var end = System.nanoTime() + PATIENCE.toNanos();
    try (var lines = client.send(request, BodyHandlers.ofLines()).body()) {
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
        if (System.nanoTime() > end) {
          break;
        }
      }
    }
    throw new AssertionError("not reached: " + last.toPrettyString());
  }

  private JsonNode set(Predicate<JsonNode> wanted) throws Exception {
    return await("applicationsets", "apps", wanted);
  }

  private void awaitGone() throws Exception {
    var gone = new CountDownLatch(1);
    Runnable look =
        () -> {
          if (host.definitions().get(Kind.APPLICATION_SET, "argocd", "apps").isEmpty()) {
            gone.countDown();
          }
        };
    try (var _ = host.delivery().sets().subscribe(_ -> look.run())) {
      look.run();
      assertThat(gone.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private void delivered(String name, String value) throws Exception {
    await(
        "applications",
        name,
        app ->
            app.at("/status/sync/status").asText().equals("Synced")
                && app.at("/status/health/status").asText().equals("Healthy")
                && live(name).at("/data/value").asText().equals(value));
  }

  private static boolean has(JsonNode set, String type, String status) {
    for (var condition : set.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals(status);
      }
    }
    return false;
  }

  private JsonNode live(String name) {
    var objects = host.sandbox().orElseThrow();
    return objects
        .find(objects.kind("v1", "ConfigMap").orElseThrow(), "default", name)
        .map(found -> (JsonNode) found)
        .orElse(MissingNode.getInstance());
  }

  private static Map<String, String> folders(String value, String... names) {
    var files = new HashMap<String, String>();
    files.put("README.md", "apps");
    for (var name : names) {
      files.put(
          "apps/%s/map.yaml".formatted(name),
          "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: {value: \"%s\"}\n"
              .formatted(name, value));
    }
    return files;
  }

  private void create(String more) {
    send(
        "POST",
        "/api/v1/applicationsets",
        """
        {"metadata":{"name":"apps"},
         "spec":{%s "goTemplate":true,
          "generators":[{"git":{"repoURL":"%2$s","revision":"main",
            "directories":[{"path":"apps/*"}]}}],
          "template":{
            "metadata":{"name":"{{.path.basename}}","labels":{"app":"{{.path.basename}}"}},
            "spec":{"project":"default",
             "source":{"repoURL":"%2$s","path":"{{.path.path}}","targetRevision":"main"},
             "destination":{"server":"https://kubernetes.default.svc","namespace":"default"},
             "syncPolicy":{"automated":{"prune":true}}}}}}"""
            .formatted(more, git.url()));
  }

  private void push(Map<String, String> files) throws Exception {
    announce(git.push(files));
  }

  private void announce(String revision) {
    send(
        "POST",
        "/api/webhook",
        """
        {"ref":"refs/heads/main","before":"%1$s","after":"%1$s",
         "repository":{"html_url":"%2$s","default_branch":"main"},"commits":[]}"""
            .formatted(revision, git.url().replaceFirst("\\.git$", "")),
        Map.of("X-GitHub-Event", "push"));
  }

  @Test
  void a_folder_is_an_application_for_as_long_as_the_repository_says_so() throws Exception {
    git.push(folders("1", "one"));
    create("");
    delivered("one", "1");

    push(folders("1", "one", "two"));
    delivered("two", "1");
    var both = set(set -> set.at("/status/resourcesCount").asInt() == 2);
    assertThat(both.at("/status/resources").findValuesAsText("name")).containsExactly("one", "two");

    // The repository is away: nothing is known, so nothing is deleted.
    var served = folder.resolve("git/served/app.git");
    var away = folder.resolve("git/served/away.git");
    Files.move(served, away);
    announce("0123456789012345678901234567890123456789");
    var failed = set(set -> has(set, "ErrorOccurred", "True"));
    assertThat(has(failed, "ParametersGenerated", "False")).isTrue();
    assertThat(failed.at("/status/resourcesCount").asInt()).isEqualTo(2);
    assertThat(live("one").isMissingNode()).isFalse();

    Files.move(away, served);
    push(folders("2", "two"));
    set(set -> set.at("/status/resourcesCount").asInt() == 1);
    delivered("two", "2");
    assertThat(live("one").isMissingNode()).isTrue();
    set(set -> has(set, "ErrorOccurred", "False") && has(set, "ResourcesUpToDate", "True"));

    send("DELETE", "/api/v1/applicationsets/apps", null);
    awaitGone();
    assertThat(send("GET", "/api/v1/applications", null).path("items")).isEmpty();
    assertThat(live("two").isMissingNode()).isTrue();
  }

  @Test
  void a_rolling_set_syncs_one_step_after_the_other() throws Exception {
    git.push(folders("1", "first", "second"));
    create(
        """
        "strategy":{"type":"RollingSync","rollingSync":{"steps":[
          {"matchExpressions":[{"key":"app","operator":"In","values":["first"]}]},
          {"matchExpressions":[{"key":"app","operator":"In","values":["second"]}]}]}},
        """);
    var done =
        set(
            set ->
                set.at("/status/applicationStatus").size() == 2
                    && has(set, "RolloutProgressing", "False"));
    assertThat(done.at("/status/applicationStatus").findValuesAsText("step"))
        .containsExactly("1", "2");
    var first = send("GET", "/api/v1/applications/first", null);
    var second = send("GET", "/api/v1/applications/second", null);
    assertThat(first.at("/spec/syncPolicy/automated/enabled").asBoolean(true)).isFalse();
    assertThat(second.at("/status/operationState/operation/initiatedBy/username").asText())
        .isEqualTo("applicationset-controller");
    assertThat(second.at("/status/operationState/startedAt").asText())
        .isGreaterThanOrEqualTo(first.at("/status/operationState/finishedAt").asText());
    assertThat(live("second").at("/data/value").asText()).isEqualTo("1");
  }

  @Test
  void the_applications_of_a_set_that_leaves_them_behind_stay() throws Exception {
    git.push(folders("1", "one"));
    create("");
    delivered("one", "1");
    send("DELETE", "/api/v1/applicationsets/apps?propagationPolicy=orphan", null);
    awaitGone();
    var left = send("GET", "/api/v1/applications/one", null);
    assertThat(left.at("/metadata/ownerReferences").isMissingNode()).isTrue();
    assertThat(live("one").isMissingNode()).isFalse();
  }
}
