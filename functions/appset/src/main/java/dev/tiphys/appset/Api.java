package dev.tiphys.appset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.delivery.generators.GenerationException;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.http.HttpConnections;
import dev.tiphys.sources.http.Limited;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;

/// An interface that speaks JSON over HTTP.
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BYTES_MAX = 20_000_000;
  private static final int PAGES_MAX = 200;
  private static final Duration TIME_MAX = Duration.ofSeconds(60);

  /// What an interface said.
  record Answer(int status, String text) {}

  private final HttpConnections http;
  private final String base;
  private final Map<String, String> headers;
  private final Repository trust;

  /// @param base the address, without `/` at its end
  /// @param headers that every request has, among them what opens it
  /// @param insecure no check of certificates
  /// @param authority PEM of the authorities that are trusted instead of the system's; or empty
  Api(
      HttpConnections http,
      String base,
      Map<String, String> headers,
      boolean insecure,
      String authority) {
    this.http = http;
    this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    this.headers = Map.copyOf(headers);
    this.trust =
        Repository.anonymous(Repository.Kind.GIT, this.base)
            .with(new Repository.Options(insecure, false, false, false, 0, authority, ""));
    var scheme = this.base.substring(0, Math.max(0, this.base.indexOf("://")));
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new GenerationException("api: expected https://…, found '%s'".formatted(base));
    }
  }

  /// A text as part of a path.
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// What stands at a path.
  ///
  /// @throws GenerationException if it is not there, or the answer is none
  JsonNode get(String path) {
    return find(path)
        .orElseThrow(() -> new GenerationException("%s: not found (404)".formatted(shown(path))));
  }

  /// What stands at a path; nothing if the answer is 404.
  Optional<JsonNode> find(String path) {
    var answer = send(new HttpGet(address(path)), TIME_MAX);
    return answer.status() == 404 ? Optional.empty() : Optional.of(parsed(answer, path));
  }

  /// Whether there is something at a path.
  boolean has(String path) {
    var answer = send(new HttpGet(address(path)), TIME_MAX);
    if (answer.status() != 404 && answer.status() / 100 != 2) {
      throw refused(answer, path);
    }
    return answer.status() != 404;
  }

  /// All elements of lists that come in pages of a size, which a parameter `page` counts.
  Optional<List<JsonNode>> pages(String path, String sizeName, int size) {
    var all = new ArrayList<JsonNode>();
    for (var page = 1; page <= PAGES_MAX; page++) {
      var separator = path.contains("?") ? "&" : "?";
      var found = find("%s%s%s=%d&page=%d".formatted(path, separator, sizeName, size, page));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      if (!found.get().isArray()) {
        throw new GenerationException("%s: expected a list".formatted(shown(path)));
      }
      found.get().forEach(all::add);
      if (found.get().size() < size) {
        return Optional.of(all);
      }
    }
    throw tooMany(path);
  }

  /// All `values` of answers, each of which says where the next one is.
  ///
  /// @param next the path of the next one; nothing after the last
  Optional<List<JsonNode>> chain(String path, Function<JsonNode, Optional<String>> next) {
    var all = new ArrayList<JsonNode>();
    var at = Optional.of(path);
    for (var page = 1; page <= PAGES_MAX && at.isPresent(); page++) {
      var found = find(at.get());
      if (found.isEmpty()) {
        return Optional.empty();
      }
      found.get().path("values").forEach(all::add);
      at = next.apply(found.get());
    }
    if (at.isPresent()) {
      throw tooMany(path);
    }
    return Optional.of(all);
  }

  private GenerationException tooMany(String path) {
    return new GenerationException(
        "%s: expected at most %d pages (limit PAGES_MAX)".formatted(shown(path), PAGES_MAX));
  }

  /// The path of an address within this interface.
  Optional<String> within(String url) {
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (!url.startsWith(base + "/")) {
      throw new GenerationException(
          "%s: expected a next page below it, found '%s'".formatted(base, url));
    }
    return Optional.of(url.substring(base.length()));
  }

  /// What is answered to a body of JSON.
  String post(String path, String body, Duration time) {
    var request = new HttpPost(address(path));
    request.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
    var answer = send(request, time);
    if (answer.status() / 100 != 2) {
      throw refused(answer, path);
    }
    return answer.text();
  }

  private URI address(String path) {
    try {
      return URI.create(base + path);
    } catch (IllegalArgumentException e) {
      throw new GenerationException("no address: '%s'".formatted(shown(path)));
    }
  }

  private Answer send(HttpUriRequestBase request, Duration time) {
    headers.forEach(request::setHeader);
    if (!headers.containsKey("Accept")) {
      request.setHeader("Accept", "application/json");
    }
    try {
      return http.of(trust).execute(request, response -> read(response, time));
    } catch (IOException | SourceFailure | ArtifactFailure e) {
      throw new GenerationException("%s: %s".formatted(base, e.getMessage()));
    }
  }

  private Answer read(ClassicHttpResponse response, Duration time) throws IOException {
    var entity = response.getEntity();
    if (entity == null) {
      return new Answer(response.getCode(), "");
    }
    try (var in = new Limited(entity.getContent(), base, BYTES_MAX, time)) {
      return new Answer(response.getCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private JsonNode parsed(Answer answer, String path) {
    if (answer.status() / 100 != 2) {
      throw refused(answer, path);
    }
    try {
      return JSON.readTree(answer.text());
    } catch (IOException e) {
      throw new GenerationException("%s: expected JSON".formatted(shown(path)));
    }
  }

  private GenerationException refused(Answer answer, String path) {
    return new GenerationException("%s answered %d".formatted(shown(path), answer.status()));
  }

  /// Without parameters, which may tell what nobody should know.
  private String shown(String path) {
    var question = path.indexOf('?');
    return base + (question < 0 ? path : path.substring(0, question));
  }
}
