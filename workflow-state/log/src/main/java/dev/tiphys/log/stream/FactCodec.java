package dev.tiphys.log.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// How a fact is written as one JSON value, and read again years later.
///
/// Streaming on purpose: a run of a million facts is folded straight from bytes.
public interface FactCodec<F> {
  /// Writes exactly one JSON value, without raw line breaks.
  void write(F fact, JsonGenerator out) throws IOException;

  /// Reads one value: `in` stands on its first token and must be left on its last. Throws for a
  /// type that it does not know, never skips it; unknown fields of a known type are skipped.
  F read(JsonParser in) throws IOException;

  /// As [#write(Object, JsonGenerator)]; what `before`, the fact before it in the same commit, says
  /// already may be left out.
  default void write(F fact, @Nullable F before, JsonGenerator out) throws IOException {
    write(fact, out);
  }

  /// Reads what was written after `before`.
  default F read(JsonParser in, @Nullable F before) throws IOException {
    return read(in);
  }
}
