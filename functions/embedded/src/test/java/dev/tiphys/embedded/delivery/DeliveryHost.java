package dev.tiphys.embedded.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.sources.git.GitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A host that delivers from a real Git repository to the sandbox, over HTTP as people use it.
/// Where no application is named it is `guestbook`, from the folder `app`.
final class DeliveryHost implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final Duration PATIENCE = Duration.ofSeconds(90);
  static final String REPOSITORY = "app.git";
  static final String APP = "/api/v1/applications/guestbook";
  static final String SERVER = "\"server\":\"https://kubernetes.default.svc\"";

  final Host host;
  private final GitServer git;
  private final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable String token;

  DeliveryHost(Path folder) throws Exception {
    this(folder, "");
  }

  /// @param documents YAML that the host is started with
  DeliveryHost(Path folder, String documents) throws Exception {
    git = new GitServer(folder.resolve("git"), "");
    host =
        Host.open(
            HostSettings.on(folder.resolve(".tiphys").toString())
                .withRunner("process")
                .withConfig(JSON.readTree("{\"runner\":{\"kubeconfig\":\"sandbox\"}}"))
                .withDocuments(
                    Manifests.read(documents.getBytes(StandardCharsets.UTF_8), "settings.yaml")
                        .documents()));
    server =
        ApiServer.start(
            host.workflows(),
            host.definitions(),
            host.ingress(),
            host.delivery(),
            ApiSettings.local(0, "test"));
    host.resume();
  }

  static String configMap(String name, String value) {
    return configMap(name, "", value);
  }

  static String configMap(String name, String annotations, String value) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: %s
          annotations: {%s}
        data: {value: "%s"}
        """
        .formatted(name, annotations, value);
  }

  static String workflow(String name, String annotations, String command) {
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

  /// The repository.
  String repository() {
    return git.url(REPOSITORY);
  }

  /// Replaces all files of the repository by these.
  ///
  /// @return the commit
  String push(Map<String, String> files) throws Exception {
    return git.replace(REPOSITORY, files);
  }

  /// Tells of a commit, as a provider does.
  void announce(String revision) {
    var told =
        ask(
            "POST",
            "/api/webhook",
            """
            {"ref":"refs/heads/main","before":"%1$s","after":"%1$s",
             "repository":{"html_url":"%2$s","default_branch":"main"},
             "commits":[{"added":[],"modified":["app/first.yaml"],"removed":[]}]}"""
                .formatted(revision, repository().replaceFirst("\\.git$", "")),
            Map.of("X-GitHub-Event", "push"));
    assertThat(told.statusCode()).as(told.body()).isLessThan(300);
  }

  /// Whoever asks from now on.
  void logIn(@Nullable String token) {
    this.token = token;
  }

  JsonNode create(String policy) {
    return create("guestbook", SERVER, ",\"syncPolicy\":{%s}".formatted(policy));
  }

  /// Creates an application of the folder `app`.
  ///
  /// @param destination fields in JSON
  /// @param more further fields of the spec in JSON, each after a comma
  JsonNode create(String name, String destination, String more) {
    return send(
        "POST",
        "/api/v1/applications",
        """
        {"metadata":{"name":"%s"},
         "spec":{%s
          "source":{"repoURL":"%s","path":"app","targetRevision":"main"},
          "destination":{%s,"namespace":"default"}%s}}"""
            .formatted(
                name,
                more.contains("project") ? "" : "\"project\":\"default\",",
                repository(),
                destination,
                more));
  }

  /// Asks; the answer may be any.
  HttpResponse<String> ask(String method, String path, @Nullable String body) {
    return ask(method, path, body, Map.of());
  }

  /// Asks for what has to be answered.
  JsonNode send(String method, String path, @Nullable String body) {
    var answer = ask(method, path, body);
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isLessThan(300);
    return json(answer.body());
  }

  /// An answer that is none of success.
  String refused(String method, String path, @Nullable String body) {
    var answer = ask(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(400);
    return answer.body();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(server.uri().resolve(path)).timeout(PATIENCE);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> ask(
      String method, String path, @Nullable String body, Map<String, String> headers) {
    var request =
        request(path)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    headers.forEach(request::header);
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode await(Predicate<JsonNode> wanted) throws Exception {
    return await("guestbook", wanted);
  }

  JsonNode await(String name, Predicate<JsonNode> wanted) throws Exception {
    return await("applications", name, wanted);
  }

  /// Follows one as clients do, until it is as wanted; one that is deleted is missing.
  ///
  /// @param what `applications` or `applicationsets`
  JsonNode await(String what, String name, Predicate<JsonNode> wanted) throws Exception {
    var request =
        request("/api/v1/stream/%s?name=%s".formatted(what, name))
            .header("Accept", "text/event-stream")
            .build();
    JsonNode last = MissingNode.getInstance();
    var end = System.nanoTime() + PATIENCE.toNanos();
    try (var lines = client.send(request, BodyHandlers.ofLines()).body()) {
      for (var line : (Iterable<String>) lines::iterator) {
        if (line.startsWith("data:")) {
          var event = json(line.substring("data:".length()));
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

  /// Waits for the end of a sync of that revision.
  JsonNode synced(String revision) throws Exception {
    return await(
        app ->
            app.at("/operation").isMissingNode()
                && app.at("/status/operationState/syncResult/revision").asText().equals(revision)
                && app.at("/status/operationState/phase").asText().equals("Succeeded"));
  }

  /// Whether it is in sync, and how it is, with nothing under way.
  static Predicate<JsonNode> is(String sync, String health) {
    return application ->
        application.at("/status/sync/status").asText().equals(sync)
            && application.at("/status/health/status").asText().equals(health)
            && application.path("operation").isMissingNode();
  }

  /// Whether it has a condition whose message says so.
  static Predicate<JsonNode> says(String message) {
    return application ->
        application.at("/status/conditions").findValuesAsText("message").stream()
            .anyMatch(each -> each.contains(message));
  }

  /// An object of the sandbox, or nothing.
  JsonNode live(String kind, String name) {
    var objects = host.sandbox().orElseThrow();
    var type =
        objects.kind(kind.equals("Workflow") ? "argoproj.io/v1alpha1" : "v1", kind).orElseThrow();
    return objects
        .find(type, "default", name)
        .map(found -> (JsonNode) found)
        .orElse(MissingNode.getInstance());
  }

  String value(String name) {
    return live("ConfigMap", name).at("/data/value").asText();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    host.close();
    git.close();
  }
}
