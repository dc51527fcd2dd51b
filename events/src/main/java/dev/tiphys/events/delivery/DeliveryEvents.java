package dev.tiphys.events.delivery;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import dev.tiphys.events.RunEvents;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.PojoCloudEventData;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What happens to applications, syncs and sets, as CloudEvents, and back.
///
/// The type is `dev.tiphys.` and the type of the fact (`dev.tiphys.revision.observed`), the source
/// `/apps/<namespace>/<name>/<uid>`, `/syncs/<namespace>/<application>/<uid>` or
/// `/sets/<namespace>/<name>/<uid>`, the id `<version>-<index>` and the data the fact itself, as
/// [DeliveryJson] writes it. News may come twice, late and out of order: who hears them looks at
/// the state before acting.
public final class DeliveryEvents {
  private static final String PREFIX = "dev.tiphys.";

  /// A request: look at the sources of an application at once. `git-poll` wants these.
  public static final String REFRESH_REQUESTED = PREFIX + "refresh.requested";

  /// A request: ask the generators of a set of applications at once. `appset` wants these.
  public static final String GENERATION_REQUESTED = PREFIX + "generation.requested";

  /// News: something will be due at that moment. `timer` wants these.
  public static final String SCHEDULED = PREFIX + "delivery.scheduled";

  /// A request: look what is due. `apply` and `health-check` want these.
  public static final String DUE = PREFIX + "delivery.due";

  /// What the streams of applications announce.
  public static final Set<String> APP_TYPES = types(AppFact.class);

  /// What the streams of syncs announce.
  public static final Set<String> SYNC_TYPES = types(SyncFact.class);

  /// What the streams of sets of applications announce.
  public static final Set<String> SET_TYPES = types(SetFact.class);

  private DeliveryEvents() {}

  private static Set<String> types(Class<?> facts) {
    var types = new TreeSet<String>();
    for (Type type : facts.getAnnotation(JsonSubTypes.class).value()) {
      types.add(PREFIX + type.name());
    }
    return Set.copyOf(types);
  }

  /// A fact of an application that was announced.
  ///
  /// @param version of the stream that holds the fact; a state loaded to tell more is not older
  public record AppNews(AppId app, long version, AppFact fact) {}

  /// A fact of a sync that was announced.
  public record SyncNews(SyncId sync, long version, SyncFact fact) {}

  /// The event type under which a fact is announced.
  public static String type(Object fact) {
    var facts =
        fact instanceof AppFact
            ? AppFact.class
            : fact instanceof SetFact ? SetFact.class : SyncFact.class;
    for (Type type : facts.getAnnotation(JsonSubTypes.class).value()) {
      if (type.value() == fact.getClass()) {
        return PREFIX + type.name();
      }
    }
    throw new IllegalArgumentException(fact.getClass() + " is not listed among the facts");
  }

  /// What a commit to the stream of an application means to others, in the order of its facts. The
  /// same commit always gives the same events.
  ///
  /// @param position of the first of `facts` in the record `version`
  public static List<CloudEvent> announcements(
      AppId app, long version, int position, List<AppFact> facts, @Nullable CloudEvent cause) {
    var events = new ArrayList<CloudEvent>(facts.size());
    for (var i = 0; i < facts.size(); i++) {
      var fact = facts.get(i);
      events.add(
          news(app.stream(), version + "-" + (position + i), version, fact, fact.at(), cause));
    }
    return events;
  }

  /// As above for a sync.
  public static List<CloudEvent> announcements(
      SyncId sync, long version, int position, List<SyncFact> facts, @Nullable CloudEvent cause) {
    var events = new ArrayList<CloudEvent>(facts.size());
    for (var i = 0; i < facts.size(); i++) {
      var fact = facts.get(i);
      events.add(
          news(sync.stream(), version + "-" + (position + i), version, fact, fact.at(), cause));
    }
    return events;
  }

  /// As above for a set of applications.
  public static List<CloudEvent> announcements(
      SetId set, long version, int position, List<SetFact> facts, @Nullable CloudEvent cause) {
    var events = new ArrayList<CloudEvent>(facts.size());
    for (var i = 0; i < facts.size(); i++) {
      var fact = facts.get(i);
      events.add(
          news(set.stream(), version + "-" + (position + i), version, fact, fact.at(), cause));
    }
    return events;
  }

  /// A fact announced again, for who repeats what the log says is still unmet.
  ///
  /// @param id another than that of the first announcement
  public static CloudEvent again(AppId app, String id, long version, AppFact fact, Instant at) {
    return news(app.stream(), id, version, fact, at, null);
  }

  /// As above for a sync.
  public static CloudEvent again(SyncId sync, String id, long version, SyncFact fact, Instant at) {
    return news(sync.stream(), id, version, fact, at, null);
  }

  private static CloudEvent news(
      String stream, String id, long version, Object fact, Instant at, @Nullable CloudEvent cause) {
    return builder(stream, id, type(fact), at, cause)
        .withExtension("sequence", Long.toString(version))
        .withData("application/json", PojoCloudEventData.wrap(fact, DeliveryJson::bytes))
        .build();
  }

  /// Asks for the sources of `app` to be looked at.
  ///
  /// @param id the same whenever it is the same request
  public static CloudEvent refresh(AppId app, String id, Refresh refresh, Instant at) {
    return builder(app.stream(), id, REFRESH_REQUESTED, at, null)
        .withData("application/json", text("{\"refresh\":\"" + refresh + "\"}"))
        .build();
  }

  /// Asks for the generators of `set` to be asked.
  ///
  /// @param id the same whenever it is the same request
  public static CloudEvent generate(SetId set, String id, Instant at) {
    return builder(set.stream(), id, GENERATION_REQUESTED, at, null).build();
  }

  /// How much is asked for by an event of the type [#REFRESH_REQUESTED].
  ///
  /// @throws IllegalArgumentException if it does not say so
  public static Refresh refresh(CloudEvent event) {
    var data = event.getData();
    var asked = DeliveryJson.read(Asked.class, data == null ? text("{}") : data.toBytes());
    return asked.refresh() == null ? Refresh.NORMAL : asked.refresh();
  }

  private record Asked(@Nullable Refresh refresh) {}

  /// The stream (of an [AppId] or a [SyncId]) has something to do at that moment. The id is the
  /// moment in milliseconds, so that the same moment is the same event.
  public static CloudEvent scheduled(String stream, Instant due, Instant at) {
    return timed(SCHEDULED, stream, due, at);
  }

  /// That moment has come.
  public static CloudEvent due(String stream, Instant due, Instant at) {
    return timed(DUE, stream, due, at);
  }

  /// Which moment an event of the type [#SCHEDULED] or [#DUE] is about.
  ///
  /// @throws IllegalArgumentException if it is about none
  public static Instant moment(CloudEvent event) {
    if (!event.getId().matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "id: expected milliseconds since 1970, found '%s'".formatted(shown(event.getId())));
    }
    return Instant.ofEpochMilli(Long.parseLong(event.getId()));
  }

  private static CloudEvent timed(String type, String stream, Instant due, Instant at) {
    var id = Long.toString(due.toEpochMilli());
    return builder(stream, id, type, at, null)
        .withData("application/json", text("{\"due\":" + id + "}"))
        .build();
  }

  private static byte[] text(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static CloudEventBuilder builder(
      String stream, String id, String type, Instant at, @Nullable CloudEvent cause) {
    var builder =
        CloudEventBuilder.v1()
            .withId(id)
            .withSource(URI.create("/" + stream))
            .withType(type)
            .withTime(OffsetDateTime.ofInstant(DeliveryJson.millis(at), ZoneOffset.UTC))
            .withExtension("partitioningkey", stream);
    for (var trace : List.of("traceparent", "tracestate")) {
      if (cause != null && cause.getExtension(trace) instanceof String value) {
        builder.withExtension(trace, value);
      }
    }
    return builder;
  }

  /// The stream that `event` is about.
  ///
  /// @throws IllegalArgumentException if its source is none
  public static String stream(CloudEvent event) {
    var source = event.getSource().toString();
    if (!source.startsWith("/")) {
      throw new IllegalArgumentException(
          "source: expected /apps/<namespace>/<name>/<uid>, /syncs/<namespace>/<application>/<uid> or"
              + " /sets/<namespace>/<name>/<uid>");
    }
    return source.substring(1);
  }

  /// The application that `event` is about.
  ///
  /// @throws IllegalArgumentException if it is about none
  public static AppId app(CloudEvent event) {
    return AppId.ofStream(stream(event));
  }

  /// The set of applications that `event` is about.
  ///
  /// @throws IllegalArgumentException if it is about none
  public static SetId set(CloudEvent event) {
    return SetId.ofStream(stream(event));
  }

  /// The sync that `event` is about.
  ///
  /// @throws IllegalArgumentException if it is about none
  public static SyncId sync(CloudEvent event) {
    return SyncId.ofStream(stream(event));
  }

  /// When `event` happened.
  ///
  /// @throws IllegalArgumentException if it does not say so
  public static Instant time(CloudEvent event) {
    var time = event.getTime();
    if (time == null) {
      throw new IllegalArgumentException("time: expected an RFC 3339 time, found none");
    }
    return time.toInstant();
  }

  /// The fact of an application that `event` announces.
  ///
  /// @throws IllegalArgumentException if it is not such an event; the message says where and why
  public static AppNews readApp(CloudEvent event) {
    return new AppNews(app(event), sequence(event), fact(AppFact.class, APP_TYPES, event));
  }

  /// The fact of a sync that `event` announces.
  ///
  /// @throws IllegalArgumentException if it is not such an event; the message says where and why
  public static SyncNews readSync(CloudEvent event) {
    return new SyncNews(sync(event), sequence(event), fact(SyncFact.class, SYNC_TYPES, event));
  }

  private static <F> F fact(Class<F> type, Set<String> types, CloudEvent event) {
    if (!types.contains(event.getType())) {
      throw new IllegalArgumentException(
          "type: expected one of %s, found '%s'"
              .formatted(new TreeSet<>(types), shown(event.getType())));
    }
    if (event.getId().length() > RunEvents.ID_CHARS_MAX) {
      throw new IllegalArgumentException(
          "id: expected at most %d characters, found %d"
              .formatted(RunEvents.ID_CHARS_MAX, event.getId().length()));
    }
    var data = event.getData();
    if (data instanceof PojoCloudEventData<?> pojo && type.isInstance(pojo.getValue())) {
      return type.cast(pojo.getValue());
    }
    if (data == null) {
      throw new IllegalArgumentException("data: expected a fact, found none");
    }
    var fact = DeliveryJson.read(type, data.toBytes());
    if (!type(fact).equals(event.getType())) {
      throw new IllegalArgumentException(
          "data: expected a fact of the type of the event, %s, found %s"
              .formatted(event.getType(), type(fact)));
    }
    return fact;
  }

  private static long sequence(CloudEvent event) {
    var sequence = event.getExtension("sequence");
    if (sequence == null || !sequence.toString().matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "sequence: expected the version of a record, found '%s'"
              .formatted(shown(String.valueOf(sequence))));
    }
    return Long.parseLong(sequence.toString());
  }

  private static String shown(String text) {
    var line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 80 ? line.substring(0, 80) + "…" : line;
  }
}
