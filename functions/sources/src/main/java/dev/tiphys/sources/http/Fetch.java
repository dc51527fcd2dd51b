package dev.tiphys.sources.http;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceFailure.Unavailable;
import dev.tiphys.sources.SourceUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/// Gets single documents over HTTP.
public final class Fetch {
  private static final int REDIRECTS_MAX = 5;

  private final HttpConnections connections;
  private final Duration time;

  /// @param time of one document
  public Fetch(HttpConnections connections, Duration time) {
    this.connections = connections;
    this.time = time;
  }

  /// What was answered; has to be closed.
  ///
  /// @param headers of the answer, by name in lower case
  public record Answer(int code, Map<String, String> headers, InputStream body)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /// The document at an address, of at most `limit` bytes. Credentials go to the first host and to
  /// no other one that it sends on to, and none in the own network is reached that way.
  ///
  /// @param authorization what to send with it; empty for nothing
  /// @throws SourceFailure if there is none
  public byte[] bytes(Repository repository, String url, String authorization, long limit) {
    try (var answer = open(repository, url, Map.of(), authorization, limit)) {
      if (answer.code() != 200) {
        throw status(url, answer.code());
      }
      return answer.body().readAllBytes();
    } catch (IOException e) {
      throw unavailable(url, e);
    }
  }

  /// As [#bytes], into `out`.
  public void copy(
      Repository repository, String url, String authorization, long limit, OutputStream out) {
    try (var answer = open(repository, url, Map.of(), authorization, limit)) {
      if (answer.code() != 200) {
        throw status(url, answer.code());
      }
      answer.body().transferTo(out);
    } catch (IOException e) {
      throw unavailable(url, e);
    }
  }

  /// What a status means that is no success.
  public static SourceFailure status(String url, int code) {
    return code == 429 || code >= 500
        ? new Unavailable("%s answered %d", SourceUrl.shown(url), code)
        : new SourceFailure("%s answered %d", SourceUrl.shown(url), code);
  }

  private static SourceFailure unavailable(String url, IOException e) {
    return new Unavailable("%s: %s", SourceUrl.shown(url), e.getMessage());
  }

  /// Whatever the server answers in the end.
  public Answer open(
      Repository repository,
      String url,
      Map<String, String> headers,
      String authorization,
      long limit) {
    var at = URI.create(SourceUrl.requireHttp(url));
    var first = at;
    try {
      for (var redirects = 0; ; redirects++) {
        var request = new HttpGet(at);
        headers.forEach(request::setHeader);
        if (!authorization.isEmpty() && sameHost(first, at)) {
          request.setHeader("Authorization", authorization);
        }
        var response = connections.of(repository).executeOpen(null, request, null);
        var location = response.getFirstHeader("Location");
        if (response.getCode() / 100 != 3 || location == null) {
          return answer(response, at, limit);
        }
        response.close();
        if (redirects == REDIRECTS_MAX) {
          throw new SourceFailure("%s sends on and on", SourceUrl.shown(url));
        }
        at = next(at, location.getValue(), first);
      }
    } catch (IOException e) {
      throw unavailable(url, e);
    }
  }

  /// What a server answers to JSON that is posted to it. It may not send on to elsewhere.
  public Answer post(
      Repository repository, String url, Map<String, String> headers, byte[] json, long limit) {
    var at = URI.create(SourceUrl.requireHttp(url));
    try {
      var request = new HttpPost(at);
      headers.forEach(request::setHeader);
      request.setEntity(new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
      return answer(connections.of(repository).executeOpen(null, request, null), at, limit);
    } catch (IOException e) {
      throw unavailable(url, e);
    }
  }

  private Answer answer(ClassicHttpResponse response, URI at, long limit) throws IOException {
    Map<String, String> headers = new java.util.TreeMap<>();
    for (var header : response.getHeaders()) {
      headers.put(header.getName().toLowerCase(java.util.Locale.ROOT), header.getValue());
    }
    var entity = response.getEntity();
    var body = entity == null ? InputStream.nullInputStream() : entity.getContent();
    var limited = new Limited(body, "the answer of " + at.getHost(), limit, time);
    return new Answer(response.getCode(), headers, new Closing(limited, response));
  }

  private static boolean sameHost(URI one, URI other) {
    return one.getHost().equalsIgnoreCase(other.getHost()) && one.getPort() == other.getPort();
  }

  private static URI next(URI at, String location, URI first) {
    URI target;
    try {
      target = at.resolve(location);
      SourceUrl.requireHttp(target.toString());
    } catch (IllegalArgumentException e) {
      throw new SourceFailure("%s sends on to what is no address", at.getHost());
    }
    if ("https".equals(at.getScheme()) && !"https".equals(target.getScheme())) {
      throw new SourceFailure("%s sends on to an address without TLS", at.getHost());
    }
    if (!sameHost(first, target) && isPublic(first.getHost()) && !isPublic(target.getHost())) {
      throw new SourceFailure("%s sends on to an address that is never reached", at.getHost());
    }
    return target;
  }

  private static boolean isPublic(String host) {
    try {
      new Egress(false).require(host);
      return true;
    } catch (ArtifactFailure e) {
      return false;
    }
  }

  /// Closes the connection with the body, whatever is still to come.
  private static final class Closing extends java.io.FilterInputStream {
    private final ClassicHttpResponse response;

    Closing(InputStream in, ClassicHttpResponse response) {
      super(in);
      this.response = response;
    }

    @Override
    public void close() throws IOException {
      response.close();
    }
  }
}
