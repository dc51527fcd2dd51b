package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/// Asks a sandbox over HTTP.
record Caller(Sandbox sandbox, HttpClient client) implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  Caller(Sandbox sandbox) {
    this(sandbox, HttpClient.newHttpClient());
  }

  /// What was answered.
  record Answer(int code, JsonNode body) {
    JsonNode at(String pointer) {
      return body.at(pointer);
    }

    String message() {
      return body.path("message").asText();
    }
  }

  Answer call(String method, String path, String type, String body) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create(sandbox.url() + path))
              .header("Content-Type", type)
              .method(method, BodyPublishers.ofString(body))
              .build();
      var response = client.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Answer get(String path) {
    return call("GET", path, "application/json", "");
  }

  Answer post(String path, String yaml) {
    return call("POST", path, "application/yaml", yaml);
  }

  Answer put(String path, String body) {
    return call("PUT", path, "application/json", body);
  }

  Answer delete(String path) {
    return call("DELETE", path, "application/json", "");
  }

  Answer apply(String path, String manager, String yaml) {
    return call("PATCH", path + "?fieldManager=" + manager, "application/apply-patch+yaml", yaml);
  }

  Answer patch(String path, String type, String body) {
    return call("PATCH", path, "application/" + type + "+json", body);
  }

  @Override
  public void close() {
    client.close();
  }
}
