package dev.tiphys.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Writes `{"result":…}` line by line, or as server-sent events for those who ask for them.
final class ResultStream {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER_BYTES = 16 * 1024;

  private final OutputStream out;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private final boolean events;
  private final FieldMask mask;
  private final TransferLimit transfers;
  private final Duration limit;

  /// @param events as server-sent events
  ResultStream(
      OutputStream out, boolean events, FieldMask mask, TransferLimit transfers, Duration limit) {
    this.out = out;
    this.events = events;
    this.mask = mask;
    this.transfers = transfers;
    this.limit = limit;
  }

  void result(JsonNode result) throws IOException {
    var wrapped = JsonNodeFactory.instance.objectNode();
    wrapped.set("result", result);
    write(mask.apply(wrapped));
  }

  /// The last thing that a stream says when it cannot go on.
  void error(Refusal.Code code, String message) throws IOException {
    var wrapped = JsonNodeFactory.instance.objectNode();
    wrapped.set("error", Reply.error(code, message).body());
    write(wrapped);
    flush();
  }

  private void write(JsonNode node) throws IOException {
    buffer.writeBytes(framed(node));
    if (buffer.size() >= BUFFER_BYTES) {
      flush();
    }
  }

  private byte[] framed(JsonNode node) throws JsonProcessingException {
    var text = JSON.writeValueAsString(node);
    return (events ? "data: " + text + "\n\n" : text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// Says nothing, so that a client that has gone is noticed. Between two JSON values a space is
  /// nothing; an empty line might not be, to a client that parses line by line.
  void heartbeat() throws IOException {
    buffer.writeBytes((events ? ":\n" : " ").getBytes(StandardCharsets.UTF_8));
    flush();
  }

  /// Sends what was written so far; at first, that there is a stream at all.
  void flush() throws IOException {
    transfers.within(
        limit,
        () -> {
          buffer.writeTo(out);
          out.flush();
        });
    buffer.reset();
  }
}
