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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A host that delivers, over HTTP as people use it, with a real Git repository and the sandbox.
final class DeliveringHost implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final GitServer git;
  final Host host;
  private final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable String token;

  /// @param documents YAML that the host is started with
  DeliveringHost(Path folder, String documents) throws Exception {
    git = new GitServer(folder.resolve("git"));
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

  /// Whoever asks from now on.
  void logIn(@Nullable String token) {
    this.token = token;
  }

  /// Asks; the answer may be any.
  HttpResponse<String> ask(String method, String path, @Nullable String body) throws Exception {
    var request =
        HttpRequest.newBuilder(server.uri().resolve(path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .timeout(PATIENCE);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /// Asks for what has to be answered.
  JsonNode send(String method, String path, @Nullable String body) throws Exception {
    var answer = ask(method, path, body);
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isLessThan(300);
    return JSON.readTree(answer.body());
  }

  /// Creates an application of the folder `app`.
  ///
  /// @param destination fields in JSON
  /// @param more further fields of the spec in JSON, each after a comma
  JsonNode create(String name, String destination, String more) throws Exception {
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
                git.url(),
                destination,
                more));
  }

  /// Follows an application as clients do, until it is as wanted.
  JsonNode await(String name, Predicate<JsonNode> wanted) throws Exception {
    var request =
        HttpRequest.newBuilder(server.uri().resolve("/api/v1/stream/applications?name=" + name))
            .header("Accept", "text/event-stream")
            .timeout(PATIENCE)
            .build();
    JsonNode last = MissingNode.getInstance();
    try (var lines = client.send(request, BodyHandlers.ofLines()).body()) {
      var end = Instant.now().plus(PATIENCE);
      for (var line : (Iterable<String>) lines::iterator) {
        if (line.startsWith("data:")) {
          last = JSON.readTree(line.substring("data:".length())).at("/result/object");
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

  /// Whether it is in sync, and how it is.
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

  static String configMap(String name, String value) {
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {value: \"%s\"}}"
        .formatted(name, value);
  }

  @Override
  public void close() {
    client.close();
    server.close();
    host.close();
    git.close();
  }
}
