package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.engine.Step;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// The request of an `http` template.
record HttpCall(
    String method,
    String url,
    Map<String, List<String>> headers,
    byte[] body,
    Duration limit,
    boolean trusting) {
  private static final int TIMEOUT_SECONDS = 30;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /// What came back.
  ///
  /// @param headers with names as Go writes them: `Content-Type`
  record Response(int status, String body, Map<String, List<String>> headers) {}

  /// @throws PodFailure if the template is not a request
  static HttpCall of(JsonNode http, Step step, ConfigValues values) {
    var url = http.path("url").asText("");
    if (!url.matches("(?i)https?://.+")) {
      throw new PodFailure("http.url should begin with http:// or https://, not '%s'", url);
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    var environment = new Environment(step, values);
    for (var header : http.path("headers")) {
      var name = header.path("name").asText();
      headers.put(canonical(name), List.of(environment.header(name, header)));
    }
    var bytes = http.path("bodyFrom").path("bytes").asText("");
    return new HttpCall(
        http.path("method").asText("GET").toUpperCase(Locale.ROOT),
        url,
        headers,
        bytes.isEmpty()
            ? http.path("body").asText("").getBytes(StandardCharsets.UTF_8)
            : Base64.getDecoder().decode(bytes),
        Duration.ofSeconds(Math.max(1, http.path("timeoutSeconds").asLong(TIMEOUT_SECONDS))),
        http.path("insecureSkipVerify").asBoolean(false));
  }

  String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /// The request that `response` redirects this one to; empty if it does not.
  ///
  /// @throws PodFailure if that is at another host, which should see neither headers nor body, and
  ///     may be one that only this machine reaches (attack case 48)
  Optional<HttpCall> redirected(Response response) {
    var location = response.headers().getOrDefault("Location", List.of());
    if (!REDIRECTS.contains(response.status()) || location.isEmpty()) {
      return Optional.empty();
    }
    URI target;
    try {
      target = URI.create(url).resolve(location.getFirst());
    } catch (IllegalArgumentException e) {
      throw new PodFailure("the request to %s is redirected to what is no URL", url);
    }
    if (!sameOrigin(URI.create(url), target)) {
      throw new PodFailure(
          "the request to %s is redirected to another host, which is not followed: %s://%s",
          url, target.getScheme(), target.getAuthority());
    }
    var again = response.status() == 307 || response.status() == 308 || method.equals("HEAD");
    return Optional.of(
        new HttpCall(
            again ? method : "GET",
            target.toString(),
            headers,
            again ? body : new byte[0],
            limit,
            trusting));
  }

  private static boolean sameOrigin(URI from, URI to) {
    return String.valueOf(from.getScheme()).equalsIgnoreCase(to.getScheme())
        && String.valueOf(from.getHost()).equalsIgnoreCase(to.getHost())
        && from.getPort() == to.getPort();
  }

  /// Link-local addresses and metadata services tell secrets of the machine to whoever asks, and
  /// the answer of a request is an output that others see (attack case 48).
  ///
  /// @throws PodFailure if the host is one
  void requireReachable() {
    try {
      var host = URI.create(url).getHost();
      for (var address : InetAddress.getAllByName(host)) {
        if (!new Egress(true).allows(address)) {
          throw new PodFailure(
              "http.url: the address %s of %s is not reached", address.getHostAddress(), host);
        }
      }
    } catch (UnknownHostException | IllegalArgumentException e) {
      // The request itself says what is wrong.
      return;
    }
  }

  /// Sends it and reads the answer, of at most `max` bytes.
  Response send(int max, @Nullable Instant deadline) throws IOException, InterruptedException {
    var left = deadline == null ? limit : Duration.between(Instant.now(), deadline);
    var time = left.compareTo(limit) < 0 ? left : limit;
    var client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER);
    if (trusting) {
      client.sslContext(trustingAll());
    }
    try (var open = client.build()) {
      var answer = open.sendAsync(request(), BodyHandlers.ofInputStream());
      var read =
          answer.thenApplyAsync(
              r -> new Response(r.statusCode(), text(r.body(), max), canonical(r.headers().map())));
      try {
        return read.get(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new HttpTimeoutException("no answer within %d s".formatted(time.toSeconds()));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof PodFailure failure) {
          throw failure;
        }
        throw e.getCause() instanceof IOException failure
            ? failure
            : new IOException(e.getCause().getMessage(), e);
      } finally {
        answer.cancel(true);
        open.shutdownNow();
      }
    }
  }

  private HttpRequest request() {
    try {
      var request =
          HttpRequest.newBuilder(URI.create(url))
              .method(
                  method,
                  body.length == 0
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(body));
      headers.forEach((name, all) -> all.forEach(value -> request.header(name, value)));
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new PodFailure("http: %s", e.getMessage());
    }
  }

  private static String text(InputStream in, int max) {
    try (in) {
      var bytes = in.readNBytes(max + 1);
      if (bytes.length > max) {
        throw new PodFailure(
            "the response has more than %d bytes, the limit (runner.outputMaxBytes)", max);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, List<String>> canonical(Map<String, List<String>> headers) {
    Map<String, List<String>> all = new TreeMap<>();
    headers.forEach((name, value) -> all.put(canonical(name), value));
    return all;
  }

  private static String canonical(String name) {
    return Stream.of(name.split("-", -1))
        .map(
            part ->
                part.isEmpty()
                    ? part
                    : part.substring(0, 1).toUpperCase(Locale.ROOT)
                        + part.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining("-"));
  }

  private static SSLContext trustingAll() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /// What `insecureSkipVerify` asks for. An extended one, because only that is asked about host
  /// names too.
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
