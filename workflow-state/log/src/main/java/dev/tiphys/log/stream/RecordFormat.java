package dev.tiphys.log.stream;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tiphys.log.LogFailure.CorruptLog;
import dev.tiphys.log.LogFailure.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bytes of a record: `{"p":…,"v":…,"t":…,"w":…,"c":[{"i":…,"f":[…]}]}`, `p` always first (see
/// docs/log-format.md).
final class RecordFormat<F> {
  /// Where the part begins that does not follow from the record before: `{"p":"` + hash + `",`.
  static final int CHAIN_BYTES = 6 + 43 + 2;

  private final JsonFactory json = new JsonFactory();
  private final FactCodec<F> codec;

  RecordFormat(FactCodec<F> codec) {
    this.codec = codec;
  }

  /// One commit as it will stand in a record; its own bytes are encoded once, however often the
  /// append is tried again.
  byte[] encode(Commit<F> commit) {
    if (commit.id().isEmpty() || commit.id().length() > EventLog.COMMAND_ID_CHARS_MAX) {
      throw new Rejected(
          "a command id has %d characters; allowed are 1 to %d"
              .formatted(commit.id().length(), EventLog.COMMAND_ID_CHARS_MAX));
    }
    var bytes = new ByteArrayOutputStream(256);
    try (var out = json.createGenerator(bytes, JsonEncoding.UTF8)) {
      out.writeStartObject();
      out.writeStringField("i", commit.id());
      out.writeArrayFieldStart("f");
      var written = bytes.size() + out.getOutputBuffered();
      @Nullable F before = null;
      for (var fact : commit.facts()) {
        codec.write(fact, before, out);
        before = fact;
        var size = bytes.size() + out.getOutputBuffered() - written;
        if (size > EventLog.FACT_BYTES_MAX) {
          throw new Rejected(
              "command %s decided on a fact of %d bytes; the limit is %d: keep large values as blobs"
                  .formatted(commit.id(), size, EventLog.FACT_BYTES_MAX));
        }
        written += size;
        if (written > EventLog.COMMIT_BYTES_MAX) {
          throw new Rejected(
              "command %s decided on more than %d bytes of facts, the limit of one commit"
                  .formatted(commit.id(), EventLog.COMMIT_BYTES_MAX));
        }
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a fact of command " + commit.id() + " cannot be written", e);
    }
    return bytes.toByteArray();
  }

  /// The record that follows `tip`.
  byte[] compose(Tip tip, Instant time, String writer, List<byte[]> commits) {
    var head =
        "{\"p\":\"%s\",\"v\":%d,\"t\":%d,\"w\":\"%s\",\"c\":["
            .formatted(tip.hash(), tip.version() + 1, time.toEpochMilli(), writer)
            .getBytes(StandardCharsets.UTF_8);
    var size = head.length + commits.stream().mapToInt(commit -> commit.length + 1).sum() + 2;
    var bytes = new ByteArrayOutputStream(size);
    bytes.writeBytes(head);
    for (var i = 0; i < commits.size(); i++) {
      if (i > 0) {
        bytes.write(',');
      }
      bytes.writeBytes(commits.get(i));
    }
    bytes.write(']');
    bytes.write('}');
    return bytes.toByteArray();
  }

  /// Reads the record that stands where the one after `tip` belongs, and checks that it is that
  /// one.
  LogRecord<F> decode(StreamName stream, Tip tip, byte[] bytes) {
    var version = tip.version() + 1;
    var record = decode(stream, version, bytes);
    if (record.version() != version) {
      throw corrupt(stream, version, "the record says it is version " + record.version());
    }
    if (!record.previous().equals(tip.hash())) {
      throw corrupt(
          stream,
          version,
          "it should follow a record with hash %s, but follows %s"
              .formatted(tip.hash(), record.previous()));
    }
    return record;
  }

  /// Reads one record by itself, without its place in the chain.
  LogRecord<F> decode(StreamName stream, long expected, byte[] bytes) {
    try (var in = json.createParser(bytes)) {
      require(in.nextToken() == JsonToken.START_OBJECT, "an object", in);
      var previous = "";
      var version = -1L;
      var time = Instant.EPOCH;
      var writer = "";
      List<Commit<F>> commits = List.of();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        var field = in.currentName();
        in.nextToken();
        switch (field) {
          case "p" -> previous = text(in);
          case "v" -> version = in.getLongValue();
          case "t" -> time = Instant.ofEpochMilli(in.getLongValue());
          case "w" -> writer = text(in);
          case "c" -> commits = commits(in);
          default -> in.skipChildren();
        }
      }
      require(in.currentToken() == JsonToken.END_OBJECT, "the end of the record", in);
      require(in.nextToken() == null, "nothing after the record", in);
      return new LogRecord<>(version, time, writer, previous, commits);
    } catch (IOException | RuntimeException e) {
      throw new CorruptLog(
          "stream %s, version %d: the record cannot be read: %s"
              .formatted(stream, expected, e.getMessage()),
          e);
    }
  }

  static CorruptLog corrupt(StreamName stream, long version, String what) {
    return new CorruptLog(
        "stream %s, version %d: %s. The stream is quarantined until somebody has looked at it"
            .formatted(stream, version, what));
  }

  private List<Commit<F>> commits(JsonParser in) throws IOException {
    require(in.currentToken() == JsonToken.START_ARRAY, "an array of commits", in);
    var commits = new ArrayList<Commit<F>>(1);
    while (in.nextToken() == JsonToken.START_OBJECT) {
      var id = "";
      List<F> facts = List.of();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        var field = in.currentName();
        in.nextToken();
        switch (field) {
          case "i" -> id = text(in);
          case "f" -> facts = facts(in);
          default -> in.skipChildren();
        }
      }
      commits.add(new Commit<>(id, facts));
    }
    require(in.currentToken() == JsonToken.END_ARRAY, "the end of the commits", in);
    return commits;
  }

  private List<F> facts(JsonParser in) throws IOException {
    require(in.currentToken() == JsonToken.START_ARRAY, "an array of facts", in);
    var facts = new ArrayList<F>(4);
    var array = in.getParsingContext();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      require(in.currentToken() != null, "the end of the facts", in);
      facts.add(codec.read(in, facts.isEmpty() ? null : facts.getLast()));
      var context = in.getParsingContext();
      if (context != array) {
        throw new IllegalStateException("the codec left a fact in the middle");
      }
    }
    return facts;
  }

  private static String text(JsonParser in) throws IOException {
    require(in.currentToken() == JsonToken.VALUE_STRING, "a string", in);
    return in.getText();
  }

  private static void require(boolean holds, String expected, JsonParser in) throws IOException {
    if (!holds) {
      throw new IOException(
          "expected %s, found %s at byte %d"
              .formatted(expected, in.currentToken(), in.currentTokenLocation().getByteOffset()));
    }
  }
}
