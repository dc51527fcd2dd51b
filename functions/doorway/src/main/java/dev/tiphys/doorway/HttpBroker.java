package dev.tiphys.doorway;

import dev.tiphys.events.RunEvents;
import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Posts events to a URL, as Knative's `K_SINK` wants them: binary mode, one after the other.
public final class HttpBroker implements Broker {
  /// How long the broker may take to answer one event: 10 seconds.
  public static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

  private final URI sink;
  private final RunEvents events;
  private final Duration answerMax;

  /// Loading the client costs as much as starting a function; many events announce nothing.
  private final Supplier<HttpClient> client =
      new Lazy<>(() -> HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build());

  /// A broker at `sink`; `events` moves large data out of the way.
  ///
  /// @throws Rejected if `sink` is no http or https URL
  public HttpBroker(URI sink, RunEvents events) {
    this(sink, events, ANSWER_MAX);
  }

  HttpBroker(URI sink, RunEvents events, Duration answerMax) {
    if (!Set.of("http", "https").contains(String.valueOf(sink.getScheme()))
        || sink.getHost() == null
        || sink.getUserInfo() != null) {
      throw new Rejected("the URL of the broker: expected http://host/path without a user");
    }
    this.sink = sink;
    this.events = events;
    this.answerMax = answerMax;
  }

  @Override
  public void publish(List<CloudEvent> announced) {
    announced.forEach(this::post);
  }

  private void post(CloudEvent event) {
    var request = HttpRequest.newBuilder(sink).timeout(answerMax);
    HttpMessageFactory.createWriter(
            (name, value) -> request.setHeader(name, header(name, value)),
            body -> request.POST(publisher(body)))
        .writeBinary(events.forTheWire(event));
    var status = status(event, request.build());
    if (status < 200 || status > 299) {
      throw new Unavailable(
          "the broker answered %d to event %s %s"
              .formatted(status, event.getSource(), event.getId()));
    }
  }

  /// The writer gives null for an event without data.
  private static BodyPublisher publisher(byte @Nullable [] body) {
    return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
  }

  private static String header(String name, String value) {
    return name.startsWith("ce-") ? HttpEvents.encoded(value) : value;
  }

  private int status(CloudEvent event, HttpRequest request) {
    try {
      return client.get().send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new Unavailable(
          "the broker did not take event %s %s: %s"
              .formatted(event.getSource(), event.getId(), e.getClass().getSimpleName()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while waiting for the broker", e);
    }
  }
}
