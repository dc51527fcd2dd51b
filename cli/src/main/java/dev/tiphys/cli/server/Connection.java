package dev.tiphys.cli.server;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cli.server.ServerFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Requests to one server and its answers, in JSON.
public final class Connection implements AutoCloseable {
  /// An answer, or one element of a stream, that is longer is refused.
  public static final long ANSWER_BYTES_MAX = 512L * 1024 * 1024;

  private static final int PROBLEM_BYTES_MAX = 64 * 1024;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern FILE_NAME =
      Pattern.compile("filename[*]=UTF-8''((?:[A-Za-z0-9._~*-]|%[0-9A-Fa-f]{2})+)");

  // Redirects are not followed: the token is for this server alone.
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final URI server;
  private final @Nullable String token;

  /// @param token what goes into `Authorization`, where `Bearer` may be left out; null for none
  public Connection(URI server, @Nullable String token) {
    this.server = server;
    this.token = token == null || token.contains(" ") ? token : "Bearer " + token;
  }

  /// @param path the segments of the path, not yet encoded
  /// @param body null for none
  JsonNode send(
      String method, List<String> path, Map<String, String> query, @Nullable JsonNode body) {
    var content =
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8);
    var request = request(path, query).timeout(ANSWER).method(method, content);
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    try (var answer = new Feed.Limited(answer(request.build()))) {
      var json = JSON.readTree(answer);
      return json == null || json.isMissingNode() ? JsonNodeFactory.instance.objectNode() : json;
    } catch (JacksonException e) {
      throw new ServerFailure(
          Kind.UNAVAILABLE,
          "%s answered with something else than JSON: is this a server of Tiphys?"
              .formatted(server));
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /// A file.
  ///
  /// @param name as the server calls it: a stranger's word; empty if it does not
  /// @param bytes to be closed
  public record Download(String name, InputStream bytes) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }

  Download download(List<String> path) {
    try {
      var response = respond(request(path, Map.of()).GET().build());
      var header = response.headers().firstValue("Content-Disposition").orElse("");
      var name = FILE_NAME.matcher(header);
      return new Download(
          name.find() ? URLDecoder.decode(name.group(1), StandardCharsets.UTF_8) : "",
          response.body());
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /// A stream that goes on until it or this is closed.
  Feed stream(List<String> path, Map<String, String> query) {
    try {
      return new Feed(JSON.readerFor(JsonNode.class), answer(request(path, query).GET().build()));
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private HttpRequest.Builder request(List<String> path, Map<String, String> query) {
    var uri = new StringBuilder(server.toString());
    path.forEach(segment -> uri.append('/').append(encoded(segment)));
    if (!query.isEmpty()) {
      uri.append(
          query.entrySet().stream()
              .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
              .collect(Collectors.joining("&", "?", "")));
    }
    var request = HttpRequest.newBuilder(URI.create(uri.toString()));
    request.header("Accept", "application/json");
    if (token != null) {
      request.header("Authorization", token);
    }
    return request;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private InputStream answer(HttpRequest request) throws IOException {
    return respond(request).body();
  }

  private HttpResponse<InputStream> respond(HttpRequest request) throws IOException {
    try {
      var response = client.send(request, BodyHandlers.ofInputStream());
      if (response.statusCode() / 100 != 2) {
        throw refused(response);
      }
      return response;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerFailure(Kind.UNAVAILABLE, "interrupted while waiting for " + server);
    }
  }

  private ServerFailure refused(HttpResponse<InputStream> response) throws IOException {
    byte[] problem;
    try (var body = response.body()) {
      problem = body.readNBytes(PROBLEM_BYTES_MAX);
    }
    var status = response.statusCode();
    var message = message(problem);
    return switch (status) {
      case 400, 422 -> new ServerFailure(Kind.INVALID, message(message, status));
      case 401, 403 ->
          new ServerFailure(
              Kind.REFUSED,
              message(message, status)
                  + " (a token is taken from TIPHYS_TOKEN, ARGO_TOKEN or ARGOCD_AUTH_TOKEN)");
      case 404 -> new ServerFailure(Kind.NOT_FOUND, message(message, status));
      case 429, 502, 503, 504 -> new ServerFailure(Kind.UNAVAILABLE, message(message, status));
      default -> new ServerFailure(Kind.REFUSED, message(message, status));
    };
  }

  private String message(String message, int status) {
    return message.isEmpty() ? server + " answered with HTTP status " + status : message;
  }

  private static String message(byte[] problem) {
    try {
      var json = JSON.readTree(problem);
      return json == null ? "" : json.path("message").asText("");
    } catch (IOException e) {
      return "";
    }
  }

  private ServerFailure broken(IOException e) {
    if (e instanceof ConnectException) {
      return new ServerFailure(
          Kind.UNAVAILABLE, "no server at %s: start one with 'tiphys up'".formatted(server));
    }
    if (e instanceof HttpTimeoutException) {
      return new ServerFailure(
          Kind.UNAVAILABLE,
          "%s did not answer within %d seconds".formatted(server, ANSWER.toSeconds()));
    }
    var reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new ServerFailure(
        Kind.UNAVAILABLE, "the connection to %s broke: %s".formatted(server, reason));
  }

  /// Ends all streams.
  @Override
  public void close() {
    client.shutdownNow();
  }
}
