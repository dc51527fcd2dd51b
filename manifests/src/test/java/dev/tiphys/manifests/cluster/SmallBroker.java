package dev.tiphys.manifests.cluster;

import dev.tiphys.doorway.CloudEventServer;
import dev.tiphys.manifests.cluster.BrokerTriggers.BrokerTrigger;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A broker that keeps Knative's contract of delivery: filters, at least once and in no order,
/// again with growing pauses after 404, 408, 409, 429, 5xx and no answer, and a sink for what is
/// given up.
final class SmallBroker implements AutoCloseable {
  private static final Set<Integer> AGAIN = Set.of(404, 408, 409, 429);

  private final BrokerTriggers triggers;
  private final Function<String, URI> addresses;
  private final CloudEventServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Collection<String> log = new ConcurrentLinkedQueue<>();
  private final Collection<CloudEvent> accepted = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();

  /// @param addresses of functions by the names of their services; may start them
  SmallBroker(BrokerTriggers triggers, Function<String, URI> addresses) {
    this.triggers = triggers;
    this.addresses = addresses;
    server = CloudEventServer.start(new InetSocketAddress("localhost", 0), 1000, this::accept);
  }

  URI url() {
    return URI.create("http://localhost:" + server.port() + "/");
  }

  /// What became of every event that was not simply taken.
  Collection<String> log() {
    return log;
  }

  Collection<CloudEvent> accepted() {
    return accepted;
  }

  int underWay() {
    return underWay.get();
  }

  void accept(CloudEvent event) {
    accepted.add(event);
    for (var trigger : triggers.all()) {
      if (trigger.wants(event)) {
        underWay.incrementAndGet();
        threads.execute(() -> deliver(trigger, event));
      }
    }
  }

  private void deliver(BrokerTrigger trigger, CloudEvent event) {
    try {
      var last = "nothing was tried";
      for (var attempt = 0; attempt < trigger.attempts(); attempt++) {
        var answer = post(trigger.subscriber(), event);
        var code = answer.map(HttpResponse::statusCode).orElse(0);
        if (code >= 200 && code <= 299) {
          return;
        }
        last = code + " " + answer.map(HttpResponse::body).orElse("no answer");
        log.add(
            "%s: %s %s: %s".formatted(trigger.subscriber(), event.getType(), event.getId(), last));
        if (code != 0 && code < 500 && !AGAIN.contains(code)) {
          break;
        }
        Thread.sleep(trigger.pause(attempt));
      }
      log.add("%s: given up: %s".formatted(trigger.subscriber(), event.getType()));
      post(
          trigger.deadLetterSink(),
          CloudEventBuilder.v1(event)
              .withExtension("knativeerrordest", trigger.subscriber())
              .withExtension("knativeerrorcode", last.split(" ")[0])
              .withExtension("knativeerrordata", last)
              .build());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      underWay.decrementAndGet();
    }
  }

  private Optional<HttpResponse<String>> post(String function, CloudEvent event)
      throws InterruptedException {
    var request = HttpRequest.newBuilder(addresses.apply(function)).timeout(Duration.ofSeconds(90));
    HttpMessageFactory.createWriter(
            // As Go writes header names.
            (name, value) -> request.header(name.replace("ce-", "Ce-"), value),
            body ->
                request.POST(
                    body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body)))
        .writeBinary(event);
    try {
      return Optional.of(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.close();
    client.close();
  }
}
