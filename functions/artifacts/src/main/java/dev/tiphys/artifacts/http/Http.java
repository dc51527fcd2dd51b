package dev.tiphys.artifacts.http;

import dev.tiphys.artifacts.ArtifactFailure;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/// Sends calls to servers.
///
/// A redirect is followed at most five times, never from https to http, and to another host, scheme
/// or port only without the headers of the call (attack case 48). Safe for many threads.
public final class Http implements AutoCloseable {
  private static final int REDIRECTS_MAX = 5;

  /// Those that lead whatever was asked elsewhere, as it is.
  private static final Set<Integer> SAME_METHOD = Set.of(307, 308);

  private static final Set<Integer> GET_ONLY = Set.of(301, 302, 303);

  /// No answer came. Asking again may help.
  public static final class NotReached extends ArtifactFailure {
    private static final long serialVersionUID = 1L;

    NotReached(String shown, IOException cause) {
      super(
          "%s cannot be asked: %s",
          shown,
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
      initCause(cause);
    }
  }

  private final CloseableHttpClient client;
  private final boolean ofItsOwn;

  Http(CloseableHttpClient client, boolean ofItsOwn) {
    this.client = client;
    this.ofItsOwn = ofItsOwn;
  }

  /// Sends `call`, and again wherever the server leads.
  ///
  /// @throws ArtifactFailure if it leads where nobody should follow
  public Reply follow(Call call) throws IOException {
    var next = call;
    for (var redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      var reply = send(next);
      if (!leadsElsewhere(next, reply)) {
        return reply;
      }
      try (reply) {
        next = next.at(redirect(next, reply));
      }
    }
    throw new ArtifactFailure(
        "%s leads elsewhere more than %d times", shown(call.uri()), REDIRECTS_MAX);
  }

  private static boolean leadsElsewhere(Call call, Reply reply) {
    return SAME_METHOD.contains(reply.status())
        || GET_ONLY.contains(reply.status()) && call.method().equals("GET");
  }

  /// Where a reply leads, which is allowed.
  public static URI redirect(Call call, Reply reply) {
    var shown = shown(call.uri());
    var target = call.uri().resolve(Urls.parsed(reply.header("Location")));
    if (reply.header("Location").isEmpty() || !Urls.isHttp(target)) {
      throw new ArtifactFailure("%s leads to what is no http or https URL", shown);
    }
    if (call.uri().getScheme().equals("https") && target.getScheme().equals("http")) {
      throw new ArtifactFailure("%s leads from https to http, which is not followed", shown);
    }
    return target;
  }

  /// Sends `call` once.
  public Reply send(Call call) throws IOException {
    var uri = Urls.required(call.uri());
    var request = ClassicRequestBuilder.create(call.method()).setUri(uri);
    call.headers().forEach(request::setHeader);
    if (call.body() != null) {
      request.setEntity(call.body());
    }
    var host = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
    try {
      return new Reply(client.executeOpen(host, request.build(), null), shown(uri));
    } catch (IOException e) {
      throw new NotReached(shown(uri), e);
    }
  }

  /// The address without what may be a secret: a password, a signature.
  public static String shown(URI uri) {
    return "%s://%s%s%s"
        .formatted(
            uri.getScheme(),
            uri.getHost(),
            uri.getPort() < 0 ? "" : ":" + uri.getPort(),
            uri.getRawPath() == null ? "" : uri.getRawPath());
  }

  @Override
  public void close() {
    if (ofItsOwn) {
      client.close(org.apache.hc.core5.io.CloseMode.GRACEFUL);
    }
  }
}
