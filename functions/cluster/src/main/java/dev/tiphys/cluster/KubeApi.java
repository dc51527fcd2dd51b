package dev.tiphys.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// A Kubernetes API server, asked as kubectl asks it: any kind, each request one call. Addresses,
/// certificates and log-ins are the client library's business. Safe for many threads.
public final class KubeApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// An object has at most 1.5 MiB in a real cluster; lists have more.
  private static final int ANSWER_MAX = 64 << 20;

  private final KubernetesClient client;
  private final String base;
  private final Discovery discovery = new Discovery(this);
  private final LongAdder calls = new LongAdder();

  public KubeApi(Config config) {
    config.setRequestRetryBackoffLimit(2);
    client =
        new KubernetesClientBuilder()
            .withConfig(withoutServerName(config))
            .withHttpClientFactory(new Names(config.getTlsServerName()))
            .build();
    var url = client.getMasterUrl().toString();
    base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /// Calls servers whose certificate names another host than their URL by that name (`serverName`).
  private static final class Names extends JdkHttpClientFactory {
    private final @Nullable String serverName;

    Names(@Nullable String serverName) {
      this.serverName = serverName;
    }

    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
      if (serverName != null && !serverName.isEmpty()) {
        var parameters = new SSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        builder.sslParameters(parameters);
      }
    }
  }

  /// The client warns that it does not know what to do with it, and we do.
  private static Config withoutServerName(Config config) {
    return config.getTlsServerName() == null
        ? config
        : new ConfigBuilder(config).withTlsServerName(null).build();
  }

  /// What a kind is called in paths.
  ///
  /// @throws KubeFailure if the server has no such kind
  public Resource resource(String apiVersion, String kind) throws InterruptedException {
    return discovery.ofKind(apiVersion, kind);
  }

  /// All kinds that can be listed, each in the version that the server prefers.
  public List<Resource> resources() throws InterruptedException {
    return discovery.all();
  }

  /// What people mean by `deploy`, `deployments.apps` or `Deployment`.
  ///
  /// @throws KubeFailure if the server has no such kind
  public Resource resource(String name) throws InterruptedException {
    return discovery.named(name);
  }

  public JsonNode get(String path) throws InterruptedException {
    return get(path, Map.of());
  }

  public JsonNode get(String path, Map<String, String> query) throws InterruptedException {
    return call("GET", path, query, "application/json", "");
  }

  /// How often the server was asked, watches included.
  public long calls() {
    return calls.sum();
  }

  /// Where the server is.
  public String url() {
    return base;
  }

  /// The start of what lies at `path`, whatever it is: logs are no JSON.
  ///
  /// @throws KubeFailure if the server says no, or nothing
  public byte[] bytes(String path, Map<String, String> query) throws InterruptedException {
    var request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(base + path + text(query))
            .method("GET", null, null)
            .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .build();
    var response = await(client.getHttpClient().sendAsync(request, byte[].class));
    if (response.code() != 200) {
      read(response);
    }
    return response.body();
  }

  /// Asks, and waits for the answer.
  ///
  /// @throws KubeFailure if the server says no, or nothing
  public JsonNode call(
      String method, String path, Map<String, String> query, String type, String body)
      throws InterruptedException {
    calls.increment();
    var http = client.getHttpClient();
    var builder = http.newHttpRequestBuilder().uri(base + path + text(query));
    if (method.equals("GET")) {
      builder.method("GET", null, null);
    } else {
      builder.method(method, type, body);
    }
    builder.setHeader("Accept", "application/json");
    builder.timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    return read(await(http.sendAsync(builder.build(), byte[].class)));
  }

  private static String text(Map<String, String> query) {
    return query.isEmpty()
        ? ""
        : query.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "?", ""));
  }

  private static <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> answer)
      throws InterruptedException {
    try {
      return answer.get(LIMIT.toSeconds() * 2, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new KubeFailure(504, "Timeout", "the Kubernetes API did not answer");
    } catch (ExecutionException e) {
      throw new KubeFailure(
          503,
          "ServiceUnavailable",
          "the Kubernetes API cannot be asked: " + e.getCause().getClass().getSimpleName());
    } finally {
      answer.cancel(true);
    }
  }

  private static JsonNode read(HttpResponse<byte[]> response) {
    var bytes = response.body();
    if (bytes.length > ANSWER_MAX) {
      throw new KubeFailure(
          413, "TooLarge", "the answer has more than %d bytes".formatted(ANSWER_MAX));
    }
    var body = parse(bytes);
    if (response.code() < 200 || response.code() > 299) {
      throw new KubeFailure(
          response.code(),
          body.path("reason").asText("Unknown"),
          body.path("message").asText("the server answered " + response.code()));
    }
    return body;
  }

  private static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /// Waits until something may have happened to an object after it was of that version, or until
  /// the limit is over. It may wake up too often, never too late.
  ///
  /// @param collection the path of all objects of the kind
  /// @return false if the server does not tell of changes
  public boolean awaitChange(String collection, String name, String version, Duration limit)
      throws InterruptedException {
    var http = client.getHttpClient();
    var query =
        Map.of(
            "watch",
            "true",
            "fieldSelector",
            "metadata.name=" + name,
            "resourceVersion",
            version,
            "timeoutSeconds",
            Long.toString(Math.max(1, limit.toSeconds())));
    var request =
        http.newHttpRequestBuilder()
            .uri(base + collection + text(query))
            .method("GET", null, null)
            .forStreaming()
            .build();
    var something = new CountDownLatch(1);
    var answer =
        http.consumeBytes(
            request,
            (buffers, body) -> {
              if (buffers.stream()
                  .anyMatch(b -> StandardCharsets.UTF_8.decode(b).toString().contains("{"))) {
                something.countDown();
                body.cancel();
              } else {
                body.consume();
              }
            });
    var response = await(answer);
    response.body().done().whenComplete((_, _) -> something.countDown());
    try {
      response.body().consume();
      something.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      response.body().cancel();
    }
    return response.code() == 200;
  }

  /// Hands each change of objects to `changes` as it comes, until the server ends it or the answer
  /// is closed.
  ///
  /// @param path of all objects of a kind
  /// @param version after which changes are told
  public Watch watch(String path, String version, Consumer<JsonNode> changes) {
    return watch(path, Map.of(), version, changes);
  }

  /// As above, of the objects that `selection` leaves: selectors, as a list takes them.
  public Watch watch(
      String path, Map<String, String> selection, String version, Consumer<JsonNode> changes) {
    calls.increment();
    Map<String, String> query = new HashMap<>(selection);
    query.putAll(
        Map.of("watch", "true", "resourceVersion", version, "allowWatchBookmarks", "true"));
    return Watch.open(client.getHttpClient(), base + path + text(query), changes);
  }

  /// The lists of resources of all groups and versions, the preferred ones first.
  public List<String> groupVersions() throws InterruptedException {
    var preferred = new ArrayList<String>(List.of("v1"));
    var others = new ArrayList<String>();
    for (var group : get("/apis").path("groups")) {
      var first = group.path("preferredVersion").path("groupVersion").asText();
      preferred.add(first);
      for (var version : group.path("versions")) {
        var name = version.path("groupVersion").asText();
        if (!name.equals(first)) {
          others.add(name);
        }
      }
    }
    preferred.addAll(others);
    return preferred;
  }

  @Override
  public void close() {
    client.close();
  }
}
