package dev.tiphys.manifests.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/// Tells the broker of objects as Knative's source of that name does, in its mode `Resource`.
final class ApiServerSource implements AutoCloseable {
  private static final Map<String, String> TYPES =
      Map.of("ADDED", "add", "MODIFIED", "update", "DELETED", "delete");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Thread thread;

  /// @param collection path of the objects in all namespaces
  ApiServerSource(String api, String collection, SmallBroker broker) {
    var request = HttpRequest.newBuilder(URI.create(api + collection + "?watch=true")).build();
    thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    client
                        .send(request, BodyHandlers.ofLines())
                        .body()
                        .forEach(line -> tell(line, collection, broker));
                  } catch (IOException | InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (RuntimeException e) {
                    // The server was closed.
                    Thread.currentThread().interrupt();
                  }
                });
  }

  private static void tell(String line, String collection, SmallBroker broker) {
    JsonNode change;
    try {
      change = new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
    var object = change.path("object");
    var metadata = object.path("metadata");
    var type = TYPES.get(change.path("type").asText());
    if (type == null) {
      return;
    }
    broker.accept(
        CloudEventBuilder.v1()
            .withId(UUID.randomUUID().toString())
            .withSource(URI.create("https://10.96.0.1:443"))
            .withType("dev.knative.apiserver.resource." + type)
            .withSubject(collection + "/" + metadata.path("name").asText())
            .withExtension("kind", object.path("kind").asText())
            .withExtension("apiversion", object.path("apiVersion").asText())
            .withExtension("name", metadata.path("name").asText())
            .withExtension("namespace", metadata.path("namespace").asText())
            .withData("application/json", object.toString().getBytes(StandardCharsets.UTF_8))
            .build());
  }

  @Override
  public void close() {
    client.shutdownNow();
    thread.interrupt();
  }
}
