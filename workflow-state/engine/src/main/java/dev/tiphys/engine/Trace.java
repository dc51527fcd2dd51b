package dev.tiphys.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The trace of a run (W3C Trace Context), which everybody knows who knows the run: its ids are
/// made of the run and of the numbers of its nodes, so that whoever tells of one tells of the same,
/// in any process and as often as an event is delivered.
///
/// A run that is tried again ([dev.tiphys.events.RunFact.RunRetried]) is another trace.
///
/// @param id 32 hexadecimal digits
public record Trace(String id) {
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  /// The trace of a run that has started.
  public static Trace of(Run run) {
    var began = run.startedAt();
    return new Trace(
        hash(run.id().stream() + " " + (began == null ? 0 : began.toEpochMilli()), TRACE_BYTES));
  }

  /// The span of a node; of the whole run for -1. 16 hexadecimal digits.
  public String span(int node) {
    return hash(id + " " + node, SPAN_BYTES);
  }

  /// The span of what happens to a node beside its running.
  String span(int node, String what) {
    return hash(id + " " + node + " " + what, SPAN_BYTES);
  }

  /// The value of `traceparent` for what a node causes.
  ///
  /// @param sampled whether the spans are kept
  public String parent(int node, boolean sampled) {
    return "00-" + id + "-" + span(node) + (sampled ? "-01" : "-00");
  }

  private static String hash(String text, int bytes) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      // All zeros would be no id.
      var zeros = ByteBuffer.wrap(digest).getLong() == 0;
      digest[0] = zeros ? 1 : digest[0];
      return HexFormat.of().formatHex(digest, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
