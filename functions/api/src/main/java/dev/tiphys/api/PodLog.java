package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.api.Workflows.Written;
import dev.tiphys.events.RunId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// How far the log of one step has been read.
final class PodLog {
  private static final int CHUNK_BYTES = 64 * 1024;

  /// Longer lines are cut there.
  private static final int LINE_BYTES_MAX = 256 * 1024;

  private final Workflows workflows;
  private final RunId run;
  private final String pod;
  private final LogOptions options;
  private final InstantSource clock;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private List<Written> written = List.of();
  private int writtenAt;
  private long offset;
  private long bytesLeft;

  PodLog(Workflows workflows, RunId run, String pod, LogOptions options, InstantSource clock) {
    this.workflows = workflows;
    this.clock = clock;
    this.run = run;
    this.pod = pod;
    this.options = options;
    this.offset = options.tail() == null ? 0 : tail(options.tail());
    this.bytesLeft = options.bytes();
  }

  /// Where the last `lines` lines begin. Reads backwards, so a long log costs what is shown of it.
  private long tail(long lines) {
    var end = workflows.logSize(run, pod, options.container());
    var found = 0L;
    for (var to = end; to > 0; ) {
      var from = Math.max(0, to - CHUNK_BYTES);
      var chunk = workflows.log(run, pod, options.container(), from, (int) (to - from));
      for (var i = chunk.length - 1; i >= 0; i--) {
        // The line feed at the very end ends the last line and begins none.
        if (chunk[i] == '\n' && from + i != end - 1 && ++found == lines) {
          return from + i + 1;
        }
      }
      to = from;
    }
    return lines == 0 ? end : 0;
  }

  /// Writes the lines that are complete in the next piece of the log.
  ///
  /// @return false if there was no more
  boolean advance(ResultStream stream) throws IOException {
    if (bytesLeft == 0) {
      return false;
    }
    var chunk = workflows.log(run, pod, options.container(), offset, CHUNK_BYTES);
    if (options.timed() && chunk.length > 0) {
      written = workflows.written(run, pod, options.container());
      writtenAt = 0;
    }
    for (var b : chunk) {
      offset++;
      if (b == '\n' || line.size() == LINE_BYTES_MAX) {
        write(stream);
      }
      if (b != '\n') {
        line.write(b);
      }
    }
    return chunk.length > 0;
  }

  /// Writes the last line if nothing ended it.
  void finish(ResultStream stream) throws IOException {
    if (line.size() > 0) {
      write(stream);
    }
  }

  private void write(ResultStream stream) throws IOException {
    var shown = (int) Math.min(bytesLeft, line.size());
    var content = new String(line.toByteArray(), 0, shown, StandardCharsets.UTF_8);
    var blank = bytesLeft == 0;
    bytesLeft -= Math.min(bytesLeft, shown + 1L);
    line.reset();
    if (!blank && (options.grep() == null || options.grep().matcher(content).find())) {
      timed(content, stream);
    }
  }

  private void timed(String content, ResultStream stream) throws IOException {
    var at = options.timed() ? time() : Instant.MIN;
    if (options.since() == null || !at.isBefore(options.since())) {
      var shown = options.timestamps() ? at + " " + content : content;
      stream.result(
          JsonNodeFactory.instance.objectNode().put("content", shown).put("podName", pod));
    }
  }

  /// When the line was there that ends at [#offset]: what nobody has noted yet was written just
  // now.
  private Instant time() {
    while (writtenAt < written.size() && written.get(writtenAt).upTo() < offset) {
      writtenAt++;
    }
    return writtenAt < written.size() ? written.get(writtenAt).at() : clock.instant();
  }
}
