package dev.tiphys.embedded.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/// A host that delivers from a real Git repository to the sandbox, over HTTP as people use it. The
/// application is `guestbook`, from the folder `app`.
final class DeliveryHost implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  static final String APP = "/api/v1/applications/guestbook";

  final GitServer git;
  final Host host;
  private final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  DeliveryHost(Path folder) throws Exception {
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

  void create(String policy) {
    send(
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

  /// An answer that is none of success.
  String refused(String method, String path, String body) {
    var answer = answer(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(400);
    return answer.body();
  }

  JsonNode send(String method, String path, String body) {
    var answer = answer(method, path, body);
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isLessThan(300);
    return json(answer.body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> answer(String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(server.uri().resolve(path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Follows the application as clients do; one that is deleted is missing.
  JsonNode await(Predicate<JsonNode> wanted) throws Exception {
    var request =
        HttpRequest.newBuilder(server.uri().resolve("/api/v1/stream/applications?name=guestbook"))
            .header("Accept", "text/event-stream")
            .timeout(PATIENCE)
            .build();
    JsonNode last = JSON.createObjectNode();
    try (var lines = client.send(request, BodyHandlers.ofLines()).body()) {
      var end = Instant.now().plus(PATIENCE);
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
        if (Instant.now().isAfter(end)) {
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

  JsonNode live(String kind, String name) {
    var objects = host.sandbox().orElseThrow();
    var type =
        objects.kind(kind.equals("Workflow") ? "argoproj.io/v1alpha1" : "v1", kind).orElseThrow();
    return objects.find(type, "default", name).map(found -> (JsonNode) found).orElse(null);
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
