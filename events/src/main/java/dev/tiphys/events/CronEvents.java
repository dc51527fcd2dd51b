package dev.tiphys.events;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// What is said about the times of a CronWorkflow. The source of an event is
/// `/crons/<namespace>/<name>/<uid>`, and its id the moment that it is about in milliseconds since
/// 1970, so that the same moment is the same event.
public final class CronEvents {
  /// News: something will be due at that moment. `timer` wants these.
  public static final String SCHEDULED = "dev.tiphys.cron.scheduled";

  /// A request: look what is due. `trigger` wants these.
  public static final String DUE = "dev.tiphys.cron.due";

  private CronEvents() {}

  /// `cron` is due next at that moment.
  public static CloudEvent scheduled(CronId cron, Instant due, Instant at) {
    return event(SCHEDULED, cron, due, at);
  }

  /// That moment has come.
  public static CloudEvent due(CronId cron, Instant due, Instant at) {
    return event(DUE, cron, due, at);
  }

  private static CloudEvent event(String type, CronId cron, Instant due, Instant at) {
    return CloudEventBuilder.v1()
        .withId(Long.toString(due.toEpochMilli()))
        .withSource(URI.create("/" + cron.stream()))
        .withType(type)
        .withTime(OffsetDateTime.ofInstant(Millis.of(at), ZoneOffset.UTC))
        .withExtension("partitioningkey", cron.stream())
        .withData(
            "application/json",
            "{\"due\":%d}".formatted(due.toEpochMilli()).getBytes(StandardCharsets.UTF_8))
        .build();
  }

  /// Whom the event is about.
  ///
  /// @throws IllegalArgumentException if it is about no CronWorkflow
  public static CronId cron(CloudEvent event) {
    var source = event.getSource().toString();
    if (!source.startsWith("/")) {
      throw new IllegalArgumentException(
          "source: expected /crons/<namespace>/<name>/<uid>, found '%s'"
              .formatted(Shown.of(source)));
    }
    return CronId.ofStream(source.substring(1));
  }

  /// Which moment the event is about.
  ///
  /// @throws IllegalArgumentException if it is about none
  public static Instant moment(CloudEvent event) {
    if (!event.getId().matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "id: expected milliseconds since 1970, found '%s'".formatted(Shown.of(event.getId())));
    }
    return Instant.ofEpochMilli(Long.parseLong(event.getId()));
  }
}
