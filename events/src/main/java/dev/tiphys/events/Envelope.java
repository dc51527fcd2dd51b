package dev.tiphys.events;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.data.PojoCloudEventData;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// The attributes of an event about a run, checked before its data is looked at.
record Envelope(CloudEvent event, RunId run) {
  static Envelope of(CloudEvent event, Set<String> types) {
    if (!types.contains(event.getType())) {
      throw new IllegalArgumentException(EventJson.notOneOf(event.getType(), types));
    }
    if (event.getId().length() > RunEvents.ID_CHARS_MAX) {
      throw new IllegalArgumentException(
          "id: expected at most %d characters, found %d"
              .formatted(RunEvents.ID_CHARS_MAX, event.getId().length()));
    }
    var source = event.getSource().toString();
    if (!source.startsWith("/runs/")) {
      throw new IllegalArgumentException(
          "source: expected /runs/<namespace>/<name>/<uid>, found '%s'"
              .formatted(Shown.of(source)));
    }
    var run = inside("source", () -> RunId.ofStream(source.substring(1)));
    var key = event.getExtension("partitioningkey");
    if (key != null && !key.equals(run.stream())) {
      throw new IllegalArgumentException(
          "partitioningkey: expected '%s', the run of the source, found '%s'"
              .formatted(run.stream(), Shown.of(key.toString())));
    }
    return new Envelope(event, run);
  }

  private static <T> T inside(String place, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
    }
  }

  /// When it happened, which the data need not say again.
  Instant time() {
    var time = event.getTime();
    if (time == null) {
      throw new IllegalArgumentException("time: expected an RFC 3339 time, found none");
    }
    return time.toInstant();
  }

  long sequence() {
    var sequence = event.getExtension("sequence");
    if (sequence == null || !sequence.toString().matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "sequence: expected the version of a record, found '%s'"
              .formatted(Shown.of(String.valueOf(sequence))));
    }
    return Long.parseLong(sequence.toString());
  }

  /// The object that the event was made of in this process, or what its bytes say.
  <T> T data(Class<T> type, LargeValues large, Function<byte[], T> reader) {
    var data = event.getData();
    if (data instanceof PojoCloudEventData<?> pojo && type.isInstance(pojo.getValue())) {
      return type.cast(pojo.getValue());
    }
    var contentType = event.getDataContentType();
    if (contentType != null && !contentType.matches("(?i)application/([a-z.+-]+\\+)?json(;.*)?")) {
      throw new IllegalArgumentException(
          "datacontenttype: expected application/json, found '%s'"
              .formatted(Shown.of(contentType)));
    }
    return inside("data", () -> reader.apply(bytes(large)));
  }

  /// No data are an object without fields: some commands need none.
  private byte[] bytes(LargeValues large) {
    var data = event.getData();
    var dataref = event.getExtension("dataref");
    var bytes =
        data != null
            ? data.toBytes()
            : dataref != null ? large.fetch(dataref.toString()) : new byte[0];
    return bytes.length == 0 ? new byte[] {'{', '}'} : bytes;
  }
}
