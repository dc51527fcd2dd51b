package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Speaks HTTP with a server, as any client does.
record Client(URI server, HttpClient http) implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  record Answer(int status, HttpHeaders headers, String text) {
    JsonNode json() {
      try {
        return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException("not JSON: " + text, e);
      }
    }

    String message() {
      return json().path("message").asText();
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  static Client of(ApiServer server) {
    return new Client(
        server.uri(),
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build());
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer post(String path, String body) {
    return send("POST", path, body);
  }

  Answer put(String path, String body) {
    return send("PUT", path, body);
  }

  Answer delete(String path) {
    return send("DELETE", path, null);
  }

  /// @param headers names and values in turn
  Answer send(String method, String path, @Nullable String body, String... headers) {
    var request = HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A stream, line by line.
  Lines open(String path, String... headers) {
    var request = HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = http.send(request.build(), BodyHandlers.ofInputStream());
      return new Lines(
          response.statusCode(),
          response.headers(),
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  record Lines(int status, HttpHeaders headers, BufferedReader reader) implements AutoCloseable {
    /// The next line as JSON; missing at the end.
    JsonNode next() {
      try {
        var line = reader.readLine();
        return line == null ? MissingNode.getInstance() : JSON.readTree(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String line() {
      try {
        return String.valueOf(reader.readLine());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
