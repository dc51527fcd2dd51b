package dev.tiphys.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.LogFailure.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The API server of the cluster that this process is in. Safe for many threads.
public final class KubernetesApi {
  /// Of a merge patch.
  public static final String MERGE = "application/merge-patch+json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  /// An object has at most 1.5 MiB, and a page of a list so many of them.
  private static final int PAGE = 200;

  private static final int OBJECTS_MAX = 100_000;

  private final ApiServer server;
  private final HttpClient client;

  /// Speaks to `server`, once it is asked to.
  public KubernetesApi(ApiServer server) {
    this.server = server;
    var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    server.trust().ifPresent(builder::sslContext);
    client = builder.connectTimeout(CONNECT_MAX).build();
  }

  /// The object at `path`, if there is one.
  ///
  /// @throws Unavailable if it cannot be known now
  public Optional<JsonNode> get(String path) {
    var response = send("GET", path, null, null);
    return response.statusCode() == 404
        ? Optional.empty()
        : Optional.of(read("GET", path, response));
  }

  /// All objects of the collection at `path`, page by page.
  ///
  /// @throws Unavailable if they cannot be known now
  public List<JsonNode> list(String path) {
    return list(path, "");
  }

  /// As above, of those that `labels` selects.
  public List<JsonNode> list(String path, String labels) {
    var selector = labels.isEmpty() ? "" : "&labelSelector=" + encoded(labels);
    var objects = new ArrayList<JsonNode>();
    var next = "";
    do {
      var query =
          "?limit=" + PAGE + selector + (next.isEmpty() ? "" : "&continue=" + encoded(next));
      var page = read("GET", path, send("GET", path + query, null, null));
      page.path("items").forEach(objects::add);
      next = page.at("/metadata/continue").asText("");
      if (objects.size() > OBJECTS_MAX) {
        throw new Rejected(
            "%s has more than %d objects (limit OBJECTS_MAX)".formatted(path, OBJECTS_MAX));
      }
    } while (!next.isEmpty());
    return objects;
  }

  /// Patches the object at `path` as `type` says; empty if there is none.
  ///
  /// @throws Rejected if the server refuses the patch for good
  /// @throws Unavailable if it does not answer, or says that somebody else was faster
  public Optional<JsonNode> patch(String path, String type, JsonNode patch) {
    var response = send("PATCH", path, type, patch);
    return response.statusCode() == 404
        ? Optional.empty()
        : Optional.of(read("PATCH", path, response));
  }

  /// Puts `object`, with the `resourceVersion` that it was read with, in the place of what is at
  /// `path`; false if that was changed meanwhile or is gone.
  ///
  /// @throws Rejected if the server refuses it for good
  /// @throws Unavailable if the server does not answer
  public boolean replace(String path, JsonNode object) {
    var response = send("PUT", path, "application/json", object);
    if (response.statusCode() == 404 || response.statusCode() == 409) {
      return false;
    }
    read("PUT", path, response);
    return true;
  }

  /// Creates an object in the collection at `path`; empty if there is one of its name.
  ///
  /// @throws Rejected if the server refuses it for good
  /// @throws Unavailable if the server does not answer
  public Optional<JsonNode> create(String path, JsonNode object) {
    var response = send("POST", path, "application/json", object);
    return response.statusCode() == 409
        ? Optional.empty()
        : Optional.of(read("POST", path, response));
  }

  /// Deletes the object at `path`, if there is one; with a uid, only if it is that one.
  ///
  /// @throws Unavailable if the server does not answer
  public void delete(String path, @Nullable String uid) {
    var options = JSON.createObjectNode().put("propagationPolicy", "Background");
    if (uid != null) {
      options.putObject("preconditions").put("uid", uid);
    }
    var response = send("DELETE", path, "application/json", options);
    // Not there, or another one of that name.
    if (response.statusCode() != 404 && response.statusCode() != 409) {
      read("DELETE", path, response);
    }
  }

  /// Text as a part of a path or query.
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpResponse<byte[]> send(
      String method, String path, @Nullable String type, @Nullable JsonNode body) {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .timeout(ANSWER_MAX)
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(body.toString().getBytes(StandardCharsets.UTF_8)));
    if (type != null) {
      request.header("Content-Type", type);
    }
    server.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new Unavailable(
          "the Kubernetes API does not answer to %s %s: %s"
              .formatted(method, path, e.getClass().getSimpleName()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while waiting for the Kubernetes API", e);
    }
  }

  private static JsonNode read(String method, String path, HttpResponse<byte[]> response) {
    var body = parse(response.body());
    var code = response.statusCode();
    if (code >= 200 && code <= 299) {
      return body;
    }
    var text =
        "the Kubernetes API answered %d to %s %s: %s"
            .formatted(code, method, path, body.path("message").asText(""));
    // A right that is missing may be given at any time; a body that is wrong stays so.
    throw code == 400 || code == 413 || code == 422 ? new Rejected(text) : new Unavailable(text);
  }

  private static JsonNode parse(byte[] body) {
    try {
      return body.length == 0
          ? JSON.createObjectNode()
          : JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }
}
