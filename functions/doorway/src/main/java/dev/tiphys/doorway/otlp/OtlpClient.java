package dev.tiphys.doorway.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Posts to a collector. That one does not answer is told in the log and stops nothing.
public final class OtlpClient {
  private static final System.Logger LOG = System.getLogger(OtlpClient.class.getName());
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

  /// The answers after which the specification has the same told again.
  private static final Set<Integer> AGAIN = Set.of(429, 502, 503, 504);

  private final OtlpSettings settings;
  private @Nullable HttpClient client;

  public OtlpClient(OtlpSettings settings) {
    this.settings = settings;
  }

  /// The beginning of what is told: this process.
  ///
  /// @param array `resourceMetrics` or `resourceSpans`
  /// @param scopes `scopeMetrics` or `scopeSpans`
  /// @return the scope, and all of it as its parent
  public static ObjectNode scope(
      ObjectNode root, String array, String scopes, Map<String, String> resource) {
    var one = root.putArray(array).addObject();
    attributes(one.putObject("resource"), resource);
    var scope = one.putArray(scopes).addObject();
    scope.putObject("scope").put("name", "tiphys");
    return scope;
  }

  /// Writes attributes as OTLP has them.
  public static void attributes(ObjectNode object, Map<String, String> attributes) {
    var array = object.putArray("attributes");
    attributes.forEach(
        (key, value) ->
            array.addObject().put("key", key).putObject("value").put("stringValue", value));
  }

  /// A moment as OTLP has it.
  public static String nanos(Instant at) {
    return at.getEpochSecond() + "%09d".formatted(at.getNano());
  }

  /// An empty request.
  public static ObjectNode root() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// Attributes of this process.
  public Map<String, String> resource() {
    return settings.resource();
  }

  /// Tells the collector, on this thread.
  ///
  /// @return false if the same should be told again
  public boolean post(String what, JsonNode body) {
    var request =
        HttpRequest.newBuilder(settings.endpoint())
            .timeout(settings.timeout())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body.toString().getBytes(StandardCharsets.UTF_8)));
    settings.headers().forEach(request::header);
    try {
      var status = client().send(request.build(), BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        LOG.log(Level.WARNING, "{0} were not taken: the collector answered {1}", what, status);
      }
      return !AGAIN.contains(status);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0} were not taken: {1}", what, e.getClass().getSimpleName());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized HttpClient client() {
    var made = client;
    if (made == null) {
      made =
          HttpClient.newBuilder()
              .connectTimeout(CONNECT_MAX)
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
      client = made;
    }
    return made;
  }
}
