package dev.tiphys.engine.lock;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tiphys.engine.lock.LockFact.LimitSet;
import dev.tiphys.engine.lock.LockFact.LockAsked;
import dev.tiphys.engine.lock.LockFact.LockGranted;
import dev.tiphys.engine.lock.LockFact.LockReleased;
import dev.tiphys.events.RunId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Facts of locks as the log stores them: `{"t":"lock.granted","run":"runs/…","n":3,"at":…}`, the
/// type first. A field that this version does not know is passed over, a type is refused.
public final class LockFactJson {
  private LockFactJson() {}

  static String tag(LockFact fact) {
    return switch (fact) {
      case LimitSet _ -> "limit.set";
      case LockAsked _ -> "lock.asked";
      case LockGranted _ -> "lock.granted";
      case LockReleased _ -> "lock.released";
    };
  }

  /// Writes `fact` as one object.
  public static void write(LockFact fact, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("t", tag(fact));
    switch (fact) {
      case LimitSet(var limit) -> out.writeNumberField("limit", limit);
      case LockAsked(var holder, var ask) -> {
        write(holder, out);
        write(ask.at(), out);
        if (ask.priority() != 0) {
          out.writeNumberField("priority", ask.priority());
        }
        out.writeNumberField("since", ask.since().toEpochMilli());
        out.writeArrayFieldStart("locks");
        for (var lock : ask.locks()) {
          out.writeString(lock);
        }
        out.writeEndArray();
      }
      case LockGranted(var holder, var at) -> {
        write(holder, out);
        out.writeNumberField("at", at.toEpochMilli());
      }
      case LockReleased(var holder, var moment, var at) -> {
        write(holder, out);
        write(moment, out);
        out.writeNumberField("at", at.toEpochMilli());
      }
    }
    out.writeEndObject();
  }

  private static void write(Holder holder, JsonGenerator out) throws IOException {
    out.writeStringField("run", holder.run().stream());
    if (holder.node() >= 0) {
      out.writeNumberField("n", holder.node());
    }
  }

  private static void write(Moment moment, JsonGenerator out) throws IOException {
    out.writeNumberField("v", moment.version());
    if (moment.position() != 0) {
      out.writeNumberField("i", moment.position());
    }
  }

  /// Reads back what [#write] wrote. `in` stands on the beginning of the object and is left on its
  /// end.
  ///
  /// @throws IllegalArgumentException if it is not a fact, or one of a type not known here
  public static LockFact read(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT || !"t".equals(in.nextFieldName())) {
      throw new IllegalArgumentException("a fact should be an object that begins with its type");
    }
    var tag = in.nextTextValue();
    var fields = new Fields();
    for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      in.nextToken();
      fields.read(field, in);
    }
    if (in.currentToken() != JsonToken.END_OBJECT) {
      throw new IllegalArgumentException("the object ends too early");
    }
    return switch (tag) {
      case "limit.set" -> new LimitSet(needed("limit", fields.limit));
      case "lock.asked" ->
          new LockAsked(
              fields.holder(),
              new Ask(
                  fields.moment(), fields.priority, needed("since", fields.since), fields.locks));
      case "lock.granted" -> new LockGranted(fields.holder(), needed("at", fields.at));
      case "lock.released" ->
          new LockReleased(fields.holder(), fields.moment(), needed("at", fields.at));
      case null, default ->
          throw new IllegalArgumentException(
              "facts of type '%s' are not known to this version".formatted(tag));
    };
  }

  private static <T> T needed(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("'%s' is missing".formatted(field));
    }
    return value;
  }

  private static final class Fields {
    @Nullable String run;
    int node = -1;
    long version = -1;
    int position;
    int priority;
    @Nullable Integer limit;
    @Nullable Instant since;
    @Nullable Instant at;
    List<String> locks = List.of();

    void read(String field, JsonParser in) throws IOException {
      switch (field) {
        case "run" -> run = text(in);
        case "n" -> node = in.getIntValue();
        case "v" -> version = in.getLongValue();
        case "i" -> position = in.getIntValue();
        case "priority" -> priority = in.getIntValue();
        case "limit" -> limit = in.getIntValue();
        case "since" -> since = Instant.ofEpochMilli(in.getLongValue());
        case "at" -> at = Instant.ofEpochMilli(in.getLongValue());
        case "locks" -> locks = texts(in);
        default -> in.skipChildren();
      }
    }

    Holder holder() {
      return new Holder(RunId.ofStream(needed("run", run)), node);
    }

    Moment moment() {
      if (version < 0) {
        throw new IllegalArgumentException("'v' is missing or negative");
      }
      return new Moment(version, position);
    }

    private static String text(JsonParser in) throws IOException {
      if (in.currentToken() != JsonToken.VALUE_STRING) {
        throw new IllegalArgumentException(
            "'%s' should be text, not %s".formatted(in.currentName(), in.currentToken()));
      }
      return in.getText();
    }

    private static List<String> texts(JsonParser in) throws IOException {
      if (in.currentToken() != JsonToken.START_ARRAY) {
        throw new IllegalArgumentException("'%s' should be a list".formatted(in.currentName()));
      }
      List<String> texts = new ArrayList<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        texts.add(text(in));
      }
      return texts;
    }
  }
}
