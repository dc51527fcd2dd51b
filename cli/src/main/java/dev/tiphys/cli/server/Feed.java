package dev.tiphys.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The elements of a stream `{"result":…}` as they come.
public final class Feed implements AutoCloseable {
  private final Limited stream;
  private final MappingIterator<JsonNode> values;

  Feed(ObjectReader reader, InputStream stream) throws IOException {
    this.stream = new Limited(stream);
    this.values = reader.readValues(this.stream);
  }

  /// The next element; null at the end of the stream.
  ///
  /// @throws ServerFailure if the server ended the stream with an error
  /// @throws IOException if the connection broke
  public @Nullable JsonNode next() throws IOException {
    stream.left = Connection.ANSWER_BYTES_MAX;
    if (!values.hasNextValue()) {
      return null;
    }
    var value = values.nextValue();
    var error = value.path("error");
    if (!error.isMissingNode() && !value.has("result")) {
      throw new ServerFailure(
          ServerFailure.Kind.REFUSED,
          error.path("message").asText(error.isTextual() ? error.asText() : "the stream broke"));
    }
    return value.path("result");
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      // It was read as far as it was wanted.
      stream.left = 0;
    }
  }

  /// Refuses more than so many bytes of one element.
  static final class Limited extends FilterInputStream {
    private long left = Connection.ANSWER_BYTES_MAX;

    Limited(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      var octet = super.read();
      count(octet < 0 ? 0 : 1);
      return octet;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      var count = super.read(bytes, offset, length);
      count(Math.max(0, count));
      return count;
    }

    private void count(int bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new IOException(
            "expected at most "
                + Connection.ANSWER_BYTES_MAX
                + " bytes in an answer (limit ANSWER_BYTES_MAX), found more");
      }
    }
  }
}
