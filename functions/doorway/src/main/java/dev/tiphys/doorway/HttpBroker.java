package dev.tiphys.doorway;

import dev.tiphys.events.RunEvents;
import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Posts events to a URL, as Knative's `K_SINK` wants them: binary mode, one after the other.
///
/// By the JDK's older client: loading the newer one costs as much as all else that a function
/// does until its first answer.
public final class HttpBroker implements Broker {
  /// How long the broker may take to answer one event: 10 seconds.
  public static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
  private static final int ANSWER_BYTES_MAX = 64 << 10;
  private static final byte[] NOTHING = {};

  static {
    // Read once by the JDK: how many connections are kept for the next event.
    if (System.getProperty("http.maxConnections") == null) {
      System.setProperty("http.maxConnections", Integer.toString(CloudEventServer.AT_ONCE_MAX));
    }
  }

  private final URI sink;
  private final RunEvents events;
  private final Duration answerMax;

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
    var status = status(event);
    if (status < 200 || status > 299) {
      throw new Unavailable(
          "the broker answered %d to event %s %s"
              .formatted(status, event.getSource(), event.getId()));
    }
  }

  private static String header(String name, String value) {
    return name.startsWith("ce-") ? HttpEvents.encoded(value) : value;
  }

  private int status(CloudEvent event) {
    try {
      var request = (HttpURLConnection) sink.toURL().openConnection(Proxy.NO_PROXY);
      request.setRequestMethod("POST");
      request.setInstanceFollowRedirects(false);
      request.setUseCaches(false);
      request.setConnectTimeout((int) CONNECT_MAX.toMillis());
      request.setReadTimeout((int) answerMax.toMillis());
      request.setDoOutput(true);
      HttpMessageFactory.createWriter(
              (name, value) -> request.setRequestProperty(name, header(name, value)),
              body -> write(request, body == null ? NOTHING : body))
          .writeBinary(events.forTheWire(event));
      var status = request.getResponseCode();
      finish(status < 400 ? request.getInputStream() : request.getErrorStream());
      return status;
    } catch (IOException | UncheckedIOException e) {
      throw new Unavailable(
          "the broker did not take event %s %s: %s"
              .formatted(event.getSource(), event.getId(), cause(e).getClass().getSimpleName()),
          e);
    }
  }

  private static Exception cause(Exception e) {
    return e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
  }

  /// The writer gives null for an event without data.
  private static void write(HttpURLConnection request, byte[] body) {
    request.setFixedLengthStreamingMode(body.length);
    try (var out = request.getOutputStream()) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A connection whose answer was read is used again.
  private static void finish(@Nullable InputStream answer) throws IOException {
    if (answer != null) {
      try (answer) {
        answer.skipNBytes(Math.min(answer.available(), ANSWER_BYTES_MAX));
      }
    }
  }
}
