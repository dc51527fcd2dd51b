package dev.tiphys.events;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.PojoCloudEventData;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Commands and news as CloudEvents, and back.
///
/// The source of an event is `/runs/<namespace>/<name>/<uid>`, and `partitioningkey` the stream of
/// that run, so that a broker that keeps order keeps it per run. The data is an object until
/// somebody asks for its bytes: within one process nothing is serialised. On the wire it is JSON
/// (the golden files of the tests show every type), with large values by reference.
public final class RunEvents {
  /// Data up to this many bytes travel in the event; [#forTheWire] leaves larger ones behind.
  public static final int DATA_BYTES_MAX = 64 * 1024;

  /// An id may have this many characters; it becomes part of a record of the log.
  public static final int ID_CHARS_MAX = 256;

  /// What functions ask of runs. `step-complete` wants these.
  public static final Set<String> COMMAND_TYPES = EventJson.COMMAND_TYPES;

  /// What the log announces.
  public static final Set<String> NEWS_TYPES = EventJson.NEWS_TYPES;

  private final LargeValues large;
  private final EventJson json;

  /// Announced by who appended to the log of a run, for who shows what it says.
  public static final String CHANGED = "dev.tiphys.run.changed";

  /// `large` keeps the values that are too large for an event.
  public RunEvents(LargeValues large) {
    this.large = large;
    this.json = new EventJson(large);
  }

  /// A command as an event.
  ///
  /// @param commandId source and id of the event: two deliveries with the same one are the same
  ///   command. It stands in every record, so the source is left out where it is the run itself,
  ///   and the id begins with a blank, as no source does
  public record Request(RunId run, String commandId, RunCommand command) {}

  /// News as an event.
  ///
  /// @param id `<version>-<index>`: which fact of which record of the run's stream it is
  /// @param version of the run that these news are of; a run loaded to tell more must not be older
  public record News(RunId run, String id, long version, RunNews news) {}

  /// The event that asks `run` for `command`. The id must be the same whenever it is the same
  /// command, and differ from that of every other command to this run.
  public CloudEvent request(RunId run, String id, RunCommand command) {
    return request(run, id, command, null);
  }

  /// As above, as a consequence of `cause`, whose trace it continues.
  public CloudEvent request(RunId run, String id, RunCommand command, @Nullable CloudEvent cause) {
    return builder(run, id, EventJson.type(command), command.at(), cause)
        .withData("application/json", PojoCloudEventData.wrap(command, json::bytes))
        .build();
  }

  /// What a commit means to others, in the order of its facts. The same commit always gives the
  /// same events, so that a redelivered command announces what its first delivery did.
  ///
  /// @param version of the record that holds the commit
  /// @param position of the first of `facts` in that record
  /// @param facts all facts of the commit
  /// @param background of the run; any state of it after the commit will do
  /// @param cause the event that led to the commit
  public List<CloudEvent> announcements(
      RunId run,
      long version,
      int position,
      List<RunFact> facts,
      RunNews.Background background,
      CloudEvent cause) {
    var events = new ArrayList<CloudEvent>();
    var at = cause.getTime() == null ? Instant.EPOCH : cause.getTime().toInstant();
    for (var i = 0; i < facts.size(); i++) {
      var own = FactTimes.of(facts.get(i));
      at = own == null ? at : own;
      var news = RunNews.of(facts.get(i), background, at);
      if (news.isPresent()) {
        var id = version + "-" + (position + i);
        events.add(
            traced(
                announcement(run, id, version, news.get(), at, cause),
                background.traceparent(news.get().of())));
      }
    }
    return events;
  }

  /// `event` in the trace that `traceparent` says; unchanged if that is null.
  public static CloudEvent traced(CloudEvent event, @Nullable String traceparent) {
    return traceparent == null
        ? event
        : CloudEventBuilder.v1(event)
            .withExtension("traceparent", traceparent)
            .withoutExtension("tracestate")
            .build();
  }

  /// One piece of news by itself, for who repeats what the log says is still unmet: the id differs
  /// from that of the first announcement, the news do not.
  public CloudEvent announcement(
      RunId run, String id, long version, RunNews news, Instant at, @Nullable CloudEvent cause) {
    return builder(run, id, EventJson.type(news), at, cause)
        .withExtension("sequence", Long.toString(version))
        .withData("application/json", PojoCloudEventData.wrap(news, json::bytes))
        .build();
  }

  /// The log of `run` has a record of that version, because of `cause`. Has no data: who hears it
  /// looks at the run.
  public CloudEvent changed(RunId run, long version, CloudEvent cause) {
    var at = cause.getTime() == null ? Instant.EPOCH : cause.getTime().toInstant();
    return builder(run, version + "-changed", CHANGED, at, cause)
        .withExtension("sequence", Long.toString(version))
        .build();
  }

  /// Which run and version an event of type [#CHANGED] tells of.
  ///
  /// @param version of the record that is new
  public record Changed(RunId run, long version) {}

  /// Reads an event of type [#CHANGED].
  ///
  /// @throws IllegalArgumentException if it is not such an event; the message says where and why
  public static Changed readChanged(CloudEvent event) {
    var envelope = Envelope.of(event, Set.of(CHANGED));
    return new Changed(envelope.run(), envelope.sequence());
  }

  private static CloudEventBuilder builder(
      RunId run, String id, String type, Instant at, @Nullable CloudEvent cause) {
    var builder =
        CloudEventBuilder.v1()
            .withId(id)
            .withSource(URI.create("/" + run.stream()))
            .withType(type)
            .withTime(OffsetDateTime.ofInstant(Millis.of(at), ZoneOffset.UTC))
            .withExtension("partitioningkey", run.stream());
    for (var trace : List.of("traceparent", "tracestate")) {
      if (cause != null && cause.getExtension(trace) instanceof String value) {
        builder.withExtension(trace, value);
      }
    }
    return builder;
  }

  /// `event` as it should leave the process: data above [#DATA_BYTES_MAX] are stored, and the event
  /// says where (extension `dataref`).
  public CloudEvent forTheWire(CloudEvent event) {
    var data = event.getData();
    if (data == null) {
      return event;
    }
    var bytes = data.toBytes();
    if (bytes.length <= large.dataMax()) {
      return event;
    }
    return CloudEventBuilder.v1(event)
        .withoutData()
        .withExtension("dataref", URI.create(large.store(bytes)))
        .build();
  }

  /// The command that `event` asks for.
  ///
  /// @throws IllegalArgumentException if it is not such an event; the message says where and why
  public Request readRequest(CloudEvent event) {
    var envelope = Envelope.of(event, COMMAND_TYPES);
    var at = envelope.time();
    var command =
        envelope.<RunCommand>data(
            RunCommand.class, large, bytes -> json.command(event.getType(), at, bytes));
    return new Request(envelope.run(), commandId(envelope.run(), event), command);
  }

  private static String commandId(RunId run, CloudEvent event) {
    var source = event.getSource().toString();
    return (source.equals("/" + run.stream()) ? "" : source) + " " + event.getId();
  }

  /// The news that `event` brings.
  ///
  /// @throws IllegalArgumentException if it is not such an event; the message says where and why
  public News readNews(CloudEvent event) {
    var envelope = Envelope.of(event, NEWS_TYPES);
    var news =
        envelope.<RunNews>data(RunNews.class, large, bytes -> json.news(event.getType(), bytes));
    return new News(envelope.run(), event.getId(), envelope.sequence(), news);
  }
}
